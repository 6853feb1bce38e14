"""Writing workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from services.spreadsheets.columns import Column, looks_like_formula

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60

Line = Sequence[str | int | float | date | None]


def write_template(columns: Sequence[Column], *, title: str = "Rows") -> bytes:
    """A workbook to fill in: headings and an example row, and a sheet that explains the columns."""
    explained: list[Line] = [("Column", "Must be filled in", "What to fill in", "Example")]
    explained += [
        (column.heading, "yes" if column.required else "no", _about(column), column.example)
        for column in columns
    ]
    rows: list[Line] = [
        tuple(f"{column.heading}{' *' if column.required else ''}" for column in columns),
        tuple(column.example for column in columns),
    ]
    return write_table({title: rows, "Columns": explained})


def write_table(sheets: Mapping[str, Iterable[Line]]) -> bytes:
    """A workbook of sheets by their names, each with its headings as the first line.

    Texts that a spreadsheet might calculate get an apostrophe before them, here and wherever the
    sheet is saved to next.
    """
    # A tenth of a second to load, which few requests need.
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, lines in sheets.items():
        _fill(workbook.create_sheet(name), lines)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _fill(sheet: Any, lines: Iterable[Line]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(number, place, _inert(value))
            cell.font = Font(bold=number == 1)
            widths[place] = max(widths.get(place, 8), len(str(value or "")) + 2)
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = min(width, WIDEST)
    sheet.freeze_panes = "A2"


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def _about(column: Column) -> str:
    if column.choices:
        return f"{column.about} One of: {', '.join(column.choices)}."
    bounds = {
        "whole": f"A whole number from {column.least:,} to {column.most:,}.",
        "date": "A date.",
        "text": f"At most {column.most:,} characters.",
    }
    return f"{column.about} {bounds[column.kind]}"
