"""What the annealing loop proposes: who moves, where to, and what several moves have to do with each other.

Part of the loop's text: see ``kernel/loop.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.books import clashes, same_patterns
from engine.timetable.kernel.codes import BREACHING, CLASHING, HARD, UNPLACED
from engine.timetable.kernel.plugs import COUPLED, DURATIONS, ROOM_COUPLED, ROOM_DOMAINS, WEEKS

# Composed from here on: see kernel/compose.py.


@njit(inline="always")  # type: ignore[untyped-decorator]
def draw(state: Any) -> Any:
    """Next 64 random bits (splitmix64)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(inline="always")  # type: ignore[untyped-decorator]
def below(bits: Any, bound: int) -> Any:
    """A number from 0 to bound - 1 out of the low 32 random bits."""
    return np.int64(((bits & np.uint64(0xFFFFFFFF)) * np.uint64(bound)) >> np.uint64(32))


@njit(inline="always")  # type: ignore[untyped-decorator]
def has_place(static: Any, bundle: int) -> Any:
    """Whether any slot and any room are open to a bundle."""
    return (
        static.slots_at[bundle] < static.slots_at[bundle + 1]
        and static.rooms_at[bundle] < static.rooms_at[bundle + 1]
    )


@njit(inline="always")  # type: ignore[untyped-decorator]
def choose_event(static: Any, state: Any, dice: Any, mending: bool) -> Any:
    """Who moves: any event, but often one without a place, and if mending one in a breach.

    Bits 0-31 choose the event, 58-63 among whom.
    """
    among = dice >> np.uint64(58)
    if state.totals[HARD] > 0 and among < np.uint64(32):
        if among < np.uint64(16):
            if state.totals[UNPLACED] > 0:
                event = np.int64(state.unplaced[below(dice, state.totals[UNPLACED])])
                if has_place(static, static.bundle[event]):
                    return event
        elif mending and state.totals[BREACHING] > 0:
            return np.int64(state.breaching[below(dice, state.totals[BREACHING])])
    return np.int64(static.movable[below(dice, len(static.movable))])


@njit(inline="always")  # type: ignore[untyped-decorator]
def choose_room(static: Any, state: Any, bundle: int, bits: Any, as_sibling: bool) -> Any:
    """A room for an event: one that its course uses already, if wanted and fit, or any."""
    if as_sibling:
        course = static.course[bundle]
        first = static.siblings_at[course]
        sibling = static.siblings[first + below(bits, static.siblings_at[course + 1] - first)]
        room = np.int64(state.room[sibling])
        if room >= 0 and (not ROOM_DOMAINS or static.room_ok[bundle, room]):
            return room
    first = static.rooms_at[bundle]
    return np.int64(static.rooms[first + below(bits, static.rooms_at[bundle + 1] - first)])


@njit(inline="always")  # type: ignore[untyped-decorator]
def choose_place(static: Any, state: Any, bundle: int, dice: Any, swap_below: Any, sibling_below: Any) -> Any:
    """A place to move to: another event's, or a free choice; slot -1 where it is not open.

    Bits 32-39 of the dice choose between the two, 40-47 how a room is chosen.
    """
    more = draw(state.random)
    if ((dice >> np.uint64(32)) & np.uint64(255)) < swap_below:
        target = static.movable[below(more, len(static.movable))]
        slot = np.int64(state.slot[target])
        room = np.int64(state.room[target])
        if slot < 0 or (ROOM_DOMAINS and not static.room_ok[bundle, room]):
            return np.int64(-1), room
        if DURATIONS and not static.slot_ok[bundle, slot]:
            return np.int64(-1), room
        return slot, room
    first = static.slots_at[bundle]
    slot = np.int64(static.slots[first + below(more, static.slots_at[bundle + 1] - first)])
    as_sibling = ((dice >> np.uint64(40)) & np.uint64(255)) < sibling_below
    return slot, choose_room(static, state, bundle, more >> np.uint64(32), as_sibling)


@njit(inline="always")  # type: ignore[untyped-decorator]
def any_fixed(static: Any, found: Any, number: int) -> bool:
    """Whether any of the first events found has one place only."""
    for i in range(number):  # noqa: SIM110 - Numba has no generator expressions
        if static.fixed[found[i]]:
            return True
    return False


@njit(inline="always")  # type: ignore[untyped-decorator]
def overlap_when_swapped(static: Any, state: Any, event: int, other: int, s1: int, r1: int) -> Any:
    """Whether two events, shifted along one room by less than their length, would overlap."""
    if not DURATIONS:
        return False
    s0 = np.int64(state.slot[event])
    return (
        np.int64(state.room[event]) == r1
        and s0 < s1 + static.duration[static.bundle[event]]
        and s1 < s0 + static.duration[static.bundle[other]]
    )


@njit(inline="always")  # type: ignore[untyped-decorator]
def breaches_elsewhere(static: Any, state: Any, other: int, s1: int, s0: int) -> Any:
    """Change of clashes when an event goes from around slot s1 to slot s0."""
    its_bundle = np.int64(static.bundle[other])
    its_slot = np.int64(state.slot[other]) if DURATIONS else s1
    return clashes(static, state, its_bundle, its_slot, s0) - clashes(
        static, state, its_bundle, its_slot, its_slot
    )


@njit(inline="always")  # type: ignore[untyped-decorator]
def meet(static: Any, state: Any, event: int, other: int, s1: int, r1: int, hard: int) -> Any:
    """What two events that change places have to do with each other.

    Returns
    -------
    tuple
        The change of breaches without their clash with each other; the bundle of the other, if
        what they share keeps its slots, or -1; and whether they can be priced one at a time.
    """
    bundle = np.int64(static.bundle[event])
    other_bundle = np.int64(static.bundle[other])
    s0 = np.int64(state.slot[event])
    exact = True
    shared = np.int64(-1)
    adjacent = static.adjacent[bundle, other_bundle]
    if ROOM_COUPLED and (static.limited[np.int64(state.room[event])] or static.limited[r1]):
        exact = False
    if DURATIONS and (
        np.int64(state.slot[other]) != s1 or static.duration[bundle] != static.duration[other_bundle]
    ):
        exact = False
    if adjacent:
        if COUPLED or static.course[bundle] == static.course[other_bundle]:
            exact = False
        if WEEKS and not same_patterns(static, bundle, other_bundle):
            exact = False
        shared = other_bundle
        apart = abs(s1 - s0) >= static.duration[bundle] if DURATIONS else s0 != s1
        if adjacent == CLASHING and apart:
            hard -= 2
    return hard, shared, exact


@njit(inline="always")  # type: ignore[untyped-decorator]
def plan_exchange(state: Any, event: int, other: int, s0: int, r0: int, s1: int, r1: int) -> int:
    """Plan that two events change places; the number of moves."""
    state.moving[0] = event
    state.to_slot[0] = s1
    state.to_room[0] = r1
    state.moving[1] = other
    state.to_slot[1] = s0
    state.to_room[1] = r0
    return 2


@njit(inline="always")  # type: ignore[untyped-decorator]
def plan_displacement(state: Any, event: int, in_way: int, s1: int, r1: int) -> int:
    """Plan that an event takes the place of those found there; the number of moves."""
    for i in range(in_way):
        state.moving[i] = state.found[i]
        state.to_slot[i] = -1
        state.to_room[i] = -1
    state.moving[in_way] = event
    state.to_slot[in_way] = s1
    state.to_room[in_way] = r1
    return in_way + 1
