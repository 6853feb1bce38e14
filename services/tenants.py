"""Institutions that share an installation."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import School, Tenant
from models.session import enter_tenant, now_of
from services.errors import Conflict, Invalid

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
