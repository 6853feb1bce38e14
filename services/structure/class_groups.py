"""Class groups, and who learns in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ClassGroup, Course, Enrollment, Programme, TraineeProfile, User
from models.curriculum import OPEN_STATUSES
from services.access import Actor, Permission, Role, Scope
from services.access.reach import class_groups_of, class_groups_of_department
from services.errors import Forbidden, Invalid, NotFound
from services.records import Kind, covers, fetch, require
from services.structure.remains import refuse_while


class NotTrainees(Invalid):
    """Class groups are for trainees."""

    code = "not_trainees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How many trainees a change of a class group brought in, took over from others, and let go."""

    added: int = 0
    moved: int = 0
    removed: int = 0


def _leave(session: Session, group: ClassGroup) -> None:
    refuse_while(
        session,
        group.name,
        trainees=select(User.first_name)
        .join(TraineeProfile, TraineeProfile.user_id == User.id)
        .where(TraineeProfile.class_group_id == group.id),
        courses_to_take=select(Course.code)
        .join(Enrollment, Enrollment.course_id == Course.id)
        .where(Enrollment.class_group_id == group.id, Enrollment.status.in_(OPEN_STATUSES)),
    )


CLASS_GROUPS = Kind(
    model=ClassGroup,
    noun="class group",
    plural="class groups",
    read=Permission.CLASS_GROUPS_READ,
    write=Permission.CLASS_GROUPS_WRITE,
    within={
        Scope.CLASS_GROUP: lambda actor: ClassGroup.id.in_(class_groups_of(actor)),
        Scope.DEPARTMENT: lambda actor: ClassGroup.id.in_(class_groups_of_department(actor)),
    },
    unique=(("name",),),
    filters={
        "department_id": lambda key: ClassGroup.programme_id.in_(
            select(Programme.id).where(Programme.department_id == key)
        )
    },
    search=(ClassGroup.name,),
    order={"name": ClassGroup.name, "year_of_study": ClassGroup.year_of_study},
    before_delete=_leave,
)
"""How class groups are read and written."""


def take_in(session: Session, *, actor: Actor, group_id: UUID, trainee_ids: Collection[UUID]) -> Moves:
    """Put trainees into a class group; who is in another one moves.

    Raises
    ------
    NotFound
        If there is no such class group within reach.
    Forbidden
        If the actor may not write it, or a class group that somebody would leave.
    NotTrainees
        If an account is not a trainee's.
    """
    group = _writable(session, actor, group_id)
    return _take_in(session, actor, group, _profiles_of(session, trainee_ids))


def replace_trainees(
    session: Session, *, actor: Actor, group_id: UUID, trainee_ids: Collection[UUID]
) -> Moves:
    """Make these trainees, and no others, the class group's.

    Raises
    ------
    NotFound, Forbidden, NotTrainees
        As for :func:`take_in`.
    """
    group = _writable(session, actor, group_id)
    profiles = _profiles_of(session, trainee_ids)
    leaving = session.scalars(
        select(TraineeProfile).where(
            TraineeProfile.class_group_id == group.id, TraineeProfile.user_id.not_in(trainee_ids)
        )
    ).all()
    for profile in leaving:
        profile.class_group_id = None
    moves = _take_in(session, actor, group, profiles)
    return Moves(added=moves.added, moved=moves.moved, removed=len(leaving))


def let_go(session: Session, *, actor: Actor, group_id: UUID, trainee_id: UUID) -> None:
    """Take a trainee out of a class group.

    Raises
    ------
    NotFound
        If there is no such class group within reach, or the trainee is not in it.
    Forbidden
        If the actor may not write it.
    """
    group = _writable(session, actor, group_id)
    profile = session.scalar(
        select(TraineeProfile).where(
            TraineeProfile.class_group_id == group.id, TraineeProfile.user_id == trainee_id
        )
    )
    if profile is None:
        raise NotFound(f"{group.name} has no trainee {trainee_id}.")
    profile.class_group_id = None
    session.flush()


def _writable(session: Session, actor: Actor, group_id: UUID) -> ClassGroup:
    group = fetch(session, CLASS_GROUPS, actor=actor, record_id=group_id)
    require(session, CLASS_GROUPS, actor=actor, record=group, permission=CLASS_GROUPS.write)
    return group


def _profiles_of(session: Session, trainee_ids: Collection[UUID]) -> Sequence[TraineeProfile]:
    wanted = set(trainee_ids)
    profiles = session.scalars(
        select(TraineeProfile)
        .join(User, User.id == TraineeProfile.user_id)
        .where(TraineeProfile.user_id.in_(wanted), User.role == Role.TRAINEE)
        .order_by(TraineeProfile.id)
    ).all()
    others = wanted - {profile.user_id for profile in profiles}
    if others:
        words = ", ".join(sorted(map(str, others)))
        raise NotTrainees(
            f"No trainees have the accounts {words}.",
            fields={"trainee_ids": f"Not accounts of trainees: {words}."},
        )
    return profiles


def _take_in(session: Session, actor: Actor, group: ClassGroup, profiles: Sequence[TraineeProfile]) -> Moves:
    arriving = [profile for profile in profiles if profile.class_group_id != group.id]
    left = {profile.class_group_id for profile in arriving} - {None}
    _require_all(session, actor, left)
    moved = sum(profile.class_group_id is not None for profile in arriving)
    for profile in arriving:
        profile.class_group_id = group.id
    session.flush()
    return Moves(added=len(arriving) - moved, moved=moved)


def _require_all(session: Session, actor: Actor, group_ids: Collection[UUID | None]) -> None:
    """Refuse to take trainees from class groups that the actor may not write."""
    within = covers(CLASS_GROUPS, actor=actor, permission=CLASS_GROUPS.write)
    reached = session.scalars(select(ClassGroup.id).where(ClassGroup.id.in_(group_ids), within)).all()
    if len(reached) < len(group_ids):
        raise Forbidden("Some of these trainees are in class groups of other departments; ask there first.")
