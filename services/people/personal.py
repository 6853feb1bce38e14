"""Personal data as it is kept: telephone numbers, days of birth, numbers of identity cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import phonenumbers
from sqlalchemy.orm import Session

from services.errors import Invalid
from services.policy import policy_of, today_of

YOUNGEST, OLDEST = 10, 120

_ID_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 /.-]{2,38}[A-Z0-9]")


def normal_personal_data(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of an account with the personal ones among them in the form in which they are kept.

    Raises
    ------
    Invalid
        If any makes no sense; all that do not are named.
    """
    region, today = policy_of(session).phone_region, today_of(session)
    checks: Mapping[str, Callable[[Any], str]] = {
        "phone": lambda text: normal_phone(text, region=region),
        "id_number": _normal_id_number,
        "birth_date": lambda day: _normal_birth_date(day, today=today),
    }
    normal, wrong = dict(values), {}
    for name, check in checks.items():
        if normal.get(name) is None:
            continue
        try:
            normal[name] = check(normal[name])
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return normal


def normal_phone(text: str, *, region: str) -> str:
    """A telephone number in the international form, such as +254712345678.

    A number without a country's code is taken for one of the region.

    Raises
    ------
    ValueError
        If no such number can exist.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValueError(
            f"{text[:40]!r} is no telephone number. Write it with its country code, as +254712345678."
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _normal_id_number(text: str) -> str:
    plain = " ".join(text.upper().split())
    if not _ID_NUMBER.fullmatch(plain):
        raise ValueError("An identity number has 4 to 40 letters, digits and signs such as / and -.")
    return plain


def _normal_birth_date(day: date, *, today: date) -> str:
    """The day as text: that is how it is encrypted."""
    age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    if not YOUNGEST <= age <= OLDEST:
        raise ValueError(f"Somebody born on {day} is {age} years old, expected {YOUNGEST} to {OLDEST}.")
    return day.isoformat()
