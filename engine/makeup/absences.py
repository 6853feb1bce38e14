"""What is missed when a teacher is away or a room is closed for some dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from engine.makeup.calendar import Calendar, Closure, Leave, Session
from engine.makeup.diary import Diary, Held
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

Missed = tuple[Calendar, tuple[Session, ...]]


def teacher_away(problem: Problem, timetable: Timetable, calendar: Calendar, leave: Leave) -> Missed:
    """The calendar with one more leave, and the sessions of the teacher that fall into it."""
    missed = _missed(
        Diary(problem, timetable, calendar),
        leave,
        lambda held: leave.teacher in problem.courses[problem.events[held.event].course].teachers,
    )
    return replace(calendar, leave=(*calendar.leave, leave)), missed


def room_closed(problem: Problem, timetable: Timetable, calendar: Calendar, closure: Closure) -> Missed:
    """The calendar with one more closure, and the sessions of the room that fall into it."""
    missed = _missed(Diary(problem, timetable, calendar), closure, lambda held: held.room == closure.room)
    return replace(calendar, closures=(*calendar.closures, closure)), missed


def _missed(diary: Diary, stretch: Leave | Closure, concerns: Callable[[Held], bool]) -> tuple[Session, ...]:
    numbers = diary.calendar.overlap(stretch.first, stretch.last)
    dates = [diary.calendar.first + dt.timedelta(days=number) for number in numbers]
    sessions = (
        Session(held.event, date)
        for date in dates
        for held in diary.held(date)
        if concerns(held) and (stretch.slots is None or not stretch.slots.isdisjoint(held.slots))
    )
    return tuple(dict.fromkeys(sessions))
