"""How accounts of people are read: by whom, how far, and by what they are found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from models import ClassGroup, HodProfile, Programme, TraineeProfile, TrainerProfile, User
from services.access import Actor, Permission, Role, Scope
from services.access.reach import people_of_class_groups, people_of_department
from services.records import Kind


def sees_personal_data(actor: Actor, user: User) -> bool:
    """Whether an actor may see more of somebody than name, e-mail and place in the institution.

    Teaching needs no more than that; keeping the registers does.
    """
    return actor.user_id == user.id or actor.role in _REGISTRARS


_REGISTRARS = frozenset({Role.ADMIN, Role.OPERATOR, Role.DP_ACADEMICS, Role.STAFF})


def _in_department(department_id: Any) -> ColumnElement[bool]:
    groups = (
        select(ClassGroup.id)
        .join(Programme, Programme.id == ClassGroup.programme_id)
        .where(Programme.department_id == department_id)
    )
    return or_(
        User.id.in_(select(TrainerProfile.user_id).where(TrainerProfile.department_id == department_id)),
        User.id.in_(select(HodProfile.user_id).where(HodProfile.department_id == department_id)),
        User.id.in_(select(TraineeProfile.user_id).where(TraineeProfile.class_group_id.in_(groups))),
    )


def _in_class_group(class_group_id: Any) -> ColumnElement[bool]:
    return User.id.in_(select(TraineeProfile.user_id).where(TraineeProfile.class_group_id == class_group_id))


USERS = Kind(
    model=User,
    noun="user",
    plural="users",
    read=Permission.USERS_READ,
    write=Permission.USERS_WRITE,
    within={
        Scope.OWN: lambda actor: User.id == actor.user_id,
        Scope.CLASS_GROUP: lambda actor: or_(
            User.id == actor.user_id, User.id.in_(people_of_class_groups(actor))
        ),
        Scope.DEPARTMENT: lambda actor: or_(
            User.id == actor.user_id, User.id.in_(people_of_department(actor))
        ),
    },
    filters={"department_id": _in_department, "class_group_id": _in_class_group},
    order={"created_at": User.created_at, "role": User.role},
    load=tuple(
        joinedload(part) for part in (User.profile, User.trainee, User.trainer, User.hod, User.dp_academics)
    ),
)
"""How users are read. Names and addresses are encrypted, so none of them can be sorted by."""
