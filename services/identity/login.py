"""Logging in by e-mail and password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Tenant, User
from models.encryption import Keyring
from models.session import enter_tenant, now_of, tenant_of
from services.errors import Forbidden, Invalid, Unauthenticated
from services.identity.families import Descent, begin
from services.identity.passwords import Checked, verify_password
from services.people.activity import note

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class WrongCredentials(Unauthenticated):
    """No account has this e-mail and password; which of the two is wrong is not told."""

    code = "wrong_credentials"
    keeps_work = True


class UnknownTenant(Invalid):
    """No institution has this short name, or none was named where several share the installation."""

    code = "unknown_tenant"


class Locked(Forbidden):
    """Too many failed log-ins; the account opens again by itself.

    This tells a stranger who fails five times that there is an account, which its owner, who must
    know why the right password is refused, could not be told otherwise.
    """

    code = "locked"
    keeps_work = True


class EmailNotVerified(Forbidden):
    """The e-mail address must be verified before the first log-in."""

    code = "email_not_verified"


def enter_tenant_named(session: Session, slug: str | None) -> Tenant:
    """Find the tenant that somebody who is not logged in names, and go on in its name.

    Raises
    ------
    UnknownTenant
        If there is none, or several tenants share the installation and none is named.
    """
    if slug is None and session.scalar(select(func.count()).select_from(Tenant)) != 1:
        raise UnknownTenant("Say which institution you mean.", fields={"tenant": "Required here."})
    chosen = select(Tenant).where(Tenant.is_active)
    tenant = session.scalar(chosen if slug is None else chosen.where(Tenant.slug == slug))
    if tenant is None:
        raise UnknownTenant(f"There is no institution {slug!r}.", fields={"tenant": "Unknown."})
    enter_tenant(session, tenant.id)
    return tenant


def college_of(session: Session) -> Tenant:
    """The tenant of this unit of work."""
    return session.scalars(select(Tenant).where(Tenant.id == tenant_of(session))).one()


def find_by_email(session: Session, email: str, *, lock: bool = False) -> User | None:
    """The account with an e-mail address, in the tenant of this unit of work.

    With ``lock`` others who lock it wait until this unit of work has ended.
    """
    found = select(User).where(User.email_index == email_index(session, email))
    return session.scalar(found.with_for_update() if lock else found)


def email_index(session: Session, email: str) -> bytes:
    """What an e-mail address is found by, in the tenant of this unit of work."""
    keyring: Keyring = session.info["keyring"]
    return keyring.blind_index(tenant_of(session), email)


def log_in(
    session: Session,
    *,
    email: str,
    password: str,
    tenant: str | None = None,
    user_agent: str | None = None,
    address: str | None = None,
    checked: Checked | None = None,
) -> Descent:
    """Begin a log-in, and count the failures: five in a row lock the account for 15 minutes.

    ``checked`` is what :func:`check` found out beforehand; it counts if the password is still the same.

    Raises
    ------
    UnknownTenant, WrongCredentials, Locked, EmailNotVerified
        If it is refused. Failures are counted all the same.
    """
    enter_tenant_named(session, tenant)
    # Locked, so that guesses at the same moment are counted one after the other.
    user = find_by_email(session, email, lock=True)
    if user is not None:
        refuse_locked(session, user)
    hashed = user.password_hash if user else None
    if checked is None or checked.hashed != hashed:
        checked = check(password, hashed)
    right = checked.right
    if user is None or not right or not user.is_active:
        if user is not None:
            count_failure(session, user)
        raise WrongCredentials("E-mail, password or institution is wrong.")
    if user.email_verified_at is None:
        raise EmailNotVerified("Follow the link in the e-mail that was sent to you, then log in.")
    return admit(session, user=user, user_agent=user_agent, address=address)


def password_of(session: Session, *, email: str, tenant: str | None) -> str | None:
    """What is kept of the password of an account, to be compared outside of any unit of work.

    Raises
    ------
    UnknownTenant
        As for :func:`log_in`.
    """
    enter_tenant_named(session, tenant)
    user = find_by_email(session, email)
    return None if user is None else user.password_hash


def check(password: str, hashed: str | None) -> Checked:
    """Compare a password, which takes 20 ms that nobody need wait for."""
    return Checked(hashed, verify_password(password, hashed))


def admit(session: Session, *, user: User, user_agent: str | None, address: str | None) -> Descent:
    """Begin the log-in of somebody who has proved who they are."""
    clear_failures(session, user)
    now = now_of(session)
    _set_quietly(session, user, last_login_at=now, last_active_at=now)
    note(session, user.id, "logged_in", address=address)
    return begin(session, user=user, user_agent=user_agent, address=address)


def refuse_locked(session: Session, user: User) -> None:
    """Refuse an account that is locked after too many failures.

    Raises
    ------
    Locked
        If it is.
    """
    if user.locked_until is not None and user.locked_until > now_of(session):
        raise Locked(f"Too many failed log-ins: the account is locked until {user.locked_until:%H:%M} UTC.")


def count_failure(session: Session, user: User) -> None:
    """Count a wrong password; the fifth in a row locks the account for a while."""
    note(session, user.id, "gave_a_wrong_password")
    failures = user.failed_login_attempts + 1
    if failures < MAX_FAILURES:
        _set_quietly(session, user, failed_login_attempts=failures)
    else:
        _set_quietly(session, user, failed_login_attempts=0, locked_until=now_of(session) + LOCKED_FOR)


def clear_failures(session: Session, user: User) -> None:
    """Forget failures, and open an account that they locked."""
    if user.failed_login_attempts or user.locked_until:
        _set_quietly(session, user, failed_login_attempts=0, locked_until=None)


def _set_quietly(session: Session, user: User, **values: Any) -> None:
    # Not as a change of the record: nobody edited it, so it keeps its version and its history.
    session.execute(update(User).where(User.id == user.id).values(**values))
