"""What the user gave and cannot be used: said in a sentence, never as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


class BadInput(click.ClickException):
    """A file or an option that cannot be used; ends the program with the code of usage errors."""

    exit_code = 2


@contextmanager
def as_bad_input() -> Iterator[None]:
    """Turn what reading and writing files raises into words for the user."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise BadInput(str(error)) from error
