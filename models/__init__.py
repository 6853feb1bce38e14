"""Tables of the institution: what is stored, and nothing of what is done with it."""
