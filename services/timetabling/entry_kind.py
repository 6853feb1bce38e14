"""Entries of versions: how they are found and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from models import Enrollment, EnrollmentTrainer, Timetable, TimetableEntry
from services.access import Permission
from services.errors import NotFound
from services.records import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What became of an edit.

    Parameters
    ----------
    entries
        Those that it touched, as they are now; without those that it took out.
    cost, change_by_rule
        What the week costs more, and for each rule that differs.
    """

    timetable: Timetable
    entries: Sequence[TimetableEntry]
    cost: int
    change_by_rule: Mapping[str, int]


def _of_class_group(class_group_id: UUID) -> ColumnElement[bool]:
    return TimetableEntry.enrollment_id.in_(
        select(Enrollment.id).where(Enrollment.class_group_id == class_group_id)
    )


def _of_course(course_id: UUID) -> ColumnElement[bool]:
    return TimetableEntry.enrollment_id.in_(select(Enrollment.id).where(Enrollment.course_id == course_id))


def _taught_by(trainer_id: UUID) -> ColumnElement[bool]:
    """What somebody teaches: as a substitute, or among the enrolment's own unless somebody stands in."""
    leading = aliased(EnrollmentTrainer)
    own = select(EnrollmentTrainer.enrollment_id).where(EnrollmentTrainer.trainer_id == trainer_id)
    # A substitute takes the place of the leading trainer; the others teach all the same.
    beside = own.where(
        exists()
        .where(leading.enrollment_id == EnrollmentTrainer.enrollment_id)
        .where(leading.position < EnrollmentTrainer.position)
        .correlate(EnrollmentTrainer)
    )
    return or_(
        TimetableEntry.substitute_id == trainer_id,
        and_(TimetableEntry.substitute_id.is_(None), TimetableEntry.enrollment_id.in_(own)),
        TimetableEntry.enrollment_id.in_(beside),
    )


def _is_temporary(wanted: bool) -> ColumnElement[bool]:
    return TimetableEntry.held_on.is_not(None) if wanted else TimetableEntry.held_on.is_(None)


ENTRIES = Kind(
    model=TimetableEntry,
    noun="entry",
    plural="entries",
    read=Permission.TIMETABLES_READ,
    write=Permission.TIMETABLES_WRITE,
    filters={
        "class_group_id": _of_class_group,
        "course_id": _of_course,
        "trainer_id": _taught_by,
        "is_temporary": _is_temporary,
    },
    order={"weekday": TimetableEntry.weekday, "starts_at": TimetableEntry.starts_at},
    load=(
        # Joined: a class group, course or room that was deleted since is still named; a statement of its own
        # hides it.
        joinedload(TimetableEntry.room),
        joinedload(TimetableEntry.substitute),
        joinedload(TimetableEntry.enrollment).options(
            joinedload(Enrollment.class_group),
            joinedload(Enrollment.course),
            selectinload(Enrollment.trainers).joinedload(EnrollmentTrainer.trainer),
        ),
    ),
)
"""How entries are read; they are written past the referee (:mod:`services.timetabling.entries`)."""


def entry_of_version(session: Session, *, timetable_id: UUID, entry_id: UUID) -> TimetableEntry:
    """An entry of a version, without its relations.

    Raises
    ------
    NotFound
        If the version has no such entry.
    """
    entry = session.scalar(
        select(TimetableEntry).where(
            TimetableEntry.id == entry_id, TimetableEntry.timetable_id == timetable_id
        )
    )
    if entry is None:
        raise NotFound(f"Timetable {timetable_id} has no entry {entry_id}.")
    return entry


def shown_entry(session: Session, *, timetable_id: UUID, entry_id: UUID) -> TimetableEntry:
    """An entry of a version with everything that is shown of it.

    Raises
    ------
    NotFound
        As for :func:`entry_of_version`.
    """
    return reread(session, [entry_of_version(session, timetable_id=timetable_id, entry_id=entry_id)])[0]


def reread(session: Session, entries: Iterable[TimetableEntry]) -> Sequence[TimetableEntry]:
    """Entries with everything that is shown of them, in the order given."""
    ids = [entry.id for entry in entries]
    found = session.scalars(
        select(TimetableEntry)
        .where(TimetableEntry.id.in_(ids))
        .options(*ENTRIES.load)
        .execution_options(populate_existing=True)
    )
    by_id = {entry.id: entry for entry in found}
    return [by_id[entry_id] for entry_id in ids]
