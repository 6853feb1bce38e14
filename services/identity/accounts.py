"""Opening accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    DpAcademicsProfile,
    HodProfile,
    Profile,
    TenantRow,
    TraineeProfile,
    TrainerProfile,
    User,
)
from services.access import Role
from services.errors import Conflict, Invalid
from services.identity.login import email_index, find_by_email
from services.identity.passwords import hash_password

ROLE_PROFILES: dict[Role, type[TenantRow]] = {
    Role.TRAINEE: TraineeProfile,
    Role.TRAINER: TrainerProfile,
    Role.HOD: HodProfile,
    Role.DP_ACADEMICS: DpAcademicsProfile,
}
"""What each role adds to an account."""


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    code = "email_taken"


def open_account(
    session: Session,
    *,
    email: str,
    role: Role,
    first_name: str,
    last_name: str,
    password: str | None = None,
    verified: bool = False,
    role_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> User:
    """Open an account with its profile and what its role adds.

    Without a password nobody can log in until one is set by the link of a reset. ``role_fields``
    go to the role's own profile, ``fields`` to the account.

    Raises
    ------
    Invalid
        If the address is none, or the password weak.
    EmailTaken
        If another account has the address.
    """
    if find_by_email(session, normal_email(email)) is not None:
        raise _email_taken(email)
    user = new_account(
        session,
        email=email,
        role=role,
        first_name=first_name,
        last_name=last_name,
        password=password,
        verified=verified,
        **fields,
    )
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        raise _email_taken(email) from error  # by somebody who was faster than the look above
    session.add_all(new_profiles(user, role_fields))
    session.flush()
    return user


def _email_taken(email: str) -> EmailTaken:
    return EmailTaken(f"There is an account with {email} already.", fields={"email": "Taken already."})


def new_account(
    session: Session,
    *,
    email: str,
    role: Role,
    first_name: str,
    last_name: str,
    password: str | None = None,
    verified: bool = False,
    **fields: Any,
) -> User:
    """An account that is not stored yet, whose address nobody has looked for; see :func:`open_account`.

    Raises
    ------
    Invalid
        If the address is none, or the password weak.
    """
    address = normal_email(email)
    about = words_about(address, first_name, last_name)
    return User(
        email=address,
        email_index=email_index(session, address),
        role=role,
        first_name=first_name,
        last_name=last_name,
        password_hash=None if password is None else hash_password(password, about=about),
        email_verified_at=session.info["clock"]() if verified else None,
        **fields,
    )


def new_profiles(user: User, role_fields: Mapping[str, Any] | None = None) -> list[TenantRow]:
    """The profiles of an account, to be stored after it: its own, and the one that its role adds."""
    profiles: list[TenantRow] = [Profile(user_id=user.id)]
    if user.role in ROLE_PROFILES:
        profiles.append(ROLE_PROFILES[Role(user.role)](user_id=user.id, **(role_fields or {})))
    return profiles


def words_about(email: str, first_name: str, last_name: str) -> tuple[str, ...]:
    """What the owner's password must not hold."""
    return first_name, last_name, email.split("@", maxsplit=1)[0]


def normal_email(text: str) -> str:
    """An e-mail address in the form in which it is kept and found.

    Raises
    ------
    Invalid
        If it is none.
    """
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid(f"{text!r} is no e-mail address: {error}", fields={"email": str(error)}) from error
