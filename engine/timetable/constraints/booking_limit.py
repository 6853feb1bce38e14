"""A room is not booked too often a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.timetable.constraints.cycle import pattern_words
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import DAY_NAMES, Problem
from engine.timetable.timetable import Timetable


class BookingLimit:
    """A room holds at most its ``max_bookings`` events a day, in every week."""

    name = "booking-limit"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether some room's limit is below what a day could hold."""
        most = min(problem.grid.slots_per_day, len(problem.events))
        return any(room.max_bookings is not None and room.max_bookings < most for room in problem.rooms)

    def add(self, model: Model) -> None:
        """Post one sum per room with a limit, day and week pattern."""
        booked: defaultdict[tuple[int, int, int], list[Literal]] = defaultdict(list)
        for bundle, places in enumerate(model.places):
            patterns = model.layout.patterns_of[bundle].nonzero()[0].tolist()
            for (slot, room), var in places.items():
                if model.problem.rooms[room].max_bookings is not None:
                    for pattern in patterns:
                        booked[room, pattern, model.problem.grid.day(slot)].append(var)
        for (room, _, _), variables in booked.items():
            limit = model.problem.rooms[room].max_bookings
            if limit is not None and len(variables) > limit:
                model.cp.add(sum(variables) <= limit)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find days with too many events in a room."""
        words = pattern_words(problem)
        booked: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
        for event, place in timetable.placed():
            for week in words:
                if problem.weeks(event) >> week & 1:
                    booked[place.room, problem.grid.day(place.slot), week].append(event)
        for (index, day, week), events in sorted(booked.items()):
            room = problem.rooms[index]
            if room.max_bookings is not None and len(events) > room.max_bookings:
                yield Violation(
                    self.name,
                    tuple(events),
                    f"{room} holds {len(events)} events on {DAY_NAMES[day]}{words[week]}, "
                    f"at most {room.max_bookings} allowed",
                )

    def kernel(self, layout: Layout) -> Counter:
        """Counters of the events of each room, week pattern and day."""
        rooms, grid = layout.problem.rooms, layout.problem.grid
        limits = [NO_LIMIT if room.max_bookings is None else room.max_bookings for room in rooms]
        booked = np.zeros((len(rooms), len(layout.patterns), grid.days), np.int32)
        data = _Data(np.array(limits, np.int32), booked)
        return Counter(data, coupled_rooms=data.limit < NO_LIMIT)


NO_LIMIT = 1 << 30


class _Data(NamedTuple):
    limit: NDArray[np.int32]  # (rooms,)
    booked: NDArray[np.int32]  # (rooms, patterns, days)


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> int:
    """Change of the bookings above the limits."""
    limited0 = s0 >= 0 and data.limit[r0] < NO_LIMIT
    limited1 = s1 >= 0 and data.limit[r1] < NO_LIMIT
    if not limited0 and not limited1:
        return 0
    d0 = static.day[s0] if s0 >= 0 else -1
    d1 = static.day[s1] if s1 >= 0 else -1
    if d0 == d1 and r0 == r1:
        return 0
    bundle = static.bundle[event]
    change = 0
    for i in range(static.patterns_at[bundle], static.patterns_at[bundle + 1]):
        pattern = static.patterns[i]
        if limited0 and data.booked[r0, pattern, d0] > data.limit[r0]:
            change -= 1
        if limited1 and data.booked[r1, pattern, d1] >= data.limit[r1]:
            change += 1
    return change


# Left to LLVM to inline: as fast, and the kernel compiles in two thirds of the time.
@machine_code(_nrt=False)
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Count the move."""
    bundle = static.bundle[event]
    for i in range(static.patterns_at[bundle], static.patterns_at[bundle + 1]):
        pattern = static.patterns[i]
        if s0 >= 0 and data.limit[r0] < NO_LIMIT:
            data.booked[r0, pattern, static.day[s0]] -= 1
        if s1 >= 0 and data.limit[r1] < NO_LIMIT:
            data.booked[r1, pattern, static.day[s1]] += 1
