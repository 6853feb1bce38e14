"""What is taught: courses and their parts, curricula of programmes, and who is enrolled."""
