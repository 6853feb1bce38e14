"""What the product does: one function a deed, called by views, jobs and commands alike."""
