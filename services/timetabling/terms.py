"""Finding the term that is to be planned."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session, joinedload

from models import Tenant, Term
from models.session import tenant_of
from services.errors import NotFound
from services.policy import date_by, time_zone_of, today_of

_terms, _tenants = cast(Table, Term.__table__), cast(Table, Tenant.__table__)
# One query for what every reader of a schedule waits for; built once, and of tables, like the actor's.
_TERMS = (
    select(_terms.c.id, _terms.c.ends_on, _tenants.c.policy)
    .join(_tenants, _tenants.c.id == _terms.c.tenant_id)
    .where(_terms.c.tenant_id == bindparam("tenant_id"))
    .order_by(_terms.c.starts_on)
)


def find_term(session: Session, *, name: str | None = None) -> Term:
    """The term of a name, such as ``Term 1`` or ``Term 1 2026/2027``, or else of any name.

    Of several it is the one that is taught today, or else the next one, or else the last.

    Raises
    ------
    NotFound
        If there is none; those there are are named.
    """
    terms = session.scalars(
        select(Term).options(joinedload(Term.academic_year)).order_by(Term.starts_on)
    ).all()
    found = [term for term in terms if name in (None, term.name, full_name(term))]
    if not found:
        known = ", ".join(full_name(term) for term in terms) or "none"
        raise NotFound(f"There is no term {name or 'yet'}; known are: {known}.")
    today = today_of(session)
    return next((term for term in found if term.ends_on >= today), found[-1])


def present_term_id(session: Session) -> UUID:
    """The term that :func:`find_term` finds without a name, for those who need no more of it.

    Raises
    ------
    NotFound
        If there is none yet.
    """
    found = session.execute(_TERMS, {"tenant_id": tenant_of(session)}).all()
    if not found:
        raise NotFound("There is no term yet.")
    today = date_by(session, time_zone_of(found[0].policy))
    last: UUID = found[-1].id
    return next((term.id for term in found if term.ends_on >= today), last)


def full_name(term: Term) -> str:
    """A term with its academic year, which must have been loaded."""
    return f"{term.name} {term.academic_year.name}"
