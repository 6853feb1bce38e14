"""What figures are divided by: the column that tells the parts apart, and what each part is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from models import (
    AttendanceSession,
    ClassGroup,
    Course,
    Department,
    Enrollment,
    Programme,
    Term,
    User,
)

Names = Mapping[UUID, str]

EVEN_IF_DELETED: Mapping[str, Any] = {"include_deleted": True}
"""What was taught counts, also if its course or class group was deleted since."""


@dataclass(frozen=True, slots=True)
class Division:
    """Parts that are rows of a table: the column of their ids, and their names."""

    column: InstrumentedAttribute[UUID]
    model: type[Any]
    name_of: Callable[[Any], str]
    load: tuple[Any, ...] = ()

    def names(self, session: Session, ids: Iterable[UUID]) -> Names:
        """What the rows are called."""
        found = session.scalars(
            select(self.model).where(self.model.id.in_(list(ids))).options(*self.load),
            execution_options=EVEN_IF_DELETED,
        )
        return {row.id: self.name_of(row) for row in found}


DIVISIONS: Mapping[str, Division] = {
    "enrollment": Division(
        Enrollment.id,
        Enrollment,
        lambda row: f"{row.course.code} {row.course.title}, {row.class_group.name}",
        (joinedload(Enrollment.course), joinedload(Enrollment.class_group)),
    ),
    "course": Division(Enrollment.course_id, Course, lambda row: f"{row.code} {row.title}"),
    "class_group": Division(Enrollment.class_group_id, ClassGroup, lambda row: str(row.name)),
    "programme": Division(Programme.id, Programme, lambda row: f"{row.code} {row.name}"),
    "department": Division(Programme.department_id, Department, lambda row: f"{row.code} {row.name}"),
    "term": Division(
        Enrollment.term_id,
        Term,
        lambda row: f"{row.name} {row.academic_year.name}",
        (joinedload(Term.academic_year),),
    ),
    "trainer": Division(AttendanceSession.trainer_id, User, lambda row: str(row.full_name)),
}
"""By what :class:`~services.statistics.asking.Question` calls them; trainees are their facts' own."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def part_of_time(by: str, moment: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The week, weekday or hour that a moment is in, as a key that sorts, and in words."""
    local = moment.astimezone(zone)
    if by == "week":
        monday = (local - timedelta(days=local.weekday())).date()
        return monday.isoformat(), f"Week of {monday}"
    if by == "weekday":
        return str(local.weekday()), WEEKDAYS[local.weekday()]
    return f"{local:%H:%M}", f"{local:%H:%M}"
