"""What is fixed only after the hidden timetable is known, so that it cannot contradict it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from engine.timetable.generate.diary import Diary
from engine.timetable.generate.week import GRID, afternoon, mask_of, morning
from engine.timetable.problem import Event, Placement, Room, Teacher

_PINNED_SHARE = 0.015


def pin_some(events: Sequence[Event], placements: Sequence[Placement], rng: Random) -> tuple[Event, ...]:
    """Pin a few events to where they are: all of these to the slot, half also to the room."""
    pinned = set(rng.sample(range(len(events)), max(1, round(_PINNED_SHARE * len(events)))))
    return tuple(
        _pin(event, place, with_room=rng.random() < 0.5) if index in pinned else event
        for index, (event, place) in enumerate(zip(events, placements, strict=True))
    )


def limit_some_bookings(
    rooms: Sequence[Room], events: Sequence[Event], placements: Sequence[Placement], rng: Random
) -> tuple[Room, ...]:
    """Allow a few rooms no more events a day than they have on their busiest one."""
    limited = set(rng.sample(range(len(rooms)), max(1, len(rooms) // 12)))
    busiest = _busiest_days(events, placements)
    return tuple(
        replace(room, max_bookings=max(1, busiest[index])) if index in limited else room
        for index, room in enumerate(rooms)
    )


def excuse_some(teachers: Sequence[Teacher], diaries: Sequence[Diary], rng: Random) -> tuple[Teacher, ...]:
    """Close a half day for some trainers who are free then, as for a standing meeting."""
    return tuple(
        _excuse(teacher, diary, rng) if rng.random() < 0.1 else teacher
        for teacher, diary in zip(teachers, diaries, strict=True)
    )


def _pin(event: Event, place: Placement, *, with_room: bool) -> Event:
    return replace(event, pin_slot=place.slot, pin_room=place.room if with_room else None)


def _busiest_days(events: Sequence[Event], placements: Sequence[Placement]) -> Counter[int]:
    """Most events that each room has on one day of one week."""
    bookings = Counter(
        (place.room, GRID.day(place.slot), week)
        for event, place in zip(events, placements, strict=True)
        for week in range(GRID.weeks)
        if (event.weeks or GRID.all_weeks) >> week & 1
    )
    busiest: Counter[int] = Counter()
    for (room, _, _), number in bookings.items():
        busiest[room] = max(busiest[room], number)
    return busiest


def _excuse(teacher: Teacher, diary: Diary, rng: Random) -> Teacher:
    halves = [half(day) for day in range(GRID.days) for half in (morning, afternoon)]
    idle = [half for half in halves if not mask_of(half) & diary.ever_busy]
    if not idle:
        return teacher
    return replace(teacher, unavailable=teacher.unavailable | frozenset(rng.choice(idle)))
