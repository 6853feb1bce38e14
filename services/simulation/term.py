"""What there is to be simulated: the sessions of a published term, their class groups and their trainers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AttendanceSession, Enrollment, Term, Timetable, TimetableEntry, TraineeProfile, User
from services.access import Role
from services.policy import policy_of
from services.policy.grid import minutes_of
from services.timetabling.dated_sessions import drop_sessions, hold_sessions
from services.timetabling.dates import dates_of
from services.timetabling.publishing import NotPublished
from services.timetabling.scene import read_scene
from services.timetabling.terms import find_term, full_name

_DECIDING = (Role.STAFF, Role.DP_ACADEMICS, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Planned:
    """A session that is to be simulated."""

    id: UUID
    class_group_id: UUID
    course_id: UUID
    trainer_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTerm:
    """The first weeks of a term.

    Parameters
    ----------
    sessions
        Those that nothing has become of yet, in order of time.
    trainees
        By class group.
    decides
        Who decides whether an excuse holds.
    periods
        When the periods of a day begin, in minutes.
    """

    name: str
    first: date
    last: date
    zone: ZoneInfo
    sessions: Sequence[Planned]
    trainees: dict[UUID, list[UUID]]
    decides: UUID
    periods: tuple[int, ...]

    @property
    def days(self) -> int:
        """How many days there are from the first to the last."""
        return (self.last - self.first).days + 1

    def day(self, moment: datetime) -> int:
        """Days from the first, by the institution's clock."""
        return (moment.astimezone(self.zone).date() - self.first).days

    def period(self, moment: datetime) -> int:
        """The period in which a moment is, or the one before."""
        minutes = minutes_of(moment.astimezone(self.zone).time())
        return max(0, sum(starts <= minutes for starts in self.periods) - 1)

    def midnight(self, day: int) -> datetime:
        """When a day begins, counted from the first."""
        return datetime.combine(self.first + timedelta(days=day), time.min, self.zone).astimezone(UTC)


def read_planned(session: Session, *, term: str | None, weeks: int) -> PlannedTerm:
    """The first weeks of a term whose timetable is published.

    Sessions of dates before it was published, which nobody was to hold, are added as if it had been
    published before the term.

    Raises
    ------
    NotFound
        If there is no such term.
    NotPublished
        If it has no published timetable.
    """
    found = find_term(session, name=term)
    _hold_from_the_beginning(session, found)
    policy = policy_of(session)
    zone = ZoneInfo(policy.time_zone)
    first = found.starts_on
    last = min(found.ends_on, first + timedelta(weeks=weeks) - timedelta(days=1))
    return PlannedTerm(
        name=full_name(found),
        first=first,
        last=last,
        zone=zone,
        sessions=_sessions(session, found, until=datetime.combine(last + timedelta(days=1), time.min, zone)),
        trainees=_trainees(session),
        decides=_decides(session),
        periods=tuple(minutes_of(period.starts_at) for period in policy.periods),
    )


def _hold_from_the_beginning(session: Session, term: Term) -> None:
    version = session.scalar(
        select(Timetable).where(Timetable.term_id == term.id, Timetable.status == "published")
    )
    if version is None:
        raise NotPublished(
            f"{full_name(term)} has no published timetable. Solve it, and validate and publish the version;"
            " then its sessions can be simulated."
        )
    dates = dates_of(session, term)
    beginning = dates.moment(next(dates.held_from(term.starts_on)), time.min)
    weekly = select(TimetableEntry.id).where(TimetableEntry.timetable_id == version.id)
    earliest = session.scalar(
        select(func.min(AttendanceSession.starts_at)).where(AttendanceSession.entry_id.in_(weekly))
    )
    if earliest is None or earliest >= beginning + timedelta(days=1):
        scene = read_scene(session, timetable_id=version.id)
        drop_sessions(session, timetable_id=version.id, since=beginning)
        hold_sessions(session, scene.plan, scene.placed, dates=dates, since=beginning)


def _sessions(session: Session, term: Term, *, until: datetime) -> list[Planned]:
    table = AttendanceSession
    rows = session.execute(
        select(
            table.id,
            Enrollment.class_group_id,
            Enrollment.course_id,
            table.trainer_id,
            table.starts_at,
            table.ends_at,
        )
        .join(Enrollment, Enrollment.id == table.enrollment_id)
        .where(Enrollment.term_id == term.id, table.status == "scheduled", table.starts_at < until)
        .order_by(table.starts_at, table.id)
    )
    return [Planned(*row) for row in rows]


def _trainees(session: Session) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = session.execute(
        select(TraineeProfile.class_group_id, User.id)
        .join(User, User.id == TraineeProfile.user_id)
        .where(TraineeProfile.status == "active", User.is_active, User.role == Role.TRAINEE)
        .order_by(User.id)
    )
    for group_id, user_id in rows:
        if group_id is not None:
            found.setdefault(group_id, []).append(user_id)
    return found


def _decides(session: Session) -> UUID:
    rows = session.execute(select(User.role, User.id).where(User.role.in_(_DECIDING)).order_by(User.id)).all()
    found = {role: user_id for role, user_id in reversed(rows)}
    chosen: UUID = next(found[role] for role in _DECIDING if role in found)
    return chosen
