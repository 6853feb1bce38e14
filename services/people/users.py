"""Accounts of the institution's people, as its admin keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import User
from models.session import now_of
from services import records
from services.access import Actor, Role
from services.attendance.excuses import forget_documents
from services.errors import Forbidden
from services.files.storing import remove_file
from services.identity import families, letters, links
from services.identity.accounts import EmailTaken, normal_email, open_account
from services.identity.links import Purpose
from services.identity.login import college_of, email_index, find_by_email
from services.identity.registration import invite
from services.outbox import post_mail
from services.people.appointments import relieve
from services.people.kind import USERS, sees_personal_data
from services.people.personal import normal_personal_data
from services.people.roles import (
    PARTS,
    check_assignable,
    check_may_leave,
    check_not_above,
    fit_parts_to_role,
    write_parts,
)
from services.presence.consents import forget_face

BASIC = ("id", "email", "role", "first_name", "last_name", "full_name", "avatar_id", "is_active")
PERSONAL = ("gender", "phone", "id_number", "address", "birth_date")
STATE = ("email_verified_at", "failed_login_attempts", "locked_until", "last_login_at", "last_active_at")
STAMPS = ("version", "created_at", "updated_at")


def describe(user: User, *, actor: Actor) -> dict[str, Any]:
    """What an actor sees of an account: its personal data are left out for those who teach."""
    names = [*BASIC, *PARTS, *STAMPS]
    if sees_personal_data(actor, user):
        names += [*PERSONAL, *STATE]
    return {name: getattr(user, name) for name in names}


def create_user(
    session: Session, *, actor: Actor, values: Mapping[str, Any], base_url: str, invited: bool = True
) -> User:
    """Open an account, and send its owner the link by which to choose a password.

    ``values`` are fields of the account and, by the names of :data:`PARTS`, of its profiles.

    Raises
    ------
    Forbidden
        If the actor may not give the role.
    Invalid, Conflict
        If a field makes no sense, or the address is taken.
    """
    fields, parts = _split(normal_personal_data(session, values))
    check_assignable(fields["role"], actor=actor)
    user = open_account(session, **{**fields, "role": Role(fields["role"])})
    write_parts(session, actor=actor, user=user, parts=parts)
    if invited:
        invite(session, base_url=base_url, user=user)
    return _reloaded(session, user)


def change_user(
    session: Session,
    *,
    actor: Actor,
    user_id: UUID,
    values: Mapping[str, Any],
    base_url: str,
    version: int | None = None,
) -> User:
    """Change an account and its profiles, which share one version.

    Another e-mail address has to be verified anew, and links that went to the old one end. Closing
    an account, and another role, end its log-ins.

    Raises
    ------
    NotFound, Stale, Forbidden, Invalid, Conflict
        As for records; and see :func:`~services.people.roles.check_may_leave`.
    """
    user = records.fetch(session, USERS, actor=actor, record_id=user_id)
    check_not_above(user, actor=actor)
    records.refuse_stale(USERS.noun, is_at=user.version, made_upon=version)
    fields, parts = _split(normal_personal_data(session, values))
    before = user.role
    fields |= _address_fields(session, user, fields.pop("email", user.email))
    _check_standing(session, user, actor=actor, fields=fields)
    if parts:
        fields["updated_at"] = now_of(session)  # a change of a profile is a change of the account
    records.change(session, USERS, actor=actor, record_id=user_id, values=fields)
    if user.role != before:
        fit_parts_to_role(session, actor=actor, user=user)
    write_parts(session, actor=actor, user=user, parts=parts)
    if not user.is_active:
        relieve(session, actor=actor, user=user)
    if user.role != before or not user.is_active:
        families.revoke_all(session, user_id=user.id, because="role changed or account closed")
    if "email" in fields:
        # Whoever reads the mailbox of the old address, which may have been a mistake, is nobody here.
        links.void_all(session, user_id=user.id)
        _prove_address(session, user, base_url)
    return _reloaded(session, user)


def delete_user(session: Session, *, actor: Actor, user_id: UUID, version: int | None = None) -> None:
    """Delete an account: it is hidden, its log-ins end, its picture, documents and all of its face go.

    Its address and its admission number are free again.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for records.
    NotYourself, LastAdmin
        If it is the actor's own, or the last admin's.
    """
    user = records.fetch(session, USERS, actor=actor, record_id=user_id)
    check_not_above(user, actor=actor)
    check_may_leave(session, user, actor=actor, what="delete")
    relieve(session, actor=actor, user=user)
    records.delete(session, USERS, actor=actor, record_id=user_id, version=version)
    families.revoke_all(session, user_id=user_id, because="account deleted")
    remove_file(session, user.avatar_id)
    forget_face(session, user_id=user_id)
    forget_documents(session, trainee_id=user_id)
    if user.trainee is not None:
        user.trainee.admission_number = None
    session.flush()


def invite_again(session: Session, *, actor: Actor, user_id: UUID, base_url: str) -> None:
    """Send the link to choose a password once more.

    Raises
    ------
    NotFound
        If there is no such account.
    Forbidden
        If the account is closed, or an operator's.
    """
    user = records.fetch(session, USERS, actor=actor, record_id=user_id)
    check_not_above(user, actor=actor)
    if not user.is_active:
        raise Forbidden("The account is closed; open it before you invite its owner.")
    if not links.was_just_issued(session, user=user, purpose=Purpose.RESET_PASSWORD):
        invite(session, base_url=base_url, user=user)


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of the account, and those of its profiles."""
    fields = {name: value for name, value in values.items() if name not in PARTS}
    return fields, {name: value for name, value in values.items() if name in PARTS}


def _address_fields(session: Session, user: User, email: str) -> dict[str, Any]:
    """What changes with the address; nothing if it is the same."""
    address = normal_email(email)
    if address == user.email:
        return {}
    if find_by_email(session, address) is not None:
        raise EmailTaken(f"There is an account with {address} already.", fields={"email": "Taken already."})
    return {"email": address, "email_index": email_index(session, address), "email_verified_at": None}


def _check_standing(session: Session, user: User, *, actor: Actor, fields: Mapping[str, Any]) -> None:
    if fields.get("role", user.role) != user.role:
        check_assignable(fields["role"], actor=actor)
        check_may_leave(session, user, actor=actor, what="change the role of")
    if user.is_active and not fields.get("is_active", True):
        check_may_leave(session, user, actor=actor, what="close the account of")


def _prove_address(session: Session, user: User, base_url: str) -> None:
    if user.password_hash is None:
        return invite(session, base_url=base_url, user=user)
    token = links.issue(session, user=user, purpose=Purpose.VERIFY_EMAIL)
    college = college_of(session).name
    letter = letters.verification(to=user.email, college=college, base_url=base_url, token=token)
    post_mail(session, letter)
    return None


def _reloaded(session: Session, user: User) -> User:
    """The account with its profiles as they are stored now."""
    stored = select(User).where(User.id == user.id).options(*USERS.load)
    return session.scalars(stored.execution_options(populate_existing=True)).one()
