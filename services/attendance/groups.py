"""Who attends a session: the trainees of its class group."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from models import Enrollment, TraineeProfile, User


def trainees_of_enrollment(enrollment_id: UUID) -> Select[UUID]:
    """Select the accounts that are to attend the sessions of an enrolment now, in order of their ids."""
    return (
        select(User.id)
        .join(TraineeProfile, TraineeProfile.user_id == User.id)
        .join(Enrollment, Enrollment.class_group_id == TraineeProfile.class_group_id)
        .where(
            Enrollment.id == enrollment_id,
            TraineeProfile.status == "active",
            User.is_active,
            User.role == "trainee",
        )
        .order_by(User.id)
    )
