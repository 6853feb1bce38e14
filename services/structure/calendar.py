"""The institution's calendar: academic years, their terms, and holidays."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, inspect, select
from sqlalchemy.orm import Session

from models import AcademicYear, Course, Enrollment, Holiday, School, Term
from services.access import Permission
from services.errors import Conflict, Invalid
from services.policy import today_of
from services.records import Kind
from services.structure.remains import StillInUse, refuse_while

Stretch = TypeVar("Stretch", AcademicYear, Term)


class DatesOverlap(Conflict):
    """Another academic year, or term, has some of these days."""

    code = "dates_overlap"


class OutsideYear(Invalid):
    """A term lies within its academic year."""

    code = "outside_year"


def is_current(session: Session, term: Term) -> bool:
    """Whether the institution's today lies in a term."""
    return term.starts_on <= today_of(session) <= term.ends_on


def _check_year(session: Session, year: AcademicYear) -> None:
    _hold_calendar(session)
    _refuse_backwards(year, least_days=2)
    _refuse_overlap(session, AcademicYear, year)
    outside = session.scalar(
        select(Term).where(
            Term.academic_year_id == year.id,
            (Term.starts_on < year.starts_on) | (Term.ends_on > year.ends_on),
        )
    )
    if outside is not None:
        raise OutsideYear(
            f"{_words(outside)} would lie outside of {_words(year)}; move the term first.",
            fields={"starts_on": "Its terms must lie within.", "ends_on": "Its terms must lie within."},
        )
    if year.is_active:
        _deactivate_others(session, year)


def _deactivate_others(session: Session, year: AcademicYear) -> None:
    others = select(AcademicYear).where(AcademicYear.is_active, AcademicYear.id != year.id)
    for other in session.scalars(others):
        other.is_active = False


def _leave_year(session: Session, year: AcademicYear) -> None:
    refuse_while(session, year.name, terms=select(Term.name).where(Term.academic_year_id == year.id))


def _check_term(session: Session, term: Term) -> None:
    _hold_calendar(session)
    _refuse_backwards(term, least_days=2)
    _keep_enrolled_year(session, term)
    year = session.scalars(select(AcademicYear).where(AcademicYear.id == term.academic_year_id)).one()
    if term.starts_on < year.starts_on or term.ends_on > year.ends_on:
        raise OutsideYear(
            f"{_words(term)} lies outside of its academic year {_words(year)}.",
            fields={"starts_on": f"From {year.starts_on}.", "ends_on": f"To {year.ends_on}."},
        )
    _refuse_overlap(session, Term, term)


def _keep_enrolled_year(session: Session, term: Term) -> None:
    """Refuse to move a term to another year once class groups are enrolled for it."""
    before = inspect(term).attrs.academic_year_id.history.deleted
    if not before or before[0] == term.academic_year_id:
        return
    if session.scalar(select(Enrollment.id).where(Enrollment.term_id == term.id).limit(1)) is not None:
        raise StillInUse(
            f"Class groups are enrolled for {term.name}, so it stays in its academic year.",
            fields={"academic_year_id": "Stays as it is."},
        )


def _leave_term(session: Session, term: Term) -> None:
    enrolled = (
        select(Course.code)
        .join(Enrollment, Enrollment.course_id == Course.id)
        .where(Enrollment.term_id == term.id)
    )
    refuse_while(session, term.name, enrollments=enrolled)


def _check_holiday(_session: Session, holiday: Holiday) -> None:
    _refuse_backwards(holiday, least_days=1)


def _hold_calendar(session: Session) -> None:
    """Let one unit of work at a time change the calendar: of two, the second sees what the first stored."""
    session.execute(select(School.id).with_for_update(key_share=True))


def _refuse_backwards(stretch: AcademicYear | Term | Holiday, *, least_days: int) -> None:
    if (stretch.ends_on - stretch.starts_on).days + 1 < least_days:
        raise Invalid(
            f"It ends on {stretch.ends_on}, too early for something that starts on {stretch.starts_on}.",
            fields={"ends_on": "After starts_on." if least_days > 1 else "Not before starts_on."},
        )


def _refuse_overlap(session: Session, model: type[Stretch], stretch: Stretch) -> None:
    other = session.scalar(
        select(model)
        .where(
            model.id != stretch.id,
            model.starts_on <= stretch.ends_on,
            model.ends_on >= stretch.starts_on,
        )
        .order_by(model.starts_on)
        .limit(1)
    )
    if other is not None:
        raise DatesOverlap(
            f"{_words(stretch)} overlaps {_words(other)}.",
            fields={name: f"Overlaps {other.name}." for name in ("starts_on", "ends_on")},
        )


def _words(stretch: AcademicYear | Term) -> str:
    return f"{stretch.name} ({stretch.starts_on} to {stretch.ends_on})"


ACADEMIC_YEARS = Kind(
    model=AcademicYear,
    noun="academic year",
    plural="academic years",
    read=Permission.CALENDAR_READ,
    write=Permission.CALENDAR_WRITE,
    unique=(("name",),),
    search=(AcademicYear.name,),
    order={"name": AcademicYear.name, "starts_on": AcademicYear.starts_on},
    check=_check_year,
    before_delete=_leave_year,
)
"""How academic years are read and written; one of them is active at most."""


def _has(day: date) -> ColumnElement[bool]:
    return and_(Term.starts_on <= day, Term.ends_on >= day)


TERMS = Kind(
    model=Term,
    noun="term",
    plural="terms",
    read=Permission.CALENDAR_READ,
    write=Permission.CALENDAR_WRITE,
    unique=(("academic_year_id", "name"),),
    filters={"on": _has, "on_today": _has, "off_today": lambda day: ~_has(day)},
    search=(Term.name,),
    order={"name": Term.name, "starts_on": Term.starts_on},
    check=_check_term,
    before_delete=_leave_term,
)
"""How terms are read and written; no two of them share a day."""

HOLIDAYS = Kind(
    model=Holiday,
    noun="holiday",
    plural="holidays",
    read=Permission.CALENDAR_READ,
    write=Permission.CALENDAR_WRITE,
    filters={
        "since": lambda day: Holiday.ends_on >= day,
        "until": lambda day: Holiday.starts_on <= day,
    },
    search=(Holiday.name,),
    order={"name": Holiday.name, "starts_on": Holiday.starts_on},
    check=_check_holiday,
)
"""How holidays are read and written."""
