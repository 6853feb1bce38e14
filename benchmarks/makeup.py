"""The makeup benchmark: index, update, query, why not, and 50 sessions at once, in a generated college.

    python -m benchmarks.makeup [--size large] [--queries 100] [--seeds 3]

The college's hidden timetable stands for a solved one; the term has 16 weeks, a week of holidays,
teachers on leave and rooms under maintenance. Every answer is checked before its time counts: places
ranked are those that nothing speaks against, the cheapest are priced again in plain Python, the updated
index equals one built anew, and the referee judges what is placed together. Results go to
`benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.makeup import (
    Assignment,
    Booking,
    Calendar,
    Closure,
    Diary,
    Holiday,
    Leave,
    MakeupIndex,
    MakeupWeights,
    Option,
    Session,
    assign,
    find,
    refusals,
)
from engine.makeup.repricing import reprice
from engine.timetable import Problem, Timetable
from engine.timetable.generate import generate_with_witness

FIRST = dt.date(2026, 9, 7)
MISSED_FROM = FIRST + dt.timedelta(weeks=4)
WEEKS = 16
ROUNDS = 9
TOGETHER = 50
TIME_LIMIT = 9.5
"""Seconds for 50 sessions, so that with the referee they stay within ten."""


@dataclass
class Times:
    """Seconds of CPU time that one thing took, again and again; it runs in one thread."""

    name: str
    seconds: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        """Time one call."""
        start = time.thread_time()
        work()
        self.seconds.append(time.thread_time() - start)

    def __str__(self) -> str:
        median, worst = statistics.median(self.seconds), max(self.seconds)
        return f"| {self.name} | {1000 * median:.2f} | {1000 * worst:.2f} | {len(self.seconds)} |"


def main() -> None:
    """Measure and write it down."""
    options = _options()
    problem, timetable = generate_with_witness(options.size)
    calendar = _calendar(problem)
    index = MakeupIndex(problem, timetable, calendar)
    week = _sessions(problem, timetable, calendar)
    lines = [
        f"{len(problem.events):,} events, {len(problem.rooms)} rooms, {WEEKS} weeks, "
        f"{calendar.num_dates} dates.",
        "",
        "| CPU time | median, ms | worst, ms | times |",
        "|---|---:|---:|---:|",
        *map(str, [*_index_times(problem, timetable, calendar, week), *_query_times(index, week, options)]),
        "",
        "| 50 sessions at once | seed | placed | status | cost | bound | gap | s |",
        "|---|---:|---:|---|---:|---:|---:|---:|",
        *_together(index, week, options.seeds),
    ]
    print("\n".join(lines), flush=True)
    write_section(f"Makeup in the {options.size} college", describe_machine(), lines)


def _calendar(problem: Problem) -> Calendar:
    rng = random.Random(1)
    calendar = Calendar(FIRST, FIRST + dt.timedelta(weeks=WEEKS, days=-1))
    dates = list(calendar.dates())
    week = dt.timedelta(days=6)
    away = [(rng.randrange(len(problem.teachers)), rng.choice(dates)) for _ in range(60)]
    closed = [(rng.randrange(len(problem.rooms)), rng.choice(dates)) for _ in range(40)]
    return replace(
        calendar,
        holidays=(Holiday(FIRST + dt.timedelta(weeks=7), FIRST + dt.timedelta(weeks=7) + week, "the break"),),
        leave=tuple(Leave(teacher, date, date + week) for teacher, date in away),
        closures=tuple(Closure(room, date, date) for room, date in closed),
    )


def _sessions(problem: Problem, timetable: Timetable, calendar: Calendar) -> list[Session]:
    """What is held in the fifth week."""
    diary = Diary(problem, timetable, calendar)
    dates = [MISSED_FROM + dt.timedelta(days=day) for day in range(problem.grid.days)]
    return [Session(held.event, date) for date in dates for held in diary.held(date)]


def _index_times(
    problem: Problem, timetable: Timetable, calendar: Calendar, week: Sequence[Session]
) -> list[Times]:
    build, book, cancel = Times("index built"), Times("one booking added"), Times("one session cancelled")
    rng = random.Random(2)
    index = MakeupIndex(problem, timetable, calendar)
    for _ in range(ROUNDS):
        build.measure(lambda: MakeupIndex(problem, timetable, calendar))
    for session in rng.sample(list(week), 50):
        place = index.place_of(session)
        moved = Booking(session.event, place.date + dt.timedelta(weeks=1), place.start, place.room)
        cancel.measure(partial(index.cancel, session))
        book.measure(partial(index.book, moved))
    anew = MakeupIndex(problem, timetable, index.calendar)
    assert np.array_equal(index.busy, anew.busy)
    assert np.array_equal(index.begun, anew.begun)
    return [build, book, cancel]


def _query_times(index: MakeupIndex, week: Sequence[Session], options: argparse.Namespace) -> list[Times]:
    query, why_not = Times("query: all places ranked"), Times("why not, for all places")
    for session in random.Random(3).sample(list(week), options.queries):
        ranking, codes = find(index, session), refusals(index, session)
        assert len(ranking) == int((codes == 0).sum())
        _assert_prices(index, session)
        query.measure(partial(_ask, index, session))
        why_not.measure(partial(refusals, index, session))
    return [query, why_not]


def _ask(index: MakeupIndex, session: Session) -> list[Option]:
    return find(index, session).best(10)


def _assert_prices(index: MakeupIndex, session: Session) -> None:
    held = Diary(index.problem, index.timetable, index.calendar, [session])
    for option in find(index, session).best(2):
        assert reprice(held, session, option.place, MakeupWeights()) == option.price


def _together(index: MakeupIndex, week: Sequence[Session], seeds: int) -> list[str]:
    lines = []
    for name, some in _cases(index, week):
        for seed in range(1, seeds + 1):
            missed = random.Random(seed).sample(some, min(TOGETHER, len(some)))
            found = assign(_absent(index, name, some), missed, time_limit=TIME_LIMIT, seed=seed)
            lines.append(_line(name, seed, found))
            print(lines[-1], flush=True)
    return lines


def _cases(index: MakeupIndex, week: Sequence[Session]) -> list[tuple[str, list[Session]]]:
    problem = index.problem
    courses = [problem.courses[problem.events[session.event].course] for session in week]
    department = problem.groups[0].id[:3]
    of_department = [
        session
        for session, course in zip(week, courses, strict=True)
        if any(problem.groups[group].id.startswith(department) for group in course.groups)
    ]
    building = problem.rooms[0].building
    flooded = [
        session for session in week if problem.rooms[index.place_of(session).room].building == building
    ]
    return [("of the whole week", list(week)), ("of one department", of_department), ("flooded", flooded)]


def _absent(index: MakeupIndex, name: str, some: Sequence[Session]) -> MakeupIndex:
    """For the flood, the term in which the building's rooms are closed for that week."""
    if name != "flooded":
        return index
    rooms = {index.place_of(session).room for session in some}
    last = MISSED_FROM + dt.timedelta(days=6)
    closures = tuple(Closure(room, MISSED_FROM, last) for room in sorted(rooms))
    calendar = replace(index.calendar, closures=(*index.calendar.closures, *closures))
    return MakeupIndex(index.problem, index.timetable, calendar)


def _line(name: str, seed: int, found: Assignment) -> str:
    gap = "" if found.gap is None else f"{found.gap:.1%}"
    cells = [
        name,
        seed,
        f"{len(found.bookings)} of {len(found.sessions)}",
        found.status,
        found.cost,
        found.bound,
        gap,
        f"{found.seconds:.1f}",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure makeups.")
    parser.add_argument("--size", default="large")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
