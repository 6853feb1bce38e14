"""Institutions that share an installation."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import School, Tenant, User
from models.session import enter_tenant, now_of
from services.errors import Conflict, Invalid, NotFound

SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")


def found_tenant(session: Session, *, slug: str, name: str, school_code: str = "MAIN") -> Tenant:
    """Found a new institution with its one school, and go on in its name.

    Raises
    ------
    Invalid
        If the slug is not 3 to 40 small letters, digits and hyphens.
    Conflict
        If it is taken.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid(
            f"{slug!r} will not do as a short name: 3 to 40 small letters, digits and hyphens.",
            fields={"slug": "3 to 40 small letters, digits and hyphens."},
        )
    if session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is not None:
        raise Conflict(f"There is an institution {slug!r} already.", fields={"slug": "Taken already."})
    tenant = Tenant(slug=slug, name=name, policy={}, created_at=now_of(session))
    session.add(tenant)
    session.flush()
    enter_tenant(session, tenant.id)
    session.add(School(name=name, code=school_code))
    session.flush()
    return tenant


def enter_institution(session: Session, *, slug: str) -> Tenant:
    """Go on in the name of an institution, given by its short name.

    Raises
    ------
    NotFound
        If there is none.
    """
    tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        raise NotFound(f"There is no institution {slug!r}.")
    enter_tenant(session, tenant.id)
    return tenant


def count_readable_accounts(session: Session) -> int:
    """Open one account of each institution; how many there were.

    Raises
    ------
    models.encryption.CannotOpen
        If the keys are not those of this database.
    """
    opened = 0
    for tenant_id in session.scalars(select(Tenant.id)).all():
        enter_tenant(session, tenant_id)
        opened += session.scalar(select(User).limit(1)) is not None
    return opened
