"""The person or device on whose behalf something is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Table, and_, bindparam, select
from sqlalchemy.orm import Session

from models import (
    ClassGroup,
    HodProfile,
    Programme,
    Tenant,
    TenantRow,
    TokenFamily,
    TraineeProfile,
    TrainerProfile,
    User,
)
from models.session import tenant_of


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


def _table(model: type[TenantRow]) -> Table:
    return cast(Table, model.__table__)


def _of_same_tenant(table: Table, *matches: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(table.c.tenant_id == _users.c.tenant_id, *matches)


_users, _hods, _trainers = _table(User), _table(HodProfile), _table(TrainerProfile)
_trainees, _groups, _programmes = _table(TraineeProfile), _table(ClassGroup), _table(Programme)
_families = _table(TokenFamily)
_tenants = cast(Table, Tenant.__table__)

# Built once, and of tables: every request asks it, and for the ORM it would be as dear again.
_ACTOR = (
    select(
        _users.c.tenant_id,
        _users.c.role,
        _hods.c.department_id,
        _trainers.c.department_id,
        _programmes.c.department_id,
        _trainees.c.class_group_id,
    )
    .join(_tenants, _tenants.c.id == _users.c.tenant_id)
    .outerjoin(_hods, _of_same_tenant(_hods, _hods.c.user_id == _users.c.id))
    .outerjoin(_trainers, _of_same_tenant(_trainers, _trainers.c.user_id == _users.c.id))
    .outerjoin(_trainees, _of_same_tenant(_trainees, _trainees.c.user_id == _users.c.id))
    .outerjoin(_groups, _of_same_tenant(_groups, _groups.c.id == _trainees.c.class_group_id))
    .outerjoin(_programmes, _of_same_tenant(_programmes, _programmes.c.id == _groups.c.programme_id))
    .where(
        _users.c.tenant_id == bindparam("tenant_id"),
        _users.c.id == bindparam("user_id"),
        _users.c.is_active,
        _users.c.deleted_at.is_(None),
        _tenants.c.is_active,
    )
)

_LOGGED_IN = _ACTOR.join(_families, _of_same_tenant(_families, _families.c.user_id == _users.c.id)).where(
    _families.c.id == bindparam("family_id"), _families.c.revoked_at.is_(None)
)


def load_actor(session: Session, user_id: UUID) -> Actor | None:
    """The actor behind an account as it stands now; none if it, or its tenant, is closed."""
    return _actor(session, _ACTOR, user_id, {"user_id": user_id})


def load_logged_in(session: Session, user_id: UUID, *, family_id: UUID) -> Actor | None:
    """The actor behind a log-in; none if that has ended too, or never was this user's."""
    return _actor(session, _LOGGED_IN, user_id, {"user_id": user_id, "family_id": family_id})


def _actor(session: Session, query: Executable, user_id: UUID, values: dict[str, UUID]) -> Actor | None:
    row = session.execute(query, {**values, "tenant_id": tenant_of(session)}).one_or_none()
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
