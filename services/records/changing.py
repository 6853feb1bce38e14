"""Creating, changing and deleting records within an actor's reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Base, Record
from models.session import now_of
from services.access import Actor
from services.errors import Conflict, Invalid, Stale
from services.records.kind import Kind
from services.records.reading import fetch, require

R = TypeVar("R", bound=Record)


def create(session: Session, kind: Kind[R], *, actor: Actor, values: Mapping[str, Any]) -> R:
    """Store a new record.

    Raises
    ------
    Invalid
        If a field refers to something that is not there, or the kind's rule is broken.
    Conflict
        If it must be unique and is not.
    Forbidden
        If it would lie beyond the actor's reach.
    """
    record = kind.model(**values)
    session.add(record)
    return _store(session, kind, actor=actor, record=record, changed=set(values))


def change(
    session: Session,
    kind: Kind[R],
    *,
    actor: Actor,
    record_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> R:
    """Change fields of a record, made upon the given version; upon any, where none is given.

    Raises
    ------
    NotFound, Stale, Invalid, Conflict, Forbidden
        If there is no such record, it was changed since, or as for :func:`create`.
    """
    record = _writable(session, kind, actor=actor, record_id=record_id, version=version)
    with session.no_autoflush:
        for name, value in values.items():
            setattr(record, name, value)
    return _store(session, kind, actor=actor, record=record, changed=set(values))


def delete(
    session: Session, kind: Kind[R], *, actor: Actor, record_id: UUID, version: int | None = None
) -> None:
    """Delete a record; where history refers to its kind, it is only hidden.

    Raises
    ------
    NotFound, Stale, Forbidden
        As for :func:`change`.
    Conflict
        If others refer to it.
    """
    record = _writable(session, kind, actor=actor, record_id=record_id, version=version)
    kind.before_delete(session, record)
    if kind.keeps_deleted:
        record.deleted_at = now_of(session)  # type: ignore[attr-defined]  # of Deletable
    else:
        session.delete(record)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"This {kind.noun} is still in use; remove what refers to it first.") from error


def refuse_stale(noun: str, *, is_at: int, made_upon: int | None) -> None:
    """Refuse a change that was made upon another version than the present one; none stands for any.

    Raises
    ------
    Stale
        If somebody else was faster.
    """
    if made_upon is not None and made_upon != is_at:
        raise Stale(
            f"This {noun} was changed meanwhile: you have version {made_upon}, it is at {is_at}."
            " Read it again and repeat the change."
        )


def _writable(session: Session, kind: Kind[R], *, actor: Actor, record_id: UUID, version: int | None) -> R:
    record = fetch(session, kind, actor=actor, record_id=record_id)
    if kind.write != kind.read:
        require(session, kind, actor=actor, record=record, permission=kind.write)
    refuse_stale(kind.noun, is_at=record.version, made_upon=version)
    return record


def _store(session: Session, kind: Kind[R], *, actor: Actor, record: R, changed: set[str]) -> R:
    with session.no_autoflush:
        _check_references(session, kind, record, changed)
        _check_unique(session, kind, record, changed)
        kind.check(session, record)
    try:
        session.flush()
    except IntegrityError as error:
        # Another request was faster than the checks above.
        raise Conflict(f"This {kind.noun} clashes with one that was stored just now.") from error
    kind.after_store(session, record)
    require(session, kind, actor=actor, record=record, permission=kind.write)
    return fetch(session, kind, actor=actor, record_id=record.id) if kind.load else record


def _check_references(session: Session, kind: Kind[R], record: R, changed: set[str]) -> None:
    for constraint in inspect(kind.model).local_table.foreign_key_constraints:  # type: ignore[attr-defined]
        name = constraint.column_keys[-1]
        value = getattr(record, name)
        if len(constraint.column_keys) != 2 or name not in changed or value is None:
            continue
        parent = _model_of(constraint.referred_table.name)
        if session.scalar(select(parent.id).where(parent.id == value)) is None:
            noun = name.removesuffix("_id").replace("_", " ")
            raise Invalid(f"There is no {noun} {value}.", fields={name: f"There is no {noun} with this id."})


def _check_unique(session: Session, kind: Kind[R], record: R, changed: set[str]) -> None:
    for names in kind.unique:
        values = {name: getattr(record, name) for name in names}
        if not changed & set(names) or any(value is None for value in values.values()):
            continue
        same = select(kind.model.id).filter_by(**values).where(kind.model.id != record.id).limit(1)
        if session.scalar(same) is not None:
            words = " and ".join(f"{name.removesuffix('_id').replace('_', ' ')}" for name in names)
            raise Conflict(
                f"There is {kind.one} with this {words} already.",
                fields={name: "Taken already." for name in names},
            )


def _model_of(table: str) -> type[Base]:
    for mapper in Base.registry.mappers:
        if mapper.local_table.name == table:  # type: ignore[attr-defined]
            return mapper.class_
    raise LookupError(f"No model has table {table}.")
