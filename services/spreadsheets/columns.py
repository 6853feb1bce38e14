"""The columns of an upload, and what a cell of each may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

MAX_INTEGER = 2**31 - 1

_SIGNED_NUMBER = re.compile(r"[+-]\d[\d .()-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an upload.

    Parameters
    ----------
    key
        Under which a row's value is given.
    heading
        The first line of the sheet; read without regard to case.
    about
        What to fill in, for the sheet that explains the columns.
    example
        For the example row, which is skipped when it comes back.
    required
        Whether a row without a value is refused.
    kind
        What is given for a cell: ``text``, ``whole`` (a whole number) or ``date``.
    least, most
        Bounds of a whole number; of a text, ``most`` is its longest.
    choices
        The words that may stand here, in any case; they are given as they are written here.
    """

    key: str
    heading: str
    about: str
    example: str | int | date | None = None
    required: bool = False
    kind: Literal["text", "whole", "date"] = "text"
    least: int = 0
    most: int = 200
    choices: tuple[str, ...] = ()

    def value_of(self, raw: Any) -> Any:
        """What a cell holds, as the kind of this column; none if it is blank.

        Raises
        ------
        ValueError
            If it cannot stand here; the message is a sentence for the one who filled it in.
        """
        if isinstance(raw, str):
            raw = raw.strip()
        if raw is None or raw == "":
            return None
        if self.kind == "whole":
            return self._whole(raw)
        if self.kind == "date":
            return _date(raw)
        return self._text(raw)

    def _whole(self, raw: Any) -> int:
        number = int(raw) if isinstance(raw, str) and re.fullmatch(r"\d{1,10}", raw) else raw
        if type(number) not in (int, float) or number % 1 != 0:  # which neither infinity nor NaN leaves at 0
            raise ValueError(f"{_shown(raw)} is not a whole number.")
        if not self.least <= number <= self.most:
            raise ValueError(f"{_shown(raw)} is not from {self.least} to {self.most}.")
        return int(number)

    def _text(self, raw: Any) -> str:
        text = _plain(raw)
        if looks_like_formula(text):
            raise ValueError(f"{_shown(text)} begins with “{text[0]}”, as formulas do. Begin with a letter.")
        if _CONTROL.search(text):
            raise ValueError("Holds control characters.")
        if len(text) > self.most:
            raise ValueError(f"Has {len(text)} characters, at most {self.most} fit.")
        if not self.choices:
            return text
        for choice in self.choices:
            if choice.casefold() == text.casefold():
                return choice
        raise ValueError(f"{_shown(text)} is none of {', '.join(self.choices)}.")


@dataclass(frozen=True, slots=True)
class Row:
    """A filled-in row: its number in the sheet, its values by key, what is wrong by heading.

    Blank cells have no value; a cell that has a problem has none either.
    """

    number: int
    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate a text; signed numbers, as of telephones, are harmless."""
    if text.startswith(("+", "-")):
        return _SIGNED_NUMBER.fullmatch(text) is None
    return text.startswith(("=", "@", "\t", "\r"))


def _date(raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(f"{_shown(raw)} is not a date such as 2026-09-07.") from None


def _plain(raw: Any) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime) and (raw.hour, raw.minute, raw.second) == (0, 0, 0):
        return raw.date().isoformat()
    return str(raw)


def _shown(raw: Any) -> str:
    text = _plain(raw)
    return repr(text if len(text) <= 40 else text[:39] + "…")
