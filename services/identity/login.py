"""Logging in by e-mail and password."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Tenant, User
from models.session import enter_tenant, now_of, tenant_of
from services.errors import Forbidden, Invalid, Unauthenticated
from services.identity.families import Descent, begin
from services.identity.passwords import verify_password

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class WrongCredentials(Unauthenticated):
    """No account has this e-mail and password; which of the two is wrong is not told."""

    code = "wrong_credentials"
    keeps_work = True


class Locked(Forbidden):
    """Too many failed log-ins; the account opens again by itself."""

    code = "locked"
    keeps_work = True


class EmailNotVerified(Forbidden):
    """The e-mail address must be verified before the first log-in."""

    code = "email_not_verified"


def enter_tenant_of_login(session: Session, slug: str | None) -> Tenant:
    """Find the tenant that somebody logs in to, and go on in its name.

    Raises
    ------
    Invalid
        If several tenants share the installation and none is named.
    WrongCredentials
        If there is no such tenant.
    """
    if slug is None and session.scalar(select(func.count()).select_from(Tenant)) != 1:
        raise Invalid("Say which institution you log in to.", fields={"tenant": "Required here."})
    chosen = select(Tenant).where(Tenant.is_active)
    tenant = session.scalar(chosen if slug is None else chosen.where(Tenant.slug == slug))
    if tenant is None:
        raise WrongCredentials("E-mail, password or institution is wrong.")
    enter_tenant(session, tenant.id)
    return tenant


def find_by_email(session: Session, email: str) -> User | None:
    """The account with an e-mail address, in the tenant of this unit of work."""
    index = session.info["keyring"].blind_index(tenant_of(session), email)
    return session.scalar(select(User).where(User.email_index == index))


def log_in(
    session: Session,
    *,
    email: str,
    password: str,
    tenant: str | None = None,
    user_agent: str | None = None,
    address: str | None = None,
) -> Descent:
    """Begin a log-in, and count the failures: five in a row lock the account for 15 minutes.

    Raises
    ------
    WrongCredentials, Locked, EmailNotVerified
        If it is refused. Failures are counted all the same.
    """
    enter_tenant_of_login(session, tenant)
    now = now_of(session)
    user = find_by_email(session, email)
    if user is not None and user.locked_until is not None and user.locked_until > now:
        raise Locked(f"Too many failed log-ins: the account is locked until {user.locked_until:%H:%M} UTC.")
    right = verify_password(password, user.password_hash if user else None)
    if user is None or not right or not user.is_active:
        if user is not None:
            _count_failure(session, user)
        raise WrongCredentials("E-mail, password or institution is wrong.")
    if user.email_verified_at is None:
        raise EmailNotVerified("Follow the link in the e-mail that was sent to you, then log in.")
    user.failed_login_attempts, user.locked_until = 0, None
    user.last_login_at = user.last_active_at = now
    return begin(session, user=user, user_agent=user_agent, address=address)


def _count_failure(session: Session, user: User) -> None:
    user.failed_login_attempts += 1
    if user.failed_login_attempts >= MAX_FAILURES:
        user.failed_login_attempts = 0
        user.locked_until = now_of(session) + LOCKED_FOR
    session.flush()
