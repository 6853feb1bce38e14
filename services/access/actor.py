"""The person or device on whose behalf something is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Executable, bindparam, select
from sqlalchemy.orm import Session

from models import (
    ClassGroup,
    HodProfile,
    Programme,
    Tenant,
    TokenFamily,
    TraineeProfile,
    TrainerProfile,
    User,
)


class Role(StrEnum):
    """What a user is in the institution. Instructors are trainers, students are trainees."""

    ADMIN = "admin"
    DP_ACADEMICS = "dp_academics"
    HOD = "hod"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    STAFF = "staff"
    DEVICE = "device"
    OPERATOR = "operator"
    """Runs the platform; in a tenant that the operator enters, the same as its admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which tenant and role, and where in the institution they belong."""

    user_id: UUID
    tenant_id: UUID
    role: Role
    department_id: UUID | None = None
    class_group_id: UUID | None = None
    from_tenant_id: UUID | None = None
    """Where the account is, of an operator who has entered another tenant."""

    @property
    def home_id(self) -> UUID:
        """The tenant that has the actor's account."""
        return self.from_tenant_id or self.tenant_id


_ACTOR = (
    select(
        User.tenant_id,
        User.role,
        HodProfile.department_id,
        TrainerProfile.department_id,
        Programme.department_id,
        TraineeProfile.class_group_id,
    )
    .join(Tenant, Tenant.id == User.tenant_id)
    .outerjoin(HodProfile, HodProfile.user_id == User.id)
    .outerjoin(TrainerProfile, TrainerProfile.user_id == User.id)
    .outerjoin(TraineeProfile, TraineeProfile.user_id == User.id)
    .outerjoin(ClassGroup, ClassGroup.id == TraineeProfile.class_group_id)
    .outerjoin(Programme, Programme.id == ClassGroup.programme_id)
    .where(User.id == bindparam("user_id"), User.is_active, Tenant.is_active)
)

_LOGGED_IN = _ACTOR.join(TokenFamily, TokenFamily.user_id == User.id).where(
    TokenFamily.id == bindparam("family_id"), TokenFamily.revoked_at.is_(None)
)
"""Built once: every request asks it."""


def load_actor(session: Session, user_id: UUID) -> Actor | None:
    """The actor behind an account as it stands now; none if it, or its tenant, is closed."""
    return _actor(session, _ACTOR, user_id, {"user_id": user_id})


def load_logged_in(session: Session, user_id: UUID, *, family_id: UUID) -> Actor | None:
    """The actor behind a log-in; none if that has ended too, or never was this user's."""
    return _actor(session, _LOGGED_IN, user_id, {"user_id": user_id, "family_id": family_id})


def _actor(session: Session, query: Executable, user_id: UUID, values: dict[str, UUID]) -> Actor | None:
    row = session.execute(query, values).one_or_none()
    if row is None:
        return None
    tenant_id, role, headed, taught_in, learned_in, class_group_id = row
    departments = {Role.HOD: headed, Role.TRAINER: taught_in, Role.TRAINEE: learned_in}
    return Actor(
        user_id=user_id,
        tenant_id=tenant_id,
        role=Role(role),
        department_id=departments.get(Role(role)),
        class_group_id=class_group_id if role == Role.TRAINEE else None,
    )
