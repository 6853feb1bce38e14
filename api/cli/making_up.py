"""What ``smart-roster makeup`` does, once its options are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from api.cli.aside import run_aside
from api.cli.bad_input import BadInput, as_bad_input
from api.cli.documents import print_json
from api.cli.makeup_words import (
    assignment_document,
    print_assignment,
    print_ranking,
    print_refusals,
    ranking_document,
    refusals_document,
)
from api.cli.naming import find_event, find_room, find_teacher
from engine.makeup import (
    Calendar,
    Closure,
    Horizon,
    Leave,
    MakeupIndex,
    Session,
    assign,
    find,
    room_closed,
    teacher_away,
)
from engine.makeup.formats import read_calendar, read_missed
from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

TERM_WEEKS = 16
"""Weeks of a term that no calendar tells of."""

FOUND, NONE_PROVED, NONE_FOUND = 0, 3, 4
"""Exit codes, as of other commands."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MakeupOptions:
    """The options of ``smart-roster makeup``, by their names."""

    file: Path
    solution: Path
    event: str | None
    date: dt.date | None
    missed: Path | None
    teacher: str | None
    room: str | None
    first: dt.date | None
    last: dt.date | None
    calendar: Path | None
    earliest: dt.date | None
    until: dt.date | None
    top: int
    why_not: dt.date | None
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is asked about."""

    problem: Problem
    timetable: Timetable
    calendar: Calendar
    missed: tuple[Session, ...]


def make_up(options: MakeupOptions, stop: Event) -> int:
    """Find places for what was missed and tell about them; gives the exit code.

    Raises
    ------
    BadInput
        If a file cannot be read, options contradict each other, a name is unknown, or a date does
        not fit.
    """
    _check_question(options)
    with as_bad_input():
        scene = _scene(options)
        if options.event is None:
            return _place_together(options, scene, stop)
        if options.why_not is not None:
            return _say_why_not(options, scene, options.why_not)
        return _rank(options, scene)


def _rank(options: MakeupOptions, scene: _Scene) -> int:
    (session,) = scene.missed
    index = MakeupIndex(scene.problem, scene.timetable, scene.calendar)
    horizon = _horizon(options, scene.calendar, session.date + ONE_DAY)
    ranking = find(index, session, horizon)
    document = ranking_document(index, session, horizon, ranking, options.top)
    print_json(document) if options.as_json else print_ranking(document)
    return FOUND if len(ranking) else NONE_PROVED


def _say_why_not(options: MakeupOptions, scene: _Scene, date: dt.date) -> int:
    (session,) = scene.missed
    document = refusals_document(scene.problem, scene.timetable, scene.calendar, session, date)
    print_json(document) if options.as_json else print_refusals(document)
    return FOUND


def _place_together(options: MakeupOptions, scene: _Scene, stop: Event) -> int:
    index = MakeupIndex(scene.problem, scene.timetable, scene.calendar)
    horizon = _horizon(options, scene.calendar, min(session.date for session in scene.missed))
    found = run_aside(
        assign,
        index,
        scene.missed,
        horizon,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        stop=stop,
    )
    document = assignment_document(index, found)
    print_json(document) if options.as_json else print_assignment(document)
    if not found.left_out:
        return FOUND
    return NONE_PROVED if found.left_out_at_least else NONE_FOUND


def _check_question(options: MakeupOptions) -> None:
    """Make sure that exactly one question is asked, and asked in full."""
    questions = {
        "--event": options.event,
        "--missed": options.missed,
        "--teacher": options.teacher,
        "--room": options.room,
    }
    asked = [name for name, value in questions.items() if value is not None]
    if len(asked) != 1:
        raise BadInput(f"Give one of {', '.join(questions)}; found {' and '.join(asked) or 'none'}.")
    if options.event is not None and options.date is None:
        raise BadInput("--event needs --date too: when it was missed.")
    if options.why_not is not None and options.event is None:
        raise BadInput(f"--why-not asks about one session; give --event instead of {asked[0]}.")


def _scene(options: MakeupOptions) -> _Scene:
    problem = read_problem(options.file, preset=options.preset)
    timetable = read_timetable(options.solution, problem)
    calendar = None if options.calendar is None else read_calendar(options.calendar, problem)
    if options.event is not None and options.date is not None:
        session = Session(find_event(problem, options.event), options.date)
        return _Scene(problem, timetable, calendar or _term(session.date), (session,))
    if options.missed is not None:
        missed = read_missed(options.missed, problem)
        calendar = calendar or _term(min(session.date for session in missed))
        return _Scene(problem, timetable, calendar, missed)
    if options.first is None:
        raise BadInput("--teacher and --room need --from too: the first date of the absence.")
    calendar, missed = _absence(options, options.first, problem, timetable, calendar)
    return _Scene(problem, timetable, calendar, missed)


def _absence(
    options: MakeupOptions,
    first: dt.date,
    problem: Problem,
    timetable: Timetable,
    calendar: Calendar | None,
) -> tuple[Calendar, tuple[Session, ...]]:
    """A term in which a teacher is on leave or a room closed, and what is missed."""
    last = options.last or first
    calendar = calendar or _term(first)
    if options.teacher is not None:
        leave = Leave(find_teacher(problem, options.teacher), first, last)
        found = teacher_away(problem, timetable, calendar, leave)
    else:
        closure = Closure(find_room(problem, options.room or ""), first, last)
        found = room_closed(problem, timetable, calendar, closure)
    if not found[1]:
        raise BadInput(f"{options.teacher or options.room} has no session from {first} to {last}.")
    return found


def _term(date: dt.date) -> Calendar:
    """A term that begins in the week of a date."""
    monday = date - dt.timedelta(days=date.weekday())
    return Calendar(monday, monday + dt.timedelta(weeks=TERM_WEEKS) - ONE_DAY)


def _horizon(options: MakeupOptions, calendar: Calendar, since: dt.date) -> Horizon:
    return Horizon(options.earliest or calendar.today or since, options.until or calendar.last)
