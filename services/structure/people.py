"""Trainers of departments and trainees of class groups."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import TraineeProfile, TrainerProfile, User
from services.access import Role
from services.people.kind import USERS

TRAINERS = replace(
    USERS,
    noun="trainer",
    plural="trainers",
    where=User.role.in_((Role.TRAINER, Role.HOD, Role.DP_ACADEMICS))
    & User.id.in_(select(TrainerProfile.user_id)),
    filters={
        "department_id": lambda key: User.id.in_(
            select(TrainerProfile.user_id).where(TrainerProfile.department_id == key)
        )
    },
    load=(joinedload(User.trainer),),
)
"""How those who teach are read; heads and deputies may teach too."""

TRAINEES = replace(
    USERS,
    noun="trainee",
    plural="trainees",
    where=User.role == Role.TRAINEE,
    filters={
        "class_group_id": lambda key: User.id.in_(
            select(TraineeProfile.user_id).where(TraineeProfile.class_group_id == key)
        ),
        "status": lambda word: User.id.in_(
            select(TraineeProfile.user_id).where(TraineeProfile.status == word)
        ),
    },
    load=(joinedload(User.trainee),),
)
"""How those who learn are read."""
