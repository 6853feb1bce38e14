"""What the product refuses, and why. Each class has a code that clients may rely on.

The doors turn these into their own words: over HTTP one table maps classes to statuses
(:mod:`api.errors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """A rule of the institution says no.

    Parameters
    ----------
    message
        A sentence for the person who asked: what was wrong, with its value, and what would do.
    fields
        What is wrong with single fields of the request, by name.
    """

    code: str = "refused"
    keeps_work: ClassVar[bool] = False
    """Whether what was stored before the refusal stays, such as the count of failed log-ins."""

    def __init__(self, message: str, *, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})


class NotFound(DomainError):
    """There is no such thing, or not for the one who asks."""

    code = "not_found"


class Invalid(DomainError):
    """What was sent breaks a rule that no retry will mend."""

    code = "invalid"


class Conflict(DomainError):
    """What was sent clashes with what is there."""

    code = "conflict"


class Stale(DomainError):
    """Somebody else changed it since it was read."""

    code = "stale"


class Forbidden(DomainError):
    """The role of the one who asks does not allow it."""

    code = "forbidden"


class Unauthenticated(DomainError):
    """Nobody knows who asks."""

    code = "unauthenticated"


class TooLarge(DomainError):
    """What was sent is larger than anything of its kind needs to be."""

    code = "too_large"


class Unavailable(DomainError):
    """Something that the answer needs is away; the same request may do later."""

    code = "unavailable"
