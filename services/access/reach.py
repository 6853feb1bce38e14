"""Sub-selects that say which class groups, programmes and people are within an actor's reach."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select, union

from models import (
    ClassGroup,
    Course,
    Enrollment,
    EnrollmentTrainer,
    Programme,
    TraineeProfile,
    TrainerProfile,
)
from services.access.actor import Actor, Role


def programmes_of_department(actor: Actor) -> Select[UUID]:
    """Programmes of the actor's department."""
    return select(Programme.id).where(Programme.department_id == actor.department_id)


def class_groups_of_department(actor: Actor) -> Select[UUID]:
    """Class groups of the actor's department."""
    return select(ClassGroup.id).where(ClassGroup.programme_id.in_(programmes_of_department(actor)))


def courses_of_department(actor: Actor) -> Select[UUID]:
    """Courses of the actor's department."""
    return select(Course.id).where(Course.department_id == actor.department_id)


def class_groups_of(actor: Actor) -> Select[UUID]:
    """The class groups that a trainer teaches, or that a trainee learns in."""
    if actor.role == Role.TRAINEE:
        return select(ClassGroup.id).where(ClassGroup.id == actor.class_group_id)
    return (
        select(Enrollment.class_group_id)
        .join(EnrollmentTrainer, EnrollmentTrainer.enrollment_id == Enrollment.id)
        .where(EnrollmentTrainer.trainer_id == actor.user_id)
    )


def programmes_of_class_groups(actor: Actor) -> Select[UUID]:
    """Programmes of the class groups that the actor teaches or learns in."""
    return select(ClassGroup.programme_id).where(ClassGroup.id.in_(class_groups_of(actor)))


def trainers_of_department(actor: Actor) -> Select[UUID]:
    """Trainers of the actor's department."""
    # Who heads no department does not head those who are in none.
    somewhere = TrainerProfile.department_id.is_not(None)
    return select(TrainerProfile.user_id).where(
        somewhere, TrainerProfile.department_id == actor.department_id
    )


def people_of_department(actor: Actor) -> Select[UUID]:
    """Trainers of the actor's department and trainees of its class groups."""
    people = union(
        trainers_of_department(actor),
        select(TraineeProfile.user_id).where(
            TraineeProfile.class_group_id.in_(class_groups_of_department(actor))
        ),
    ).subquery()
    return select(people.c.user_id)


def people_of_class_groups(actor: Actor) -> Select[UUID]:
    """Trainees of the class groups that the actor teaches or learns in."""
    return select(TraineeProfile.user_id).where(
        or_(
            TraineeProfile.class_group_id.in_(class_groups_of(actor)), TraineeProfile.user_id == actor.user_id
        )
    )
