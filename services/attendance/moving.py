"""Another trainer or another room for one session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    AttendanceSession,
    Enrollment,
    Room,
    RoomMaintenance,
    Term,
    TrainerAvailability,
    User,
)
from models.session import now_of
from services.access import Actor, Permission
from services.attendance.groups import trainees_of_enrollment
from services.attendance.kind import SESSIONS
from services.attendance.lives import BadSessionMove, hold_session
from services.attendance.notices import tell_moved
from services.curriculum.holding import hold
from services.curriculum.trainers import TrainerUnavailable
from services.errors import Conflict, Invalid
from services.facilities.availabilities import TEACHING_ROLES
from services.facilities.maintenances import RoomUnderMaintenance
from services.policy import policy_of
from services.records import fetch
from services.timetabling.overlaps import refuse_overlap

OPEN_STATUSES = ("scheduled", "active")


class RoomUnusable(Conflict):
    """The room is closed, or too small for the class group."""

    code = "room_unusable"


def move_session(
    session: Session,
    *,
    actor: Actor,
    session_id: UUID,
    values: Mapping[str, UUID],
    version: int | None = None,
) -> AttendanceSession:
    """Give a session that has not ended another trainer (``trainer_id``) or room (``room_id``).

    What was planned stays known. The class group and all trainers concerned are told.

    Raises
    ------
    NotFound, Forbidden, Stale
        If there is no such session in reach, or it was changed since.
    BadSessionMove
        If it has ended, or is cancelled.
    Invalid, TrainerUnavailable, RoomUnusable, RoomUnderMaintenance, SlotTaken
        If the trainer or the room is none, or not free at that time.
    """
    found = fetch(session, SESSIONS, actor=actor, record_id=session_id)
    # Whoever books anything in a term holds it: nobody takes the room between the check and the change.
    hold(session, Term, [found.enrollment.term_id])
    held = hold_session(
        session, actor=actor, session_id=session_id, permission=Permission.SESSIONS_WRITE, version=version
    )
    if held.status not in OPEN_STATUSES:
        raise BadSessionMove(f"This session is {held.status} and stays as it was.")
    room_id, trainer_id = values.get("room_id", held.room_id), values.get("trainer_id", held.trainer_id)
    if (room_id, trainer_id) == (held.room_id, held.trainer_id):
        return held
    changes, former = [], None
    if trainer_id != held.trainer_id:
        former = held.trainer_id
        changes.append(_change_trainer(session, held, trainer_id))
    if room_id != held.room_id:
        changes.append(_change_room(session, held, room_id))
    with session.no_autoflush:
        refuse_overlap(session, held)
    session.flush()
    if held.ends_at > now_of(session):
        tell_moved(session, held, changes=changes, former_trainer_id=former)
    return fetch(session, SESSIONS, actor=actor, record_id=session_id)


def _change_trainer(session: Session, held: AttendanceSession, trainer_id: UUID) -> str:
    trainer = session.scalar(select(User).where(User.id == trainer_id))
    if trainer is None or trainer.role not in TEACHING_ROLES:
        raise Invalid(
            f"There is no trainer {trainer_id}.",
            fields={"trainer_id": "The account of a trainer or a head of department."},
        )
    if not trainer.is_active:
        raise TrainerUnavailable(f"The account of {trainer.full_name} is closed.")
    _refuse_unavailable(session, held, trainer)
    planned = held.planned_trainer_id or held.trainer_id
    held.trainer_id = trainer_id
    held.planned_trainer_id = None if planned == trainer_id else planned
    session.expire(held, ["trainer", "planned_trainer"])
    return f"It is held by {trainer.full_name}."


def _refuse_unavailable(session: Session, held: AttendanceSession, trainer: User) -> None:
    zone = ZoneInfo(policy_of(session).time_zone)
    starts, ends = held.starts_at.astimezone(zone), held.ends_at.astimezone(zone)
    term_id = select(Enrollment.term_id).where(Enrollment.id == held.enrollment_id).scalar_subquery()
    told = session.scalars(
        select(TrainerAvailability)
        .where(TrainerAvailability.trainer_id == trainer.id, TrainerAvailability.term_id == term_id)
        .order_by(TrainerAvailability.starts_at)
    ).all()
    of_day = [one for one in told if one.weekday == starts.weekday()]
    is_away = any(
        one.kind == "unavailable" and one.starts_at < ends.time() and one.ends_at > starts.time()
        for one in of_day
    )
    free = [(one.starts_at, one.ends_at) for one in of_day if one.kind == "available"]
    is_bound = any(one.kind == "available" for one in told)
    if is_away or (is_bound and not _covers(free, starts.time(), ends.time())):
        raise TrainerUnavailable(
            f"{trainer.full_name} is not available on {starts:%A} from {starts:%H:%M} to {ends:%H:%M}.",
            fields={"trainer_id": "Not available at that time."},
        )


def _covers(free: list[tuple[time, time]], starts: time, ends: time) -> bool:
    """Whether times in order, of which one may follow right upon another, cover a stretch."""
    for begins, until in free:
        if begins <= starts < until:
            starts = until
    return starts >= ends


def _change_room(session: Session, held: AttendanceSession, room_id: UUID) -> str:
    room = session.scalar(select(Room).where(Room.id == room_id))
    if room is None:
        raise Invalid(f"There is no room {room_id}.", fields={"room_id": "There is no room with this id."})
    _refuse_unusable(session, held, room)
    planned = held.planned_room_id or held.room_id
    held.room_id = room_id
    held.planned_room_id = None if planned == room_id else planned
    session.expire(held, ["room", "planned_room"])
    return f"It is held in {room.name}."


def _refuse_unusable(session: Session, held: AttendanceSession, room: Room) -> None:
    if not room.is_available:
        raise RoomUnusable(f"{room.name} is not in use.", fields={"room_id": "Not in use."})
    group = trainees_of_enrollment(held.enrollment_id).order_by(None).subquery()
    people = session.scalar(select(func.count()).select_from(group)) or 0
    if people > room.capacity:
        raise RoomUnusable(
            f"{room.name} holds {room.capacity} people; the class group has {people}.",
            fields={"room_id": f"A room for {people} people."},
        )
    closed = session.scalar(
        select(RoomMaintenance)
        .where(
            RoomMaintenance.room_id == room.id,
            RoomMaintenance.starts_at < held.ends_at,
            RoomMaintenance.ends_at > held.starts_at,
        )
        .limit(1)
    )
    if closed is not None:
        raise RoomUnderMaintenance(
            f"{room.name} is under maintenance until {closed.ends_at:%Y-%m-%d %H:%M} UTC.",
            fields={"room_id": "Under maintenance at that time."},
        )
