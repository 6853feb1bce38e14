"""Finding and listing runs."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from models import Run, Timetable
from services.errors import NotFound
from services.records import Page, Query, take_page


def find_run(session: Session, *, run_id: UUID, for_update: bool = False) -> Run:
    """One run; with ``for_update`` nobody else changes it until the unit of work has ended.

    Raises
    ------
    NotFound
        If there is none.
    """
    statement = select(Run).where(Run.id == run_id)
    run = session.scalar(statement.with_for_update() if for_update else statement)
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    return run


def runs_page(session: Session, *, query: Query) -> Page[Run]:
    """A page of runs, by age, newest first where ``sort`` begins with a minus.

    Filters are ``kind``, ``status``, ``timetable_id`` and ``term_id``.

    Raises
    ------
    Invalid
        If the cursor is none of this list.
    """
    # What was found is long, and is decrypted row by row: it is for those who read one run.
    statement = select(Run).options(defer(Run.answer, raiseload=True), defer(Run.history, raiseload=True))
    filters = dict(query.filters)
    term_id = filters.pop("term_id", None)
    if term_id is not None:
        statement = statement.join(Timetable, Timetable.id == Run.timetable_id).where(
            Timetable.term_id == term_id
        )
    statement = statement.where(*(getattr(Run, name) == value for name, value in filters.items()))
    return take_page(session, statement, key=Run.id, column=None, query=query)


def runs_of_timetable(session: Session, *, timetable_id: UUID, kind: str, query: Query) -> Page[Run]:
    """A page of the runs of a kind that begin from a timetable.

    Raises
    ------
    NotFound
        If there is no such timetable.
    Invalid
        As :func:`runs_page` does.
    """
    if session.scalar(select(Timetable.id).where(Timetable.id == timetable_id)) is None:
        raise NotFound(f"There is no timetable {timetable_id}.")
    filters = {**query.filters, "timetable_id": timetable_id, "kind": kind}
    return runs_page(session, query=replace(query, filters=filters))
