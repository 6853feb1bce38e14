"""Finding and listing records within an actor's reach."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, false, or_, select, true
from sqlalchemy.orm import Session

from models import Record
from services.access import Actor, Permission, Scope, scope_of
from services.errors import Forbidden, Invalid, NotFound
from services.records.kind import Kind
from services.records.paging import Page, Query, take_page

R = TypeVar("R", bound=Record)


def fetch(session: Session, kind: Kind[R], *, actor: Actor, record_id: UUID) -> R:
    """One record.

    Raises
    ------
    NotFound
        If there is none, or none that the actor may read: which of the two is not told.
    """
    found = session.scalar(visible(kind, actor=actor).where(kind.model.id == record_id))
    if found is None:
        raise NotFound(f"There is no {kind.noun} {record_id}.")
    return found


def page(session: Session, kind: Kind[R], *, actor: Actor, query: Query) -> Page[R]:
    """A page of the records that the actor may read and that pass the filters.

    Raises
    ------
    Invalid
        If the cursor or the order is not one of this list.
    """
    statement = visible(kind, actor=actor)
    for name, value in query.filters.items():
        make = kind.filters.get(name)
        statement = statement.where(make(value) if make else getattr(kind.model, name) == value)
    if query.text:
        statement = statement.where(_mentions(kind, query.text))
    name = (query.sort or "").lstrip("-")
    if name and name not in kind.order:
        raise Invalid(
            f"A list of {kind.plural} cannot be sorted by {name!r}.",
            fields={
                "sort": f"One of {', '.join(sorted(kind.order)) or 'nothing'}; with - before it, backwards."
            },
        )
    return take_page(session, statement, key=kind.model.id, column=kind.order.get(name), query=query)


def visible(kind: Kind[R], *, actor: Actor, permission: Permission | None = None) -> Select[R]:
    """Select the records that a permission covers, by default the one to read."""
    covered = covers(kind, actor=actor, permission=permission or kind.read)
    return select(kind.model).where(covered).options(*kind.load)


def covers(kind: Kind[Any], *, actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition that a record lies within the actor's reach."""
    scope = scope_of(permission, actor.role)
    if scope is Scope.TENANT:
        return true()
    within = kind.within.get(scope)
    return false() if within is None else within(actor)


def require(session: Session, kind: Kind[R], *, actor: Actor, record: R, permission: Permission) -> None:
    """Refuse a record that lies beyond what a permission covers.

    Raises
    ------
    Forbidden
        If it does.
    """
    covered = covers(kind, actor=actor, permission=permission)
    if session.scalar(select(kind.model.id).where(kind.model.id == record.id, covered)) is None:
        raise Forbidden(f"As {actor.role} you may not write a {kind.noun} there.")


def _mentions(kind: Kind[Any], words: str) -> ColumnElement[bool]:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(false(), *(column.cast(String).ilike(f"%{escaped}%", escape="\\") for column in kind.search))
