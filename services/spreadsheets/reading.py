"""Reading the rows that people filled in."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from services.spreadsheets.columns import Column, Row
from services.spreadsheets.package import BadSpreadsheet, open_package

MAX_ROWS = 1_000
MAX_COLUMNS = 60
LAST_ROW = 20_000
"""How far down a sheet is read; formatted but blank rows below the filled-in ones are common."""

Cell = tuple[Any, str]
"""A cell's value, and the letter by which openpyxl says its type."""


def read_rows(data: bytes, columns: Sequence[Column], *, max_rows: int = MAX_ROWS) -> list[Row]:
    """The filled-in rows of a workbook's first sheet; blank rows and the example row are left out.

    Each cell is checked by its column alone: what is wrong stands in the row's ``problems``.

    Raises
    ------
    BadSpreadsheet
        If the file is no such workbook, its headings are others, or it has no row or too many.
    """
    lines = iter(_lines(data))
    _, headings = next(lines, (1, []))
    places = _places([_heading(cell) for cell in headings], columns)
    example = {column.key: column.value_of(column.example) for column in columns}
    rows = []
    for number, cells in lines:
        row = _row(number, cells, places)
        if row.problems or any(row.values.get(key) != value for key, value in example.items()):
            rows.append(row)
        if len(rows) > max_rows:
            raise BadSpreadsheet(f"The sheet has more than {max_rows:,} rows. Send it in parts.")
    if not rows:
        raise BadSpreadsheet("The first sheet of the workbook has no row below its headings.")
    return rows


def _lines(data: bytes) -> list[tuple[int, list[Cell]]]:
    """Rows of the first sheet that are not blank, with their numbers."""
    # A tenth of a second to load, which few requests need.
    from openpyxl import load_workbook

    package = open_package(data)
    try:
        # Workbooks of other programs lack styles, or have extensions, that openpyxl warns about.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(package, read_only=True, keep_links=False)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be a lie
            rows = enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS), start=1)
            return [
                (number, [(cell.value, cell.data_type) for cell in row])
                for number, row in rows
                if any(cell.value not in (None, "") for cell in row)
            ]
    except Exception as error:
        # A file that was made up can trip openpyxl anywhere, with any kind of error.
        raise BadSpreadsheet("This Excel workbook is damaged, or has no sheet.") from error


def _heading(cell: Cell) -> str:
    return str(cell[0] or "").strip().rstrip("*").strip().casefold()


def _places(found: Sequence[str], columns: Sequence[Column]) -> dict[int, Column]:
    """Which column stands at which place of a line."""
    known = {column.heading.casefold(): column for column in columns}
    unknown = [heading for heading in found if heading and heading not in known]
    missing = [
        column.heading for column in columns if column.required and column.heading.casefold() not in found
    ]
    twice = sorted({heading for heading in found if heading and found.count(heading) > 1})
    for headings, words in ((unknown, "unknown columns"), (missing, "no column"), (twice, "several columns")):
        if headings:
            listed = ", ".join(heading[:40] for heading in headings[:10])
            raise BadSpreadsheet(f"The first line has {words} {listed}. Take the headings of the template.")
    return {place: known[heading] for place, heading in enumerate(found) if heading}


def _row(number: int, cells: Sequence[Cell], places: dict[int, Column]) -> Row:
    row = Row(number, {})
    for place, (raw, kind) in enumerate(cells):
        column = places.get(place)
        if column is None:
            if raw not in (None, ""):
                row.problems[f"column {place + 1}"] = "Has no heading."
            continue
        try:
            value = _value(column, raw, kind)
        except ValueError as error:
            row.problems[column.heading] = str(error)
            continue
        if value is not None:
            row.values[column.key] = value
    for column in places.values():
        if column.required and column.key not in row.values and column.heading not in row.problems:
            row.problems[column.heading] = "Must be filled in."
    return row


def _value(column: Column, raw: Any, kind: str) -> Any:
    if kind == "f":
        raise ValueError("Holds a formula. Paste its value instead.")
    if kind == "e":
        raise ValueError(f"Holds the error {raw}.")
    return column.value_of(raw)
