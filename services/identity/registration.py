"""Registering oneself, verifying the address, and being invited."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Tenant, User
from models.session import now_of
from services.access import Role
from services.errors import Forbidden
from services.identity import letters, links
from services.identity.accounts import EmailTaken, normal_email, open_account, words_about
from services.identity.links import Purpose
from services.identity.login import college_of, enter_tenant_named, find_by_email
from services.identity.passwords import check_password, verify_password
from services.outbox import post_mail
from services.people.activity import note
from services.policy import policy_of


class RegistrationClosed(Forbidden):
    """The institution opens all accounts itself."""

    code = "registration_closed"


def register(
    session: Session,
    *,
    base_url: str,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    tenant: str | None = None,
) -> None:
    """Register as a trainee. The account can be used once its e-mail address is verified.

    Nothing is given back, for it is the same whether or not the address has an account already: its
    owner learns that by e-mail, and a stranger who tries addresses learns nothing.

    Raises
    ------
    UnknownTenant
        If there is no such institution, or none is named where there are several.
    RegistrationClosed
        If it opens all accounts itself.
    Invalid
        If the address is none, or the password weak.
    """
    institution = enter_tenant_named(session, tenant)
    if not policy_of(session).self_registration:
        raise RegistrationClosed(f"{institution.name} opens accounts itself; ask its office for one.")
    address = normal_email(email)
    check_password(password, about=words_about(address, first_name, last_name))
    known = find_by_email(session, address)
    if known is not None:
        verify_password(password, None)  # takes as long as keeping it would
        _tell_known(session, known, institution, base_url)
        return
    try:
        with session.begin_nested():
            user = open_account(
                session,
                email=address,
                role=Role.TRAINEE,
                first_name=first_name,
                last_name=last_name,
                password=password,
            )
    except (EmailTaken, IntegrityError):
        return  # somebody registered the same address at this very moment, and is sent the link
    _send_verification(session, user, institution, base_url)


def verify_email(session: Session, *, token: str) -> User:
    """Take the token of a link as the proof that the account's address is its owner's.

    Raises
    ------
    links.BadLink
        If it is not good any more.
    """
    user = links.redeem(session, token, purpose=Purpose.VERIFY_EMAIL)
    user.email_verified_at = user.email_verified_at or now_of(session)
    note(session, user.id, "verified_the_email_address")
    session.flush()
    return user


def resend_verification(session: Session, *, base_url: str, email: str, tenant: str | None = None) -> None:
    """Send the link again, if there is an account that waits for it; whether there is, is not told.

    Raises
    ------
    UnknownTenant
        As for :func:`register`.
    """
    institution = enter_tenant_named(session, tenant)
    user = find_by_email(session, email)
    if user is not None and user.is_active and user.email_verified_at is None:
        _send_verification(session, user, institution, base_url)


def invite(session: Session, *, base_url: str, user: User) -> None:
    """Send the owner of a new account the link by which to choose its first password."""
    invite_all(session, base_url=base_url, users=[user])


def invite_all(session: Session, *, base_url: str, users: Iterable[User]) -> None:
    """Send the owners of new accounts the links by which to choose their first passwords."""
    college = college_of(session).name
    for user in users:
        token = links.issue(
            session, user=user, purpose=Purpose.RESET_PASSWORD, lifetime=links.INVITATION_LIFETIME
        )
        letter = letters.invitation(to=user.email, college=college, base_url=base_url, token=token)
        post_mail(session, letter)
    session.flush()


def _tell_known(session: Session, user: User, institution: Tenant, base_url: str) -> None:
    if not user.is_active or links.was_just_issued(session, user=user, purpose=Purpose.RESET_PASSWORD):
        return
    token = links.issue(session, user=user, purpose=Purpose.RESET_PASSWORD)
    letter = letters.known_already(to=user.email, college=institution.name, base_url=base_url, token=token)
    post_mail(session, letter)


def _send_verification(session: Session, user: User, institution: Tenant, base_url: str) -> None:
    if links.was_just_issued(session, user=user, purpose=Purpose.VERIFY_EMAIL):
        return
    token = links.issue(session, user=user, purpose=Purpose.VERIFY_EMAIL)
    letter = letters.verification(to=user.email, college=institution.name, base_url=base_url, token=token)
    post_mail(session, letter)
