"""Finding and listing records within an actor's reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, false, or_, select, true
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
    statement = visible(kind, actor=actor).where(passes(kind, query.filters))
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


def page_under(
    session: Session,
    kind: Kind[R],
    *,
    parent: Kind[Any],
    parent_id: UUID,
    by: str,
    actor: Actor,
    query: Query,
) -> Page[R]:
    """A page of the records that belong to a parent; ``by`` is the filter that names the parent.

    Raises
    ------
    NotFound
        If there is no such parent, or none that the actor may read.
    Invalid
        As for :func:`page`.
    """
    fetch(session, parent, actor=actor, record_id=parent_id)
    under = replace(query, filters={**query.filters, by: parent_id})
    return page(session, kind, actor=actor, query=under)


def visible(kind: Kind[R], *, actor: Actor, permission: Permission | None = None) -> Select[R]:
    """Select the records that a permission covers, by default the one to read."""
    covered = covers(kind, actor=actor, permission=permission or kind.read)
    return select(kind.model).where(covered).options(*kind.load)


def passes(kind: Kind[Any], filters: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition that a record passes the filters of a list."""
    conditions = []
    for name, value in filters.items():
        make = kind.filters.get(name)
        conditions.append(make(value) if make else getattr(kind.model, name) == value)
    return and_(true(), *conditions)


def covers(kind: Kind[Any], *, actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition that a record lies within the actor's reach."""
    scope = scope_of(permission, actor.role)
    if scope is Scope.TENANT:
        return kind.where
    within = kind.within.get(scope)
    return false() if within is None else and_(within(actor), kind.where)


def require(session: Session, kind: Kind[R], *, actor: Actor, record: R, permission: Permission) -> None:
    """Refuse a record that lies beyond what a permission covers.

    Raises
    ------
    Forbidden
        If it does.
    """
    covered = covers(kind, actor=actor, permission=permission)
    if session.scalar(select(kind.model.id).where(kind.model.id == record.id, covered)) is None:
        raise Forbidden(f"As {actor.role} you may not write {kind.one} there.")


def _mentions(kind: Kind[Any], words: str) -> ColumnElement[bool]:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(false(), *(column.cast(String).ilike(f"%{escaped}%", escape="\\") for column in kind.search))
