"""Who changed what and when: reading the history, and writing what it does not write of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from models import Change, User
from services.records import Filter, Page, Query, take_page

ACTIONS = ("create", "change", "delete")

FILTERS: Mapping[str, Filter] = {
    "entity": lambda name: Change.entity == name,
    "entity_id": lambda key: Change.entity_id == key,
    "user_id": lambda key: Change.user_id == key,
    "action": lambda word: Change.action == word,
    "since": lambda moment: Change.created_at >= moment,
    "until": lambda moment: Change.created_at < moment,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, and who made it; nobody where the product did it by itself or an operator from outside."""

    change: Change
    user: User | None


def page_of_history(session: Session, *, query: Query) -> Page[Entry]:
    """A page of the tenant's history, the newest first.

    Raises
    ------
    Invalid
        If the cursor is not one of this list.
    """
    statement = select(Change)
    for name, value in query.filters.items():
        statement = statement.where(FILTERS[name](value))
    changes = take_page(session, statement, key=Change.id, column=None, query=replace(query, sort="-"))
    people = _people(session, changes.items)
    return Page([Entry(change, people.get(change.user_id)) for change in changes.items], changes.next_cursor)


def note_change(
    session: Session,
    *,
    entity: str,
    entity_id: UUID,
    fields: Mapping[str, Sequence[Any]],
    action: str = "change",
) -> None:
    """Write a change of a row that is no tenant's, such as the tenant itself, into the history.

    ``fields`` are those that changed, each with its value before and after.
    """
    who = session.info["who"]
    session.add(
        Change(
            entity=entity,
            entity_id=entity_id,
            action=action,
            user_id=who.user_id,
            request_id=who.request_id,
            fields={name: list(values) for name, values in fields.items()},
        )
    )


def _people(session: Session, changes: Sequence[Change]) -> Mapping[UUID | None, User]:
    keys = {change.user_id for change in changes if change.user_id is not None}
    found = session.scalars(
        select(User).where(User.id.in_(keys)).options(load_only(User.first_name, User.last_name)),
        execution_options={"include_deleted": True},
    )
    return {user.id: user for user in found}
