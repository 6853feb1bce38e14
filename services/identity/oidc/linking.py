"""Whose account a person is for whom a provider vouches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ExternalIdentity, IdentityProvider, User
from models.session import now_of
from services.access import Role
from services.errors import Forbidden
from services.identity import families
from services.identity.accounts import normal_email, open_account
from services.identity.login import find_by_email
from services.mail.composing import one_line

if TYPE_CHECKING:
    from services.identity.oidc.provider import Person

MAX_NAME = 100

NEVER = frozenset({Role.OPERATOR, Role.DEVICE})
"""Who is never let in by a provider: it is chosen by one institution, which must not reach beyond itself."""


class NoAccount(Forbidden):
    """The provider knows the person, but there is no account for them here."""

    code = "no_account"


def account_of(session: Session, person: Person, *, trust: IdentityProvider) -> User:
    """The account of a person: the one linked before, the one of their address, or a new one.

    Raises
    ------
    NoAccount
        If there is none and none is opened, or it is closed.
    """
    identity = session.scalar(
        select(ExternalIdentity).where(
            ExternalIdentity.issuer == person.issuer, ExternalIdentity.subject == person.subject
        )
    )
    user = None
    if identity is not None:
        user = session.scalar(select(User).where(User.id == identity.user_id))
    if user is None:
        user = _by_address(session, person) or _new(session, person, trust)
        if identity is None:
            identity = ExternalIdentity(issuer=person.issuer, subject=person.subject)
            session.add(identity)
        identity.user_id = user.id
        session.flush()
    if not user.is_active or user.role in NEVER:
        raise NoAccount("This account is closed, or does not log in this way.")
    return user


def _by_address(session: Session, person: Person) -> User | None:
    if person.email is None:
        return None
    address = normal_email(person.email)
    user = find_by_email(session, address)
    if user is not None and user.email != address:
        # Found without regard to case, in which some different letters are one: ß and ss, ſ and s.
        return None
    if user is not None and user.email_verified_at is None:
        # Somebody registered this address and never proved that it is theirs: their password must
        # not open the account of the person who now has.
        user.password_hash, user.email_verified_at = None, now_of(session)
        families.revoke_all(session, user_id=user.id, because="taken over by its owner")
    return user


def _new(session: Session, person: Person, trust: IdentityProvider) -> User:
    if person.email is None:
        raise NoAccount("The provider has not verified your e-mail address, so no account can be yours.")
    address = normal_email(person.email)
    domain = address.rsplit("@", maxsplit=1)[1]
    if not trust.open_accounts or (trust.domains and domain not in trust.domains):
        raise NoAccount("There is no account for you here; ask the institution's office for one.")
    return open_account(
        session,
        email=address,
        role=Role.TRAINEE,
        first_name=one_line(person.first_name, most=MAX_NAME) or address.split("@")[0],
        last_name=one_line(person.last_name, most=MAX_NAME) or "-",
        verified=True,
    )
