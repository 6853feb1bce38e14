"""Excel files: templates for people to fill in, and what they filled in, read without trust.

A kind of upload is a list of :class:`Column`; :func:`write_template` makes the file to fill in and
:func:`read_rows` reads it back. What is wrong with single cells is collected row by row
(:class:`Findings`), so that one report tells everything that must be mended.
"""

from services.spreadsheets.columns import Column, Row
from services.spreadsheets.findings import Findings, RowsRefused
from services.spreadsheets.package import BadSpreadsheet
from services.spreadsheets.reading import MAX_ROWS, read_rows
from services.spreadsheets.writing import CONTENT_TYPE, write_table, write_template

__all__ = [
    "CONTENT_TYPE",
    "MAX_ROWS",
    "BadSpreadsheet",
    "Column",
    "Findings",
    "Row",
    "RowsRefused",
    "read_rows",
    "write_table",
    "write_template",
]
