"""Departments and their heads."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models import Course, Department, HodProfile, Programme, School, TrainerProfile, User
from services.access import Permission, Role, Scope
from services.errors import Conflict, Invalid
from services.policy import today_of
from services.records import Kind
from services.structure.remains import refuse_while

HEADS = (Role.HOD, Role.TRAINER)
"""Roles of those who may head a department."""


class HeadsAnother(Conflict):
    """Somebody heads one department at most."""

    code = "heads_another"


def _check(session: Session, department: Department) -> None:
    _belong_to_school(session, department)
    before = inspect(department).attrs.hod_id.history
    if not before.has_changes():
        return
    if department.hod_id is not None:
        _require_head(session, department)
    _unseat(session, department)


def _belong_to_school(session: Session, department: Department) -> None:
    """Tie a new department to the one school that the tenant has."""
    school_id = session.scalar(select(School.id))
    if school_id is None:
        raise Invalid("Describe the school first (PUT /api/school); departments belong to it.")
    department.school_id = school_id


def _require_head(session: Session, department: Department) -> None:
    # Held until this unit of work ends: nobody is appointed twice at the same moment.
    role = session.scalar(
        select(User.role).where(User.id == department.hod_id, User.is_active).with_for_update(key_share=True)
    )
    if role not in HEADS:
        found = "one that is closed" if role is None else f"that of a {role}"
        raise Invalid(
            f"A department is headed by a head of department or a trainer; this account is {found}.",
            fields={"hod_id": "The open account of a head of department or a trainer."},
        )
    other = session.scalar(
        select(Department.name).where(Department.hod_id == department.hod_id, Department.id != department.id)
    )
    if other is not None:
        raise HeadsAnother(
            f"This person heads {other} already; appoint somebody else there first.",
            fields={"hod_id": f"Heads {other} already."},
        )


def _unseat(session: Session, department: Department) -> None:
    """Take the department from whoever headed it."""
    for profile in session.scalars(select(HodProfile).where(HodProfile.department_id == department.id)):
        if profile.user_id != department.hod_id:
            profile.department_id = profile.appointed_on = None


def _seat(session: Session, department: Department) -> None:
    """Put the department into its head's profile, which is what the head's permissions go by."""
    if department.hod_id is None:
        return
    profile = session.scalar(select(HodProfile).where(HodProfile.user_id == department.hod_id))
    if profile is None:
        profile = HodProfile(user_id=department.hod_id)
        session.add(profile)
    if profile.department_id != department.id:
        profile.department_id, profile.appointed_on = department.id, today_of(session)
    session.flush()


def _leave(session: Session, department: Department) -> None:
    key = department.id
    refuse_while(
        session,
        department.name,
        programmes=select(Programme.name).where(Programme.department_id == key),
        courses=select(Course.code).where(Course.department_id == key),
        trainers=select(User.first_name)
        .join(TrainerProfile, TrainerProfile.user_id == User.id)
        .where(TrainerProfile.department_id == key),
    )
    department.hod_id = None
    _unseat(session, department)


DEPARTMENTS = Kind(
    model=Department,
    noun="department",
    plural="departments",
    read=Permission.DEPARTMENTS_READ,
    write=Permission.DEPARTMENTS_WRITE,
    within={Scope.DEPARTMENT: lambda actor: Department.id == actor.department_id},
    unique=(("code",), ("name",)),
    search=(Department.code, Department.name),
    order={"code": Department.code, "name": Department.name},
    check=_check,
    after_store=_seat,
    before_delete=_leave,
)
"""How departments are read and written."""
