"""Files that people upload: checked, written anew, and given back to those who may see them."""
