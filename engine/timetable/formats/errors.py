"""What every reader and writer raises."""

from __future__ import annotations

MAX_QUOTE = 80
"""Characters of a file that a message repeats at most."""


class FormatError(ValueError):
    """A file that cannot be read, or a problem or timetable that its format cannot carry.

    Parameters
    ----------
    file
        The file's name, as messages show it.
    reason
        What was expected, and what was found.
    line
        Where, counted from 1; None when it is nowhere in particular.
    path
        Which part of a JSON document, such as ``rooms[3].capacity``; empty for other formats.
    """

    # Not keyword-only: exceptions are pickled by their positional arguments, and a worker hands
    # this one to another process.
    def __init__(self, file: str, reason: str, line: int | None = None, path: str = "") -> None:
        super().__init__(file, reason, line, path)
        self.file = file
        self.reason = reason
        self.line = line
        self.path = path

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.path, self.reason) if part)


def quote(text: str) -> str:
    """A piece of a file in quotation marks, cut to a length that fits a message."""
    return f'"{text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"}"'
