"""The command line ``smart-roster``: solve, check, generate and convert files."""

from api.cli.group import main

__all__ = ["main"]
