"""The competition's four rules in one loop written by hand: what composing a kernel is measured against.

The same moves, the same acceptance and the same random numbers as the composed kernel, with every
rule's arithmetic inlined where it is needed and nothing that UD2 does not use: no durations, weeks,
domains of rooms, or events without a place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.moves import below, draw


class Fused(NamedTuple):
    """Arrays of the fused kernel; one bundle is one course."""

    per_day: int
    course: NDArray[np.int32]
    students: NDArray[np.int32]
    capacity: NDArray[np.int32]
    min_days: NDArray[np.int32]
    slots_at: NDArray[np.int32]
    slots: NDArray[np.int32]
    near_at: NDArray[np.int32]
    near: NDArray[np.int32]
    adjacent: NDArray[np.uint8]
    rows_at: NDArray[np.int32]
    rows: NDArray[np.int32]
    member: NDArray[np.uint8]
    times: NDArray[np.int32]
    events_at: NDArray[np.int32]
    isolated: NDArray[np.int32]
    slot: NDArray[np.int32]
    room: NDArray[np.int32]
    table: NDArray[np.int32]
    clash: NDArray[np.int16]
    mask: NDArray[np.int32]
    in_use: NDArray[np.int16]
    day_events: NDArray[np.int32]
    days_used: NDArray[np.int32]
    room_events: NDArray[np.int32]
    totals: NDArray[np.int64]
    random: NDArray[np.uint64]


def fuse(engine: Engine, slots: NDArray[np.int32], rooms: NDArray[np.int32], seed: int) -> Fused:
    """Arrays for a competition instance, loaded with a complete timetable."""
    layout, static = engine.layout, engine.static
    problem = layout.problem
    per_day = problem.grid.slots_per_day
    words = np.arange(1 << per_day)
    isolated = np.array([int(w & ~(w << 1) & ~(w >> 1)).bit_count() for w in words.tolist()], np.int32)
    weights = problem.weights.isolated_group * np.array([len(row.groups) for row in layout.rows], np.int32)
    fused = Fused(
        per_day=per_day,
        course=static.bundle,
        students=np.array([problem.courses[c].students for c in layout.course], np.int32),
        capacity=np.array([room.capacity for room in problem.rooms], np.int32),
        min_days=np.array([problem.courses[c].min_days for c in layout.course], np.int32),
        slots_at=static.slots_at,
        slots=static.slots,
        near_at=static.near_at,
        near=static.near,
        adjacent=static.adjacent,
        rows_at=static.rows_at,
        rows=static.rows,
        member=static.member,
        times=weights,
        events_at=np.concatenate([[0], np.cumsum([len(b) for b in layout.bundles])]).astype(np.int32),
        isolated=isolated,
        slot=np.full(len(slots), -1, np.int32),
        room=np.full(len(slots), -1, np.int32),
        table=np.full((len(problem.rooms), layout.num_slots), -1, np.int32),
        clash=engine.empty_clash.copy(),
        mask=np.zeros((len(layout.rows), problem.grid.days), np.int32),
        in_use=np.zeros((len(layout.rows), layout.num_slots), np.int16),
        day_events=np.zeros((layout.num_bundles, problem.grid.days), np.int32),
        days_used=np.zeros(layout.num_bundles, np.int32),
        room_events=np.zeros((layout.num_bundles, len(problem.rooms)), np.int32),
        totals=np.zeros(3, np.int64),
        random=np.array([seed], np.uint64),
    )
    for event, (slot, room) in enumerate(zip(slots.tolist(), rooms.tolist(), strict=True)):
        _move(fused, event, slot, room)
    return fused


@njit(inline="always")  # type: ignore[untyped-decorator]
def _shift(a: Any, event: int, slot: int, room: int, sign: int) -> None:
    course = a.course[event]
    day = slot // a.per_day
    bit = slot - day * a.per_day
    if sign > 0:
        a.table[room, slot] = event
    elif a.table[room, slot] == event:
        a.table[room, slot] = -1
    for i in range(a.near_at[course], a.near_at[course + 1]):
        a.clash[slot, a.near[i]] += sign
    for i in range(a.rows_at[course], a.rows_at[course + 1]):
        row = a.rows[i]
        a.in_use[row, slot] += sign
        if a.in_use[row, slot] > 0:
            a.mask[row, day] |= 1 << bit
        else:
            a.mask[row, day] &= ~(1 << bit)
    a.day_events[course, day] += sign
    if a.day_events[course, day] == (1 if sign > 0 else 0):
        a.days_used[course] += sign
    a.room_events[course, room] += sign


@njit(cache=True)  # type: ignore[untyped-decorator]
def _move(a: Any, event: int, slot: int, room: int) -> None:
    if a.slot[event] >= 0:
        _shift(a, event, a.slot[event], a.room[event], -1)
    _shift(a, event, slot, room, 1)
    a.slot[event] = slot
    a.room[event] = room


@njit(inline="always")  # type: ignore[untyped-decorator]
def _soft(a: Any, course: int, s0: int, r0: int, s1: int, r1: int, other: int) -> Any:
    delta = max(0, a.students[course] - a.capacity[r1]) - max(0, a.students[course] - a.capacity[r0])
    if r0 != r1:
        delta += (a.room_events[course, r1] == 0) - (a.room_events[course, r0] == 1)
    if s0 == s1:
        return np.int64(delta)
    d0 = s0 // a.per_day
    d1 = s1 // a.per_day
    if d0 != d1:
        change = (a.day_events[course, d1] == 0) - (a.day_events[course, d0] == 1)
        missing = a.min_days[course] - a.days_used[course]
        delta += 5 * (max(0, missing - change) - max(0, missing))
    out = ~(1 << (s0 - d0 * a.per_day))
    into = 1 << (s1 - d1 * a.per_day)
    for i in range(a.rows_at[course], a.rows_at[course + 1]):
        row = a.rows[i]
        if other >= 0 and a.member[other, row]:
            continue
        first = a.mask[row, d0]
        left = first & out if a.in_use[row, s0] == 1 else first
        if d0 == d1:
            delta += a.times[row] * (a.isolated[left | into] - a.isolated[first])
        else:
            second = a.mask[row, d1]
            change = a.isolated[left] - a.isolated[first] + a.isolated[second | into] - a.isolated[second]
            delta += a.times[row] * change
    return np.int64(delta)


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def anneal_fused(a: Any, proposals: int, limits: Any) -> Any:
    """Run proposals at one temperature; give the number accepted."""
    accepted = 0
    events = len(a.slot)
    rooms = len(a.capacity)
    for _ in range(proposals):
        dice = draw(a.random)
        event = below(dice, events)
        course = np.int64(a.course[event])
        s0 = np.int64(a.slot[event])
        r0 = np.int64(a.room[event])
        more = draw(a.random)
        if ((dice >> np.uint64(32)) & np.uint64(255)) < np.uint64(102):
            target = below(more, events)
            s1 = np.int64(a.slot[target])
            r1 = np.int64(a.room[target])
        else:
            first = a.slots_at[course]
            s1 = np.int64(a.slots[first + below(more, a.slots_at[course + 1] - first)])
            more >>= np.uint64(32)
            if ((dice >> np.uint64(40)) & np.uint64(255)) < np.uint64(153):
                first = a.events_at[course]
                r1 = np.int64(a.room[first + below(more, a.events_at[course + 1] - first)])
            else:
                r1 = below(more, rooms)
        if s0 == s1 and r0 == r1:
            continue
        limit = limits[(dice >> np.uint64(48)) & np.uint64(1023)]
        hard = np.int64(a.clash[s1, course]) - a.clash[s0, course] + (s0 != s1)
        swapped = np.int64(a.table[r1, s1])
        other = np.int64(-1)
        shared = np.int64(-1)
        if swapped >= 0:
            other = np.int64(a.course[swapped])
            if other == course:
                continue
            hard += np.int64(a.clash[s0, other]) - a.clash[s1, other] + (s0 != s1)
            if (hard - 2) * 100 > limit:
                continue
            if a.adjacent[course, other]:
                shared = other
                if s0 != s1:
                    hard -= 2
        if hard > 0 and hard * 100 > limit:
            continue
        soft = _soft(a, course, s0, r0, s1, r1, shared)
        if swapped >= 0:
            soft += _soft(a, other, s1, r1, s0, r0, course if shared >= 0 else -1)
        if hard * 100 + soft > limit:
            continue
        _shift(a, event, s0, r0, -1)
        _shift(a, event, s1, r1, 1)
        a.slot[event] = s1
        a.room[event] = r1
        if swapped >= 0:
            _shift(a, swapped, s1, r1, -1)
            _shift(a, swapped, s0, r0, 1)
            a.slot[swapped] = s0
            a.room[swapped] = r0
        accepted += 1
        a.totals[0] += hard
        a.totals[1] += soft
    return accepted
