"""Choosing another password: because the old one is forgotten, or by one's own wish."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import User
from models.session import now_of
from services.errors import Forbidden
from services.identity import families, letters, links
from services.identity.accounts import words_about
from services.identity.links import Purpose
from services.identity.login import (
    clear_failures,
    college_of,
    count_failure,
    enter_tenant_named,
    find_by_email,
    refuse_locked,
)
from services.identity.passwords import hash_password, verify_password
from services.outbox import post_mail
from services.people.activity import note


class WrongPassword(Forbidden):
    """The present password, which a change asks for, is another."""

    code = "wrong_password"
    keeps_work = True


def forget(session: Session, *, base_url: str, email: str, tenant: str | None = None) -> None:
    """Send a link to choose a new password, if there is such an account; whether there is, is not told.

    Raises
    ------
    UnknownTenant
        If there is no such institution, or none is named where there are several.
    """
    institution = enter_tenant_named(session, tenant)
    user = find_by_email(session, email)
    if user is None or not user.is_active:
        return
    if links.was_just_issued(session, user=user, purpose=Purpose.RESET_PASSWORD):
        return
    token = links.issue(session, user=user, purpose=Purpose.RESET_PASSWORD)
    letter = letters.reset(to=user.email, college=institution.name, base_url=base_url, token=token)
    post_mail(session, letter)


def reset(session: Session, *, base_url: str, token: str, password: str) -> None:
    """Set a new password by the token of a link, and end all log-ins of the account.

    The link also proves the address, and opens an account that was locked.

    Raises
    ------
    links.BadLink
        If the link is not good any more.
    WeakPassword
        If the password is; the link stays good then.
    """
    user = links.redeem(session, token, purpose=Purpose.RESET_PASSWORD)
    user.email_verified_at = user.email_verified_at or now_of(session)
    _set_password(session, user, password, base_url)
    clear_failures(session, user)
    families.revoke_all(session, user_id=user.id, because="password reset")
    note(session, user.id, "reset_the_password")


def change(
    session: Session, *, base_url: str, user_id: UUID, family_id: UUID, present: str, password: str
) -> None:
    """Change one's own password, and end all log-ins but this one, and all links.

    Raises
    ------
    WrongPassword, Locked
        If the present password is wrong, which counts as a failed log-in.
    WeakPassword
        If the new one is.
    """
    user = session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    refuse_locked(session, user)
    if not verify_password(present, user.password_hash):
        count_failure(session, user)
        raise WrongPassword("This is not your present password.", fields={"present": "Wrong."})
    _set_password(session, user, password, base_url)
    clear_failures(session, user)
    families.revoke_all(session, user_id=user.id, because="password changed", but=family_id)
    links.void_all(session, user_id=user.id)
    note(session, user.id, "changed_the_password")


def _set_password(session: Session, user: User, password: str, base_url: str) -> None:
    about = words_about(user.email, user.first_name, user.last_name)
    user.password_hash = hash_password(password, about=about)
    session.flush()
    college = college_of(session).name
    post_mail(session, letters.password_changed(to=user.email, college=college, base_url=base_url))
