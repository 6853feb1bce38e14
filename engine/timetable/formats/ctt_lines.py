"""Competition files as lines: the header's fields, and the rows of each section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from engine.timetable.formats.errors import FormatError, quote
from engine.timetable.formats.limits import MAX_LINE, MAX_ROWS

SECTIONS = ("COURSES", "ROOMS", "CURRICULA", "UNAVAILABILITY_CONSTRAINTS", "ROOM_CONSTRAINTS")

# At most nine digits: fits every machine word, and no time goes into digits that a bound refuses.
_WHOLE = re.compile(r"[0-9]{1,9}")


class Line(NamedTuple):
    """A line that is not blank, without the space around it; numbered from 1."""

    file: str
    number: int
    text: str

    def fail(self, reason: str) -> NoReturn:
        """Raise ``FormatError`` for what is wrong with this line."""
        raise FormatError(self.file, reason, self.number)

    def fail_expecting(self, expected: str) -> NoReturn:
        """Raise ``FormatError`` with what this line should have been, and what it is."""
        self.fail(f"expected {expected}, found {quote(self.text)}")

    def words(self, expected: str, *, counts: tuple[int, ...]) -> list[str]:
        """The line's words, as many as one of ``counts``."""
        words = self.text.split()
        if len(words) not in counts:
            self.fail_expecting(expected)
        return words

    def whole(self, word: str, expected: str) -> int:
        """A word of the line as a whole number of 0 or more."""
        if _WHOLE.fullmatch(word) is None:
            self.fail_expecting(expected)
        return int(word)

    def at_most(self, value: int, limit: int, what: str) -> int:
        """The value, unless it is above the limit."""
        if value > limit:
            self.fail(f"expected at most {limit} {what}, found {value}")
        return value


@dataclass
class Sections:
    """A competition file taken apart.

    Parameters
    ----------
    header
        Line and value of each field above the sections.
    rows
        Lines of each section, in the file's order.
    """

    header: dict[str, tuple[Line, str]] = field(default_factory=dict)
    rows: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in SECTIONS})


def lines_of(text: str, file: str) -> Iterator[Line]:
    """Lines of a text that are not blank, whatever its ends of line.

    Raises
    ------
    FormatError
        If a line is longer than any that means something.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    number, counted = 1, 0
    # The search skips blank lines in one step, so millions of them cost no time.
    for match in re.finditer(r"\S.*", text):
        number += text.count("\n", counted, match.start())
        counted = match.start()
        if match.end() - match.start() > MAX_LINE:
            raise FormatError(file, f"expected at most {MAX_LINE:,} characters in a line", number)
        yield Line(file, number, match.group().rstrip())


def split_sections(text: str, file: str) -> Sections:
    """Take a competition file apart; what follows ``END.`` is ignored.

    Raises
    ------
    FormatError
        If the header is malformed, or the file breaks off.
    """
    sections = Sections()
    rows: list[Line] | None = None
    for count, line in enumerate(lines_of(text, file)):
        if count > MAX_ROWS:
            line.fail(f"expected at most {MAX_ROWS:,} lines")
        if line.text in ("END.", "END"):
            return sections
        name = line.text.rstrip(":").rstrip()
        if name in SECTIONS and line.text.endswith(":"):
            rows = sections.rows[name]
        elif rows is None:
            _add_field(sections, line)
        else:
            rows.append(line)
    # Some tools write no END. Then the last line is whole only if it has an end of its own; that
    # no line is missing, the counts in the header tell.
    if not text.endswith(("\n", "\r")):
        raise FormatError(file, "breaks off: expected END. after the last section")
    return sections


def _add_field(sections: Sections, line: Line) -> None:
    name, colon, value = line.text.partition(":")
    name = name.strip()
    if not colon:
        line.fail_expecting('"field: value" or the name of a section, such as COURSES:')
    if name in sections.header:
        line.fail(f"the field {quote(name)} occurs twice")
    sections.header[name] = (line, value.strip())
