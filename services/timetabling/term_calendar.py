"""The real calendar of a term for makeups: from holidays, maintenance and sessions with their own dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.makeup import Booking, Calendar, Closure, Holiday, Leave
from engine.makeup import Session as HeldSession
from engine.makeup.schedule import is_scheduled
from engine.timetable.problem import Problem
from models import AttendanceSession, Term, TimetableEntry
from models import Holiday as HolidayRow
from services.policy import today_of
from services.policy.grid import minutes_of
from services.timetabling.closures import touched_slots
from services.timetabling.dates import TermDates, dates_of
from services.timetabling.plan import SessionKey
from services.timetabling.scene import Scene
from services.timetabling.term_rows import maintenances_of

CANCELED = "canceled"


class Held(NamedTuple):
    """Something held on one date, as its row says."""

    entry_id: UUID | None
    enrollment_id: UUID
    session_type: str
    room_id: UUID
    trainer_id: UUID | None
    date: date
    starts_at: time
    ends_at: time
    status: str


def calendar_of(session: Session, scene: Scene) -> Calendar:
    """The dates of a version's term with everything that is not as in every week.

    Rooms are closed while they are maintained. Sessions of the version that were canceled are not held;
    temporary entries, makeups agreed for the term, and sessions that were moved are held where they are.
    What begins between two periods takes all the periods that it touches. Dates before the
    institution's today are past.
    """
    term = session.scalars(select(Term).where(Term.id == scene.version.term_id)).one()
    dates = dates_of(session, term)
    calendar = Calendar(
        # Weeks of the cycle are counted from the first week that is taught in.
        first=min(max(term.starts_on, dates.first_monday), term.ends_on),
        last=term.ends_on,
        holidays=_holidays(session, term),
        today=today_of(session),
    )
    filling = _Filling(scene, dates, calendar)
    for room_id, rows in maintenances_of(session, term).items():
        for row in rows:
            filling.close(room_id, row.starts_at, row.ends_at)
    filling.hold_all(_temporary(session, scene), _attended(session, scene, dates, term))
    return filling.filled()


@dataclass
class _Filling:
    """A calendar on its way: what the rows say, as the engine takes it."""

    scene: Scene
    dates: TermDates
    calendar: Calendar
    bookings: list[Booking] = field(default_factory=list)
    cancelled: list[HeldSession] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    leave: list[Leave] = field(default_factory=list)

    def __post_init__(self) -> None:
        entries = self.scene.placed.entries
        self.event_of_entry = {entry.id: event for event, entry in enumerate(entries) if entry is not None}

    @property
    def problem(self) -> Problem:
        """What is planned."""
        return self.scene.placed.problem

    def filled(self) -> Calendar:
        """The calendar."""
        return Calendar(
            first=self.calendar.first,
            last=self.calendar.last,
            holidays=self.calendar.holidays,
            leave=tuple(self.leave),
            closures=tuple(self.closures),
            cancelled=tuple(self.cancelled),
            bookings=tuple(self.bookings),
            today=self.calendar.today,
        )

    def close(self, room_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
        """Close a room for a stretch of time."""
        room, grid = self.scene.plan.room_of.get(room_id), self.scene.plan.week.grid
        if room is None:
            return
        by_date: dict[date, set[int]] = {}
        for day, slot in touched_slots(grid, self.dates.teaching, starts_at, ends_at):
            by_date.setdefault(day, set()).add(grid.slot_of_day(slot))
        self.closures += [Closure(room, day, day, frozenset(slots)) for day, slots in by_date.items()]

    def hold_all(self, temporary: Sequence[Held], attended: Sequence[Held]) -> None:
        """Hold what has a date of its own: by its row of attendance where it has one."""
        has_row = {one.entry_id for one in attended}
        for one in attended:
            event = self.event_of_entry.get(one.entry_id) if one.entry_id is not None else None
            if event is not None and self._is_regular(one, event):
                self._note_regular(one, event)
            elif one.status != CANCELED:
                self._hold(one)
        for one in temporary:
            if one.entry_id not in has_row:
                self._hold(one)

    def _is_regular(self, one: Held, event: int) -> bool:
        """Whether it is where the week has it; a canceled one is meant to be."""
        timetable, grid = self.scene.placed.timetable, self.scene.plan.week.grid
        place = timetable[event]
        if place is None or not is_scheduled(
            self.problem, timetable, self.calendar, HeldSession(event, one.date)
        ):
            return False
        begins = grid.starts[grid.slot_of_day(place.slot)]
        is_there = (
            begins == minutes_of(one.starts_at) and self.scene.plan.ids.rooms[place.room] == one.room_id
        )
        return is_there or one.status == CANCELED

    def _note_regular(self, one: Held, event: int) -> None:
        """Nothing is special about it, unless it is not held or somebody else teaches it."""
        if one.status == CANCELED:
            self.cancelled.append(HeldSession(event, one.date))
        else:
            self._occupy_trainer(one, event, frozenset(self._touched(one)))

    def _hold(self, one: Held) -> None:
        slots = self._touched(one)
        if not slots or one.date not in self.calendar:
            return
        event, room = self._event_of(one), self.scene.plan.room_of.get(one.room_id)
        self._occupy_trainer(one, event, frozenset(slots))
        if event is None:
            if room is not None:
                self.closures.append(Closure(room, one.date, one.date, frozenset(slots)))
            return
        # A room that is no longer planned with cannot be taken, but those who attend are.
        self.bookings += self._bookings(event, one.date, slots, 0 if room is None else room)

    def _bookings(self, event: int, day: date, slots: Sequence[int], room: int) -> Iterator[Booking]:
        """The event once, or as often as it takes to fill all the slots."""
        duration = self.problem.events[event].duration
        latest = self.scene.plan.week.grid.slots_per_day - duration
        for start in range(slots[0], slots[-1] + 1, duration):
            yield Booking(event, day, min(start, latest), room)

    def _occupy_trainer(self, one: Held, event: int | None, slots: frozenset[int]) -> None:
        """Keep who teaches it free of anything else, if the event's own trainers are others."""
        trainer = None if one.trainer_id is None else self.scene.plan.trainer_of.get(one.trainer_id)
        own = () if event is None else self.problem.courses[self.problem.events[event].course].teachers
        if trainer is not None and trainer not in own:
            self.leave.append(Leave(trainer, one.date, one.date, slots))

    def _event_of(self, one: Held) -> int | None:
        """The event that it is a session of, or one like it."""
        if one.entry_id in self.event_of_entry:
            return self.event_of_entry[one.entry_id]
        return self.scene.plan.event_of.get(SessionKey(one.enrollment_id, one.session_type, 1))

    def _touched(self, one: Held) -> list[int]:
        """Slots of the day that it runs in."""
        grid = self.scene.plan.week.grid
        if one.date.weekday() >= grid.days:
            return []
        first, last = minutes_of(one.starts_at), minutes_of(one.ends_at)
        return [
            slot
            for slot, begins in enumerate(grid.starts)
            if first < begins + grid.slot_minutes and begins < last
        ]


def _holidays(session: Session, term: Term) -> tuple[Holiday, ...]:
    found = session.scalars(
        select(HolidayRow)
        .where(HolidayRow.starts_on <= term.ends_on, HolidayRow.ends_on >= term.starts_on)
        .order_by(HolidayRow.starts_on)
    )
    return tuple(Holiday(row.starts_on, row.ends_on, row.name) for row in found)


def _temporary(session: Session, scene: Scene) -> list[Held]:
    rows = session.scalars(
        select(TimetableEntry)
        .where(TimetableEntry.timetable_id == scene.version.id, TimetableEntry.held_on.is_not(None))
        .order_by(TimetableEntry.id)
    )
    return [
        Held(
            entry_id=row.id,
            enrollment_id=row.enrollment_id,
            session_type=row.session_type,
            room_id=row.room_id,
            trainer_id=row.substitute_id,
            date=row.held_on,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status="scheduled",
        )
        for row in rows
        if row.held_on is not None
    ]


def _attended(session: Session, scene: Scene, dates: TermDates, term: Term) -> list[Held]:
    """Dated sessions of the version, and makeups of the term whichever version they were agreed for."""
    first = datetime.combine(term.starts_on, time.min, UTC) - timedelta(days=1)
    last = datetime.combine(term.ends_on, time.max, UTC) + timedelta(days=1)
    row = AttendanceSession
    found = session.execute(
        select(
            row.entry_id, row.enrollment_id, row.session_type, row.room_id, row.trainer_id,
            row.starts_at, row.ends_at, row.status,
        )
        .outerjoin(TimetableEntry, TimetableEntry.id == row.entry_id)
        .where(
            row.starts_at.between(first, last),
            or_(TimetableEntry.timetable_id == scene.version.id, row.is_makeup),
        )
        .order_by(row.starts_at, row.id)
    )  # fmt: skip
    return [_on_date(dates, *values) for values in found]


def _on_date(
    dates: TermDates,
    entry_id: UUID | None,
    enrollment_id: UUID,
    session_type: str,
    room_id: UUID,
    trainer_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    status: str,
) -> Held:
    begins, ends = starts_at.astimezone(dates.zone), ends_at.astimezone(dates.zone)
    return Held(
        entry_id, enrollment_id, session_type, room_id, trainer_id, begins.date(), begins.time(), ends.time(),
        status,
    )  # fmt: skip
