"""The witness is judged by a referee of its own, slot by slot and week by week, sharing no code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Event, Group, Placement, Problem, Room, Teacher
from engine.timetable.timetable import Timetable

Check = Callable[[Problem, Timetable], Iterator[str]]

COLLEGES = [("small", seed) for seed in range(1, 9)] + [("demo", 1), ("demo", 2), ("demo", 3), ("large", 1)]


@cache
def college(size: str, seed: int) -> tuple[Problem, Timetable]:
    return generate_with_witness(size, seed=seed)


def cells(problem: Problem, event: Event, place: Placement) -> Iterator[tuple[int, int]]:
    """Week and slot of everything an event takes."""
    for week in range(problem.grid.weeks):
        if not event.weeks or event.weeks >> week & 1:
            for step in range(event.duration):
                yield week, place.slot + step


def meetings(problem: Problem, timetable: Timetable) -> Iterator[tuple[int, Event, Placement]]:
    for index, event in enumerate(problem.events):
        place = timetable[index]
        if place is not None:
            yield index, event, place


def people(problem: Problem, event: Event) -> list[Teacher | Group]:
    course = problem.courses[event.course]
    teachers = [problem.teachers[item] for item in course.teachers]
    return [*teachers, *(problem.groups[item] for item in course.groups)]


def missing(problem: Problem, timetable: Timetable) -> Iterator[str]:
    if len(timetable) != len(problem.events) or not timetable.is_complete:
        yield "not every event is placed"


def clashes(problem: Problem, timetable: Timetable) -> Iterator[str]:
    taken: Counter[tuple[str, int, int]] = Counter()
    for _, event, place in meetings(problem, timetable):
        who = [person.id for person in people(problem, event)]
        who += [problem.rooms[place.room].id, problem.courses[event.course].id]
        taken.update((name, *cell) for name in who for cell in cells(problem, event, place))
    yield from (f"{key} is taken {number} times" for key, number in taken.items() if number > 1)


def closed_slots(problem: Problem, timetable: Timetable) -> Iterator[str]:
    for index, event, place in meetings(problem, timetable):
        closed = set(problem.rooms[place.room].unavailable | problem.courses[event.course].unavailable)
        closed.update(*(person.unavailable for person in people(problem, event)))
        if closed & set(range(place.slot, place.slot + event.duration)):
            yield f"event {index} is held in a closed slot"


def crossed_breaks(problem: Problem, timetable: Timetable) -> Iterator[str]:
    for index, event, place in meetings(problem, timetable):
        day, first = divmod(place.slot, problem.grid.slots_per_day)
        starts = problem.grid.starts[first : first + event.duration]
        if day >= problem.grid.days or len(starts) < event.duration:
            yield f"event {index} runs past the end of the day"
        elif starts[-1] - starts[0] != problem.grid.slot_minutes * (event.duration - 1):
            yield f"event {index} crosses a break"


def wrong_rooms(problem: Problem, timetable: Timetable) -> Iterator[str]:
    for index, event, place in meetings(problem, timetable):
        room, course = problem.rooms[place.room], problem.courses[event.course]
        fits = room.kind == event.kind and event.features <= room.features
        allowed = place.room not in course.unsuitable_rooms
        if not fits or not allowed or room.capacity < course.students:
            yield f"event {index} is held in {room}"


def broken_order(problem: Problem, timetable: Timetable) -> Iterator[str]:
    for index, event, place in meetings(problem, timetable):
        for earlier in event.after:
            before = timetable[earlier]
            if before is None or before.slot + problem.events[earlier].duration > place.slot:
                yield f"event {index} starts before event {earlier} has ended"


def moved_pins(problem: Problem, timetable: Timetable) -> Iterator[str]:
    for index, event, place in meetings(problem, timetable):
        if event.pin_slot not in {None, place.slot} or event.pin_room not in {None, place.room}:
            yield f"event {index} is not where it is pinned"


def overloads(problem: Problem, timetable: Timetable) -> Iterator[str]:
    days: Counter[tuple[str, int, int]] = Counter()
    weeks: Counter[tuple[str, int]] = Counter()
    for _, event, place in meetings(problem, timetable):
        for person in people(problem, event):
            for week, slot in cells(problem, event, place):
                days[person.id, week, slot // problem.grid.slots_per_day] += 1
                weeks[person.id, week] += 1
    limits: dict[str, Teacher | Group] = {item.id: item for item in problem.teachers}
    limits |= {item.id: item for item in problem.groups}
    for (name, *_), load in days.items():
        if load > (limits[name].max_day or load):
            yield f"{name} has {load} slots on a day"
    for (name, _), load in weeks.items():
        if load > (limits[name].max_week or load):
            yield f"{name} has {load} slots in a week"


def overbooked_rooms(problem: Problem, timetable: Timetable) -> Iterator[str]:
    bookings: Counter[tuple[int, int, int]] = Counter()
    for _, event, place in meetings(problem, timetable):
        day = place.slot // problem.grid.slots_per_day
        bookings.update(
            (place.room, day, week) for week in {week for week, _ in cells(problem, event, place)}
        )
    for (room, _, _), number in bookings.items():
        limit = problem.rooms[room].max_bookings
        if limit is not None and number > limit:
            yield f"{problem.rooms[room]} has {number} events on a day"


CHECKS: list[Check] = [
    missing,
    clashes,
    closed_slots,
    crossed_breaks,
    wrong_rooms,
    broken_order,
    moved_pins,
    overloads,
    overbooked_rooms,
]


@pytest.mark.parametrize(("size", "seed"), COLLEGES)
@pytest.mark.parametrize("check", CHECKS)
def test_the_witness_breaks_no_hard_rule(check: Check, size: str, seed: int) -> None:
    problem, witness = college(size, seed)

    assert list(check(problem, witness)) == []


@pytest.mark.parametrize(
    "check", [clashes, closed_slots, crossed_breaks, wrong_rooms, broken_order, overloads]
)
def test_the_referee_sees_breaches_when_all_events_share_a_place(check: Check) -> None:
    problem, witness = college("small", 1)
    heap = Timetable.of([(1, 0)] * len(witness))

    assert list(check(problem, heap))


def test_the_referee_sees_overbooked_rooms() -> None:
    problem, witness = college("small", 1)
    rooms: tuple[Room, ...] = tuple(replace(room, max_bookings=0) for room in problem.rooms)

    assert list(overbooked_rooms(replace(problem, rooms=rooms), witness))


def test_the_referee_sees_moved_pins() -> None:
    problem, witness = college("demo", 1)
    shifted = Timetable.of([(place.slot + 1, place.room) for place in witness.placements if place])

    assert list(moved_pins(problem, shifted))
