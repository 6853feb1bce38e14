"""Passwords: how they are kept, and which are too weak to keep."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 128

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's second choice, 22 ms a password: the library's default takes eight times as long."""

_NOBODY = _HASHER.hash("nobody has this password")


class WeakPassword(Invalid):
    """A password that is easily guessed."""

    code = "weak_password"


@dataclass(frozen=True, slots=True)
class Checked:
    """A password that was compared before anything was locked: with what, and whether it is right."""

    hashed: str | None
    right: bool


def hash_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The hash to keep of a password; ``about`` are words about its owner, which must not be in it.

    Raises
    ------
    WeakPassword
        If it is too short, too long, of one kind of character, or about its owner.
    """
    check_password(password, about=about)
    return _HASHER.hash(password)


def check_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse a weak password; see :func:`hash_password`."""
    reason = _weakness(password, about)
    if reason is not None:
        raise WeakPassword(f"This password is not safe: {reason}", fields={"password": reason})


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether a password is the one that was kept.

    Takes as long when nothing was kept: a stranger must not learn from the time who has an account.
    """
    try:
        _HASHER.verify(hashed or _NOBODY, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False  # the last is half of a surrogate pair, which nobody's password holds
    return hashed is not None


def _weakness(password: str, about: tuple[str, ...]) -> str | None:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"It has {len(password)} characters, expected {MIN_LENGTH} to {MAX_LENGTH}."
    if any(0xD800 <= ord(letter) < 0xE000 for letter in password):
        return "It holds half of a character."
    if password.isdigit() or password.isalpha() or len(set(password)) < 5:
        return "Use letters together with numbers or signs, and at least five different ones."
    lowered = password.casefold()
    if any(len(word) >= 4 and word.casefold() in lowered for word in about):
        return "It holds the owner's name or e-mail address."
    return None
