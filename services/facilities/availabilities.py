"""When trainers can, cannot or would rather not teach, every week of a term."""

from __future__ import annotations

from calendar import day_name

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import TrainerAvailability, User
from services.access import Actor, Permission, Role, Scope
from services.access.reach import trainers_of_department
from services.errors import Conflict, Invalid
from services.records import Kind

TEACHING_ROLES = (Role.TRAINER, Role.HOD)
"""Roles of those who may teach."""


class AvailabilityOverlaps(Conflict):
    """The trainer has said something about that time already."""

    code = "availability_overlaps"


def _of_department(actor: Actor) -> ColumnElement[bool]:
    """Availability of the department's trainers, and the head's own."""
    trainers = TrainerAvailability.trainer_id.in_(trainers_of_department(actor))
    return or_(TrainerAvailability.trainer_id == actor.user_id, trainers)


def _check(session: Session, availability: TrainerAvailability) -> None:
    if availability.starts_at >= availability.ends_at:
        raise Invalid(
            f"The time ends at {availability.ends_at:%H:%M}, not after its start at"
            f" {availability.starts_at:%H:%M}; what goes past midnight is two times.",
            fields={"ends_at": "After starts_at."},
        )
    _require_teacher(session, availability)
    _refuse_overlap(session, availability)


def _require_teacher(session: Session, availability: TrainerAvailability) -> None:
    # Held until the end of this unit of work: of two requests at the same moment the second sees
    # what the first stored.
    role = session.scalar(select(User.role).where(User.id == availability.trainer_id).with_for_update())
    if role not in TEACHING_ROLES:
        raise Invalid(
            f"Availability is told by those who teach: a trainer or a head of department, not a {role}.",
            fields={"trainer_id": "The account of a trainer or a head of department."},
        )


def _refuse_overlap(session: Session, availability: TrainerAvailability) -> None:
    other = session.scalar(
        select(TrainerAvailability)
        .where(
            TrainerAvailability.trainer_id == availability.trainer_id,
            TrainerAvailability.term_id == availability.term_id,
            TrainerAvailability.weekday == availability.weekday,
            TrainerAvailability.id != availability.id,
            TrainerAvailability.starts_at < availability.ends_at,
            TrainerAvailability.ends_at > availability.starts_at,
        )
        .order_by(TrainerAvailability.starts_at)
        .limit(1)
    )
    if other is not None:
        raise AvailabilityOverlaps(
            f"{day_name[other.weekday]} from {other.starts_at:%H:%M} to {other.ends_at:%H:%M} is said to be"
            f" {other.kind} already; change that one, or keep out of its time."
        )


AVAILABILITIES = Kind(
    model=TrainerAvailability,
    noun="trainer availability",
    plural="trainer availabilities",
    read=Permission.AVAILABILITY_READ,
    write=Permission.AVAILABILITY_WRITE,
    within={
        Scope.OWN: lambda actor: TrainerAvailability.trainer_id == actor.user_id,
        Scope.DEPARTMENT: _of_department,
    },
    order={"weekday": TrainerAvailability.weekday, "starts_at": TrainerAvailability.starts_at},
    check=_check,
)
"""How trainers' availability is read and written."""
