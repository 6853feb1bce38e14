"""Whose schedule it is, and who may look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import ClassGroup, Enrollment, EnrollmentTrainer, Room, TraineeProfile, User
from services.access import Actor, Permission, Role, Scope, scope_of
from services.access.reach import class_groups_of, class_groups_of_department, trainers_of_department
from services.errors import NotFound
from services.facilities.availabilities import TEACHING_ROLES
from services.facilities.rooms import ROOMS
from services.people.kind import USERS
from services.records import Kind, Page, Query, fetch, page
from services.structure.class_groups import CLASS_GROUPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A class group, a trainer or a room, whose week is looked at."""

    type: str
    id: UUID


def _of_department(actor: Actor) -> ColumnElement[bool]:
    """The department's trainers, whoever teaches its class groups, and the head."""
    teaching = (
        select(EnrollmentTrainer.trainer_id)
        .join(Enrollment, Enrollment.id == EnrollmentTrainer.enrollment_id)
        .where(Enrollment.class_group_id.in_(class_groups_of_department(actor)))
    )
    return or_(User.id == actor.user_id, User.id.in_(trainers_of_department(actor)), User.id.in_(teaching))


def _rooms_taught_in(_actor: Actor) -> ColumnElement[bool]:
    """Every room: what is taught there beyond the actor's reach is left blank."""
    return Room.id.is_not(None)


KINDS: Mapping[str, Kind[Any]] = {
    "class_group": replace(CLASS_GROUPS, read=Permission.SCHEDULES_READ),
    "trainer": replace(
        USERS,
        noun="trainer",
        plural="trainers",
        read=Permission.SCHEDULES_READ,
        where=User.role.in_(TEACHING_ROLES),
        within={
            Scope.CLASS_GROUP: lambda actor: User.id == actor.user_id,
            Scope.DEPARTMENT: _of_department,
        },
        load=(),
    ),
    "room": replace(
        ROOMS,
        read=Permission.SCHEDULES_READ,
        within={Scope.CLASS_GROUP: _rooms_taught_in, Scope.DEPARTMENT: _rooms_taught_in},
    ),
}
"""What there are schedules of, as those see it who may read the schedule."""


def require_subject(session: Session, subject: Subject, *, actor: Actor) -> None:
    """Make sure that there is such a subject, and that the actor may read its schedule.

    Raises
    ------
    NotFound
        If not; which of the two is not told.
    """
    fetch(session, KINDS[subject.type], actor=actor, record_id=subject.id)


def page_of_subjects(session: Session, *, actor: Actor, subject_type: str, query: Query) -> Page[Any]:
    """A page of the class groups, trainers or rooms whose schedules the actor may read.

    Raises
    ------
    Invalid
        If the cursor or the order is not one of this list.
    """
    found = page(session, KINDS[subject_type], actor=actor, query=query)
    return Page(
        [{"subject_type": subject_type, "subject_id": row.id, "name": name_of(row)} for row in found.items],
        found.next_cursor,
    )


def subject_of_person(session: Session, user_id: UUID) -> Subject:
    """What a person's week is: a trainee's is that of the class group, anybody else's what they teach.

    Raises
    ------
    NotFound
        If there is no such person, or the trainee is in no class group.
    """
    row = session.execute(
        select(User.role, TraineeProfile.class_group_id)
        .outerjoin(TraineeProfile, TraineeProfile.user_id == User.id)
        .where(User.id == user_id)
    ).one_or_none()
    if row is None or (row.role == Role.TRAINEE and row.class_group_id is None):
        raise NotFound(f"{user_id} has no schedule: trainers have one, and trainees in a class group.")
    if row.role == Role.TRAINEE:
        return Subject(type="class_group", id=row.class_group_id)
    return Subject(type="trainer", id=user_id)


def subject_of_actor(session: Session, actor: Actor) -> Subject:
    """What the actor's own week is; as for :func:`subject_of_person`, mostly without asking.

    Raises
    ------
    NotFound
        If the actor is a trainee in no class group.
    """
    if actor.role is Role.TRAINER:
        return Subject(type="trainer", id=actor.user_id)
    if actor.class_group_id is not None:
        return Subject(type="class_group", id=actor.class_group_id)
    return subject_of_person(session, actor.user_id)


def is_own(subject: Subject, *, actor: Actor) -> bool:
    """Whether the subject's week is the actor's own, which everybody may read."""
    return subject.id == (actor.user_id if subject.type == "trainer" else actor.class_group_id)


def is_shown_whole(subject: Subject, *, actor: Actor) -> bool:
    """Whether everything in a subject's week is within the actor's reach.

    Only rooms are shared by those who may not see each other; heads of department look for free ones.
    """
    return subject.type != "room" or scope_of(Permission.SCHEDULES_READ, actor.role) >= Scope.DEPARTMENT


def class_groups_in_reach(session: Session, *, actor: Actor) -> frozenset[UUID]:
    """The class groups whose sessions a trainer or a trainee may see in a shared room."""
    return frozenset(session.scalars(select(ClassGroup.id).where(ClassGroup.id.in_(class_groups_of(actor)))))


def title_of(session: Session, subject: Subject) -> str:
    """A subject in words; one that was deleted has the words it had."""
    model = KINDS[subject.type].model
    row = session.scalars(
        select(model).where(model.id == subject.id), execution_options={"include_deleted": True}
    ).one()
    return name_of(row)


def name_of(row: Any) -> str:
    """A class group, a person or a room in words."""
    if isinstance(row, User):
        return row.full_name
    return f"{row.code} {row.name}" if isinstance(row, Room) else str(row.name)
