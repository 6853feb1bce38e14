"""Why every place of a horizon that is refused is refused."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import Horizon, Session
from engine.makeup.index import MakeupIndex
from engine.makeup.query import Query, query
from engine.makeup.reasons import Reason
from engine.makeup.words import Words, load_of
from engine.timetable.problem import Course, Teacher

Codes = NDArray[np.uint32]


def refusals(index: MakeupIndex, missed: Session, horizon: Horizon | None = None) -> Codes:
    """The reasons against every place, as :class:`Reason` flags of shape (dates, starts, rooms).

    0 where nothing speaks against it: exactly the places that :func:`engine.makeup.scan.find` ranks.
    :mod:`engine.makeup.objections` says it in words.

    Raises
    ------
    ValueError
        If there is no such session, or no date of the horizon can be used.
    """
    searched = query(index, missed, horizon)
    codes = _times(searched)[:, :, None] | _rooms(searched) | _rooms_by_time(searched)
    date = index.number_of(searched.place.date) - searched.dates.start
    if 0 <= date < len(searched.dates):
        codes[date, searched.place.start, searched.place.room] |= Reason.MISSED_HERE
    return _close_dates(searched, codes)


def _flag(holds: NDArray[np.bool_], reason: Reason) -> Codes:
    return np.where(holds, np.uint32(reason), np.uint32(0))


def _times(searched: Query) -> Codes:
    """Reasons that hold whatever the room; of shape (dates, starts)."""
    starts = np.arange(searched.problem.grid.slots_per_day)
    late = starts + searched.event.duration > searched.problem.grid.slots_per_day
    codes = _flag(late, Reason.DAY_ENDS) | _flag(~searched.uninterrupted, Reason.BREAK)
    closed = searched.course_closed[:, None] & searched.runs > 0
    codes = codes | _flag(closed, Reason.COURSE_UNAVAILABLE)
    for person, row in enumerate(searched.rows):
        codes |= _person(searched, person, row)
    return codes


def _person(searched: Query, person: int, row: int) -> Codes:
    index, at = searched.index, searched.at
    unavailable, busy = _reasons_of(index, row)
    load = load_of(searched.after[person])
    further = load - load_of(searched.before[person])[:, None]
    week = searched.week_load[person][:, None] + further
    return (
        _flag(_meets(searched, index.never[row, at]), unavailable)
        | _flag(_meets(searched, index.away[row, at]), Reason.ON_LEAVE)
        | _flag(_meets(searched, searched.before[person]), busy)
        | _flag(load > index.rows.max_day[row], Reason.DAY_LOAD)
        | _flag(week > index.rows.max_week[row], Reason.WEEK_LOAD)
    )


def _reasons_of(index: MakeupIndex, row: int) -> tuple[Reason, Reason]:
    """How it is called that somebody cannot come, and that somebody is elsewhere."""
    owner = index.rows.owners[row]
    if isinstance(owner, Teacher):
        return Reason.TEACHER_UNAVAILABLE, Reason.TEACHER_BUSY
    if isinstance(owner, Course):
        return Reason.COURSE_UNAVAILABLE, Reason.COURSE_BUSY
    return Reason.GROUP_UNAVAILABLE, Reason.GROUP_BUSY


def _meets(searched: Query, words: Words) -> NDArray[np.bool_]:
    """Whether the session would run into a slot of each date's word; of shape (…, starts)."""
    return words[..., None] & searched.runs > 0


def _rooms(searched: Query) -> Codes:
    """Reasons that hold at any time; of shape (rooms,)."""
    problem, event = searched.problem, searched.event
    course = problem.courses[event.course]
    judged = [
        (event.rooms is not None and index not in event.rooms)
        or (problem.weights.use_room_constraints and index in course.unsuitable_rooms)
        for index in range(len(problem.rooms))
    ]
    small = [problem.weights.hard_capacity and room.capacity < course.students for room in problem.rooms]
    other = [event.kind not in ("", room.kind) for room in problem.rooms]
    lacking = [not event.features <= room.features for room in problem.rooms]
    return (
        _flag(np.array(judged, bool), Reason.ROOM_RULED_OUT)
        | _flag(np.array(other, bool), Reason.ROOM_KIND)
        | _flag(np.array(lacking, bool), Reason.ROOM_FEATURES)
        | _flag(np.array(small, bool), Reason.ROOM_SEATS)
    )


def _rooms_by_time(searched: Query) -> Codes:
    """Reasons of a room at a time; of shape (dates, starts, rooms)."""
    index, rooms, at = searched.index, slice(0, searched.index.rows.num_rooms), searched.at
    full = index.begun[:, at] >= searched.booking_limits[:, None]
    codes = (
        _flag(_meets(searched, index.never[rooms, at]), Reason.ROOM_UNAVAILABLE)
        | _flag(_meets(searched, index.away[rooms, at]), Reason.ROOM_CLOSED)
        | _flag(_meets(searched, index.busy[rooms, at]), Reason.ROOM_TAKEN)
        | _flag(full, Reason.ROOM_BOOKINGS)[..., None]
    )
    return codes.transpose(1, 2, 0)


def _close_dates(searched: Query, codes: Codes) -> Codes:
    """On dates without teaching, that alone is the reason."""
    no_teaching = searched.index.weekday[searched.at] >= searched.problem.grid.days
    holiday = ~searched.index.is_open[searched.at] & ~no_teaching
    codes[no_teaching] = Reason.NO_TEACHING_DAY
    codes[holiday] = Reason.HOLIDAY
    return codes
