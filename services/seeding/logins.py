"""The accounts of the demo college that visitors log in to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models import Tenant, User
from models.session import Database, Who

SLUG = "demo"
MOST = 12
"""Whoever sets a password has one: a list of all of them would help no visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account that visitors may log in to."""

    role: str
    email: str


def logins_of_demo(database: Database) -> tuple[Login, ...]:
    """The accounts of the demo college that have had a password longest; none where it is not."""
    with database.unit_of_work(read_only=True) as session:
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == SLUG, Tenant.is_active))
    if tenant_id is None:
        return ()
    with database.unit_of_work(Who(tenant_id), read_only=True) as session:
        users = session.execute(
            select(User.role, User.email)
            .where(User.password_hash.is_not(None), User.is_active)
            .order_by(User.id)
            .limit(MOST)
        )
        return tuple(Login(role=user.role, email=user.email) for user in users)
