"""What each role adds to an account, and what keeps an institution from losing its last admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    DpAcademicsProfile,
    HodProfile,
    Profile,
    Record,
    TraineeProfile,
    TrainerProfile,
    User,
)
from services import records
from services.access import Actor, Permission, Role, scope_of
from services.errors import Conflict, DomainError, Forbidden, Invalid
from services.people.appointments import appoint, relieve
from services.records import Kind


class LastAdmin(Conflict):
    """An institution without an admin could never have one again."""

    code = "last_admin"


class NotYourself(Conflict):
    """Nobody takes their own role or account away, by mistake least of all."""

    code = "not_yourself"


@dataclass(frozen=True, slots=True)
class Part:
    """A profile that accounts of some roles have."""

    kind: Kind[Any]
    roles: frozenset[Role]


def _part(model: type[Record], noun: str, *roles: Role, unique: tuple[tuple[str, ...], ...] = ()) -> Part:
    kind = Kind(
        model=model,
        noun=noun,
        plural=f"{noun}s",
        read=Permission.USERS_READ,
        write=Permission.USERS_WRITE,
        unique=unique,
    )
    return Part(kind, frozenset(roles))


PARTS: Mapping[str, Part] = {
    "profile": _part(Profile, "profile", *Role),
    "trainee": _part(TraineeProfile, "trainee's profile", Role.TRAINEE, unique=(("admission_number",),)),
    # Heads and deputies teach too, and a trainer may head a department.
    "trainer": _part(TrainerProfile, "trainer's profile", Role.TRAINER, Role.HOD, Role.DP_ACADEMICS),
    "hod": _part(HodProfile, "head's profile", Role.HOD, Role.TRAINER),
    "dp_academics": _part(DpAcademicsProfile, "deputy's profile", Role.DP_ACADEMICS),
}
"""Profiles by the relation of an account under which they are found."""


def write_parts(
    session: Session, *, actor: Actor, user: User, parts: Mapping[str, Mapping[str, Any]]
) -> None:
    """Change profiles of an account; one that is not there yet is made.

    Raises
    ------
    Invalid
        If the account's role has no such profile, or it refers to what is not there.
    Conflict
        If an admission number is another trainee's.
    """
    for name, values in parts.items():
        if Role(user.role) not in PARTS[name].roles:
            raise Invalid(
                f"Somebody with the role {user.role} has no {PARTS[name].kind.noun}.",
                fields={name: f"Not for the role {user.role}."},
            )
        try:
            _write_part(session, PARTS[name].kind, actor=actor, user=user, values=dict(values))
        except DomainError as error:
            error.fields = {name: error.fields}
            raise


def _write_part(
    session: Session, kind: Kind[Any], *, actor: Actor, user: User, values: dict[str, Any]
) -> None:
    if kind.model is HodProfile and "department_id" in values:
        # The department says who heads it; the profile follows.
        appoint(session, actor=actor, user=user, department_id=values.pop("department_id"))
    row_id = session.scalar(select(kind.model.id).where(kind.model.user_id == user.id))
    if row_id is None:
        records.create(session, kind, actor=actor, values={**values, "user_id": user.id})
    else:
        records.change(session, kind, actor=actor, record_id=row_id, values=values)


def fit_parts_to_role(session: Session, *, actor: Actor, user: User) -> None:
    """Take away the profiles that an account's new role does not have; the history keeps them.

    Somebody who cannot head a department any more is relieved of it.
    """
    if Role(user.role) not in PARTS["hod"].roles:
        relieve(session, actor=actor, user=user)
    for part in PARTS.values():
        model = part.kind.model
        if Role(user.role) not in part.roles:
            row = session.scalar(select(model).where(model.user_id == user.id))
            if row is not None:
                session.delete(row)
    session.flush()


def check_assignable(role: str, *, actor: Actor) -> None:
    """Refuse a role that the actor may not give.

    Raises
    ------
    Forbidden
        If only an operator of the platform may, or the actor may give none.
    """
    if actor.role is Role.OPERATOR:
        return
    if role == Role.OPERATOR or not scope_of(Permission.ROLES_ASSIGN, actor.role):
        raise Forbidden(f"As {actor.role} you may not give the role {role}.", fields={"role": "Not yours."})


def check_not_above(user: User, *, actor: Actor) -> None:
    """Keep operators of the platform, who may live in any tenant, from being changed by its admins.

    Raises
    ------
    Forbidden
        If the account is an operator's and the actor is none.
    """
    if user.role == Role.OPERATOR and actor.role is not Role.OPERATOR:
        raise Forbidden("Accounts of operators are changed by operators alone.")


def check_may_leave(session: Session, user: User, *, actor: Actor, what: str) -> None:
    """Whether an account may lose its role, be closed, or be deleted (``what`` says which).

    Raises
    ------
    NotYourself
        If it is the actor's own.
    LastAdmin
        If no other admin would be left.
    """
    if user.id == actor.user_id:
        raise NotYourself(f"You cannot {what} yourself; ask another admin.")
    if user.role != Role.ADMIN:
        return
    # Locked, so that two admins who remove each other at the same moment do not both succeed.
    admins = session.scalars(
        select(User.id).where(User.role == Role.ADMIN, User.is_active).order_by(User.id).with_for_update()
    ).all()
    if not set(admins) - {user.id}:
        raise LastAdmin(f"You cannot {what} the last admin of the institution.")
