"""Files in and out: every format is an importer to the one problem model."""

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.files import (
    read_problem,
    read_timetable,
    write_problem,
    write_timetable,
)

__all__ = ["FormatError", "read_problem", "read_timetable", "write_problem", "write_timetable"]
