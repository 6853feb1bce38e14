"""Rooms of a generated college."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from random import Random

from engine.timetable.generate.departments import DEPARTMENTS, Department
from engine.timetable.generate.names import letters, numbered_id
from engine.timetable.generate.sizes import CollegeSize
from engine.timetable.generate.week import GRID
from engine.timetable.problem import Room

HALL_SEATS = (96, 120)
"""Seats of a hall: always enough for two class groups together."""

LARGE_SEATS = (45, 50)
SMALL_SEATS = (30, 38)
_ROOMS_PER_BUILDING = 9
_MOST_BUILDINGS = 20


def build_rooms(size: CollegeSize, rng: Random) -> tuple[Room, ...]:
    """Theory rooms, labs, workshops and virtual rooms, with maintenance.

    Of the rooms that can serve an event, two or more seat every class group it could have.
    """
    drafts = [
        *_theory_rooms(size, rng),
        *_practical_rooms("lab", size.labs, size, rng),
        *_practical_rooms("workshop", size.workshops, size, rng),
        *_virtual_rooms(size),
    ]
    return tuple(replace(room, id=numbered_id("R", index, len(drafts))) for index, room in enumerate(drafts))


def _buildings(size: CollegeSize) -> list[str]:
    count = min(_MOST_BUILDINGS, 2 + size.rooms // _ROOMS_PER_BUILDING)
    return [f"Block {letters(index)}" for index in range(count)]


def _theory_rooms(size: CollegeSize, rng: Random) -> Iterator[Room]:
    blocks = cycle(_buildings(size))
    halls = max(2, size.theory_rooms // 6)
    for number, building in zip(range(1, size.theory_rooms + 1), blocks, strict=False):
        is_hall = number <= halls
        label = f"Hall {number}" if is_hall else f"Room {number - halls}"
        seats = HALL_SEATS if is_hall else rng.choice((SMALL_SEATS, LARGE_SEATS, (50, 60)))
        yield Room(
            id="",
            capacity=rng.randint(*seats),
            name=f"{label} ({building})",
            kind="theory",
            features=frozenset({"projector"} if is_hall or rng.random() < 0.7 else ()),
            building=building,
            unavailable=_maintenance(rng) if rng.random() < 0.15 else frozenset(),
        )


def _practical_rooms(kind: str, count: int, size: CollegeSize, rng: Random) -> Iterator[Room]:
    """Deal the rooms to the departments that practise in this kind, in turn."""
    owners = [item for item in DEPARTMENTS[: size.departments] if item.practical_kind == kind]
    buildings = _buildings(size)
    dealt: Counter[str] = Counter()
    for owner in islice(cycle(owners), count):
        dealt[owner.feature] += 1
        home = buildings[DEPARTMENTS.index(_first_with(owner.feature)) % len(buildings)]
        number = dealt[owner.feature]
        # The first two always seat everybody; of the rest every other room is small.
        seats = LARGE_SEATS if number <= 2 or number % 2 else SMALL_SEATS
        yield Room(
            id="",
            capacity=rng.randint(*seats),
            name=f"{owner.room_label} {number} ({home})",
            kind=kind,
            features=frozenset({owner.feature, "projector"} if rng.random() < 0.4 else {owner.feature}),
            building=home,
            unavailable=_maintenance(rng),
        )


def _first_with(feature: str) -> Department:
    return next(item for item in DEPARTMENTS if item.feature == feature)


def _virtual_rooms(size: CollegeSize) -> Iterator[Room]:
    for number in range(1, size.virtual_rooms + 1):
        yield Room(id="", capacity=200, name=f"Online Room {number}", kind="virtual")


def _maintenance(rng: Random) -> frozenset[int]:
    """Two slots closed every week: mostly Monday's first, which practicals can hardly use."""
    day = 0 if rng.random() < 0.5 else rng.randrange(GRID.days)
    first = day * GRID.slots_per_day
    return frozenset({first, first + 1})
