"""Parts in order: each part of a whole has a place, from 1 on without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import get_history, instance_state

from models import Lesson, Module
from services.errors import Invalid

P = TypeVar("P", bound=Module | Lesson)

MAX_PARTS = 200


def wants_place(part: Module | Lesson) -> bool:
    """Whether a part is new, or is to move."""
    return not instance_state(part).persistent or get_history(part, "position").has_changes()


def settle(session: Session, part: P, *, whole: InstrumentedAttribute[UUID]) -> None:
    """Make room for a part where it wants to be; a new one that does not say comes last.

    ``whole`` is the column that says what it is a part of; the caller holds that row.

    Raises
    ------
    Invalid
        If that place would leave a gap, or the whole has too many parts.
    """
    others = [
        row for row in parts_of(session, type(part), whole, getattr(part, whole.key)) if row is not part
    ]
    if len(others) >= MAX_PARTS:
        raise Invalid(f"There are {len(others)} already, and at most {MAX_PARTS} can be.")
    wanted = part.position or len(others) + 1
    if not 1 <= wanted <= len(others) + 1:
        raise Invalid(
            f"Place {wanted} would leave a gap: places from 1 to {len(others) + 1} are possible.",
            fields={"position": f"From 1 to {len(others) + 1}."},
        )
    arrange(session, [*others[: wanted - 1], part, *others[wanted - 1 :]])


def put_last(session: Session, part: P, *, whole: InstrumentedAttribute[UUID]) -> None:
    """Move a part behind all others, from where it can go without leaving a gap."""
    others = [
        row for row in parts_of(session, type(part), whole, getattr(part, whole.key)) if row is not part
    ]
    arrange(session, [*others, part])


def reorder(
    session: Session,
    model: type[P],
    *,
    whole: InstrumentedAttribute[UUID],
    whole_id: UUID,
    ids: Sequence[UUID],
) -> None:
    """Put all parts of a whole into the order given.

    Raises
    ------
    Invalid
        If the ids are not those of all its parts, each once.
    """
    parts = {part.id: part for part in parts_of(session, model, whole, whole_id)}
    if len(ids) != len(parts) or set(ids) != parts.keys():
        raise Invalid(
            f"An order names each of the {len(parts)} {model.__tablename__} once; {len(ids)} ids were given,"
            f" {len(set(ids) & parts.keys())} of them known.",
            fields={"ids": f"The ids of all {model.__tablename__}, each once."},
        )
    arrange(session, [parts[part_id] for part_id in ids])
    session.flush()


def arrange(session: Session, parts: Sequence[P]) -> None:
    """Give parts the places 1, 2, 3 … in the order given; those that stay where they are stay untouched."""
    places = {part: place for place, part in enumerate(parts, start=1)}
    moved = [part.id for part, place in places.items() if _stored_place(part) not in (None, place)]
    if moved:
        # No two parts share a place at any moment: those that move first step aside, below zero.
        model = type(parts[0])
        aside = update(model).where(model.id.in_(moved)).values(position=-model.position)
        session.execute(aside, execution_options={"synchronize_session": False})
    for part, place in places.items():
        part.position = place


def parts_of(session: Session, model: type[P], whole: InstrumentedAttribute[UUID], whole_id: UUID) -> list[P]:
    """The parts of a whole, in order."""
    return list(session.scalars(select(model).where(whole == whole_id).order_by(model.position)))


def _stored_place(part: Module | Lesson) -> int | None:
    if not instance_state(part).persistent:
        return None
    history = get_history(part, "position")
    return int(history.deleted[0]) if history.deleted else part.position
