"""Doors to the product: the command line, and the HTTP interface."""
