"""Running the platform: founding institutions, renaming, closing and opening them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Tenant
from models.session import Who, enter_tenant, tenant_of
from services.access import Actor, Role
from services.errors import Conflict, Invalid, NotFound
from services.history import note_change
from services.identity.accounts import open_account
from services.identity.registration import invite
from services.records import Page, Query, refuse_stale, take_page
from services.tenants import found_tenant

ORDER: Mapping[str, InstrumentedAttribute[Any]] = {"slug": Tenant.slug, "name": Tenant.name}


class OwnTenant(Conflict):
    """Operators do not lock themselves out."""

    code = "own_tenant"


def page_of_tenants(session: Session, *, query: Query) -> Page[Tenant]:
    """A page of all institutions.

    Raises
    ------
    Invalid
        If the cursor or the order is not one of this list.
    """
    name = (query.sort or "").lstrip("-")
    if name and name not in ORDER:
        raise Invalid(
            f"A list of tenants cannot be sorted by {name!r}.", fields={"sort": f"One of {', '.join(ORDER)}."}
        )
    statement = select(Tenant).filter_by(**query.filters)
    if query.text:
        words = query.text.casefold()
        statement = statement.where(
            Tenant.slug.icontains(words, autoescape=True) | Tenant.name.icontains(words, autoescape=True)
        )
    return take_page(session, statement, key=Tenant.id, column=ORDER.get(name), query=query)


def fetch_tenant(session: Session, *, tenant_id: UUID) -> Tenant:
    """An institution.

    Raises
    ------
    NotFound
        If there is none with this id.
    """
    tenant = session.get(Tenant, tenant_id)
    if tenant is None:
        raise NotFound(f"There is no tenant {tenant_id}.")
    return tenant


def open_institution(
    session: Session, *, base_url: str, slug: str, name: str, school_code: str, admin: Mapping[str, Any]
) -> Tenant:
    """Found an institution with its school and its first admin, who is invited by e-mail.

    ``admin`` has the e-mail address and the names of the admin.

    Raises
    ------
    Invalid
        If the short name or the address will not do.
    Conflict
        If the short name is taken.
    """
    with _away(session) as operator:
        tenant = found_tenant(session, slug=slug, name=name, school_code=school_code)
        enter_tenant(session, tenant.id, operator.user_id)
        founded = {"slug": [None, slug], "name": [None, name]}
        note_change(
            session, entity=Tenant.__tablename__, entity_id=tenant.id, fields=founded, action="create"
        )
        user = open_account(session, role=Role.ADMIN, **admin)
        invite(session, base_url=base_url, user=user)
    return tenant


def change_tenant(
    session: Session,
    *,
    actor: Actor,
    tenant_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Tenant:
    """Rename an institution, close it, or open it again. Nobody logs in to one that is closed.

    Raises
    ------
    NotFound
        If there is none with this id.
    Stale
        If it was changed since the version that the change was made upon.
    OwnTenant
        If an operator would close the tenant with the operator's own account.
    """
    tenant = fetch_tenant(session, tenant_id=tenant_id)
    refuse_stale("tenant", is_at=tenant.version, made_upon=version)
    if values.get("is_active") is False and tenant_id == actor.home_id:
        raise OwnTenant(f"{tenant.name} has your own account; closing it would lock you out.")
    changed = {name: [getattr(tenant, name), value] for name, value in values.items()}
    changed = {name: both for name, both in changed.items() if both[0] != both[1]}
    for name, (_before, after) in changed.items():
        setattr(tenant, name, after)
    if changed:
        with _away(session) as operator:
            enter_tenant(session, tenant.id, operator.user_id)
            note_change(session, entity=Tenant.__tablename__, entity_id=tenant.id, fields=changed)
    return tenant


@contextmanager
def _away(session: Session) -> Iterator[Who]:
    """Let the operator enter other tenants in the block, and come back after it.

    Where the block raises, the whole unit of work is undone, and nobody needs to come back.
    """
    operator: Who = session.info["who"]
    home = tenant_of(session)
    session.flush()
    yield operator
    session.flush()
    enter_tenant(session, home, operator.user_id)
