"""What is wrong with an upload, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from services.errors import Invalid
from services.spreadsheets.columns import Row

MAX_SHOWN = 1_000


class RowsRefused(Invalid):
    """Rows of an upload cannot be used, so that none was; every one of them is named."""

    code = "rows_refused"


@dataclass
class Findings:
    """Collects what is wrong with rows, and refuses them all together."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: int, column: str | None, message: str) -> None:
        """Note what is wrong with a cell, or with a whole row where no column is named."""
        self.rows.append({"row": row, "column": column, "message": message})

    def take(self, rows: Iterable[Row]) -> None:
        """Note what reading the file has found."""
        for row in rows:
            for column, message in row.problems.items():
                self.add(row.number, column, message)

    def raise_if_any(self) -> None:
        """Refuse the upload if anything was noted.

        Raises
        ------
        RowsRefused
            With all findings in order of rows, the first 1,000 of them in full.
        """
        if not self.rows:
            return
        ordered = sorted(self.rows, key=lambda finding: int(finding["row"]))
        bad_rows = len({finding["row"] for finding in ordered})
        raise RowsRefused(
            f"{_counted(len(ordered), 'problem')} in {_counted(bad_rows, 'row')}; nothing was stored."
            " Mend the rows named and send the file again.",
            fields={"rows": ordered[:MAX_SHOWN]},
        )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
