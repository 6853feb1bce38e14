"""The kernel's books: who is where, who clashes, and which slots of a day are in use."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.codes import FREE, MAX_DISPLACED, UNPLACED
from engine.timetable.kernel.plugs import DURATIONS, PROFILES, ROOM_DOMAINS, WEEKS, recount

# Composed from here on: see kernel/compose.py.


@njit(inline="always")  # type: ignore[untyped-decorator]
def clashes(static: Any, state: Any, bundle: int, s0: int, slot: int) -> Any:
    """Events that clash with an event of the bundle now at s0 (or nowhere), were it at `slot`."""
    if slot < 0:
        return 0
    number = np.int64(state.clash[slot, bundle])
    if s0 >= 0:
        if DURATIONS:
            if abs(slot - s0) < static.duration[bundle]:
                number -= 1
        elif slot == s0:
            number -= 1
    return number


@njit(inline="always")  # type: ignore[untyped-decorator]
def occupants(static: Any, state: Any, event: int, bundle: int, slot: int, room: int, found: Any) -> int:
    """Collect the events in the way; -1 when the room is closed, or there are too many."""
    if not DURATIONS and not WEEKS:
        other = state.table[0, room, slot]
        found[0] = other
        return 0 if other == FREE else (1 if other >= 0 else -1)
    number = 0
    first = static.patterns_at[bundle]
    last = static.patterns_at[bundle + 1]
    for j in range(first, last):
        for t in range(slot, slot + static.duration[bundle]):
            other = state.table[static.patterns[j], room, t]
            if other in (FREE, event):
                continue
            if other < 0:
                return -1
            known = False
            for i in range(number):
                known |= found[i] == other
            if not known:
                if number == MAX_DISPLACED:
                    return -1
                found[number] = other
                number += 1
    return number


@njit(inline="always")  # type: ignore[untyped-decorator]
def can_take(static: Any, state: Any, event: int, other: int, slot: int, room: int) -> bool:
    """Whether `other` may go to a place, once `event` has left it."""
    bundle = static.bundle[other]
    if ROOM_DOMAINS and not static.room_ok[bundle, room]:
        return False
    if DURATIONS and not static.slot_ok[bundle, slot]:
        # Without this a long event could reach beyond the table; short ones are kept within their
        # domains by their clash counts alone.
        return False
    if DURATIONS or WEEKS:
        for j in range(static.patterns_at[bundle], static.patterns_at[bundle + 1]):
            for t in range(slot, slot + static.duration[bundle]):
                at = state.table[static.patterns[j], room, t]
                if at not in (FREE, event, other):
                    return False
    return True


@njit(inline="always")  # type: ignore[untyped-decorator]
def same_patterns(static: Any, bundle: int, other: int) -> bool:
    """Whether two bundles are held in the same weeks."""
    first = static.patterns_at[bundle]
    first_other = static.patterns_at[other]
    length = static.patterns_at[bundle + 1] - first
    if length != static.patterns_at[other + 1] - first_other:
        return False
    for j in range(length):  # noqa: SIM110 - Numba has no generator expressions
        if static.patterns[first + j] != static.patterns[first_other + j]:
            return False
    return True


@njit(inline="always")  # type: ignore[untyped-decorator]
def occupy(static: Any, state: Any, event: int, bundle: int, slot: int, room: int, sign: int) -> None:
    """Enter an event in, or strike it from, the table, the clash counts and the day words."""
    per_day = static.slots_per_day
    duration = static.duration[bundle] if DURATIONS else 1
    day = static.day[slot]
    first = static.patterns_at[bundle] if WEEKS else 0
    last = static.patterns_at[bundle + 1] if WEEKS else 1
    for j in range(first, last):
        pattern = static.patterns[j] if WEEKS else 0
        for t in range(slot, slot + duration):
            if sign > 0:
                state.table[pattern, room, t] = event
            elif state.table[pattern, room, t] == event:
                state.table[pattern, room, t] = FREE
    for i in range(static.near_at[bundle], static.near_at[bundle + 1]):
        near = static.near[i]
        if DURATIONS:
            start = max(slot - static.duration[near] + 1, day * per_day)
            for t in range(start, slot + duration):
                state.clash[t, near] += sign
        else:
            state.clash[slot, near] += sign
    if PROFILES:
        for i in range(static.rows_at[bundle], static.rows_at[bundle + 1]):
            row = static.rows[i]
            for j in range(first, last):
                pattern = static.patterns[j] if WEEKS else 0
                word = state.word[row, pattern, day]
                for t in range(slot, slot + duration):
                    number = state.in_use[row, pattern, t] + sign
                    state.in_use[row, pattern, t] = number
                    bit = t - day * per_day
                    word &= ~((1 << bit) | (1 << (32 + bit)))
                    if number >= 1:
                        word |= 1 << bit
                    if number >= 2:
                        word |= 1 << (32 + bit)
                state.word[row, pattern, day] = word


@njit(_nrt=False, error_model="numpy")  # type: ignore[untyped-decorator]
def relocate(static: Any, state: Any, rules: Any, event: int, s1: int, r1: int) -> None:
    """Move an event; slot -1 takes its place away."""
    bundle = static.bundle[event]
    s0 = state.slot[event]
    r0 = state.room[event]
    recount(rules, static, state, event, s0, r0, s1, r1)
    if s0 >= 0:
        occupy(static, state, event, bundle, s0, r0, -1)
    if s1 >= 0:
        occupy(static, state, event, bundle, s1, r1, 1)
    if s0 < 0 <= s1:
        last = state.unplaced[state.totals[UNPLACED] - 1]
        at = state.unplaced_at[event]
        state.unplaced[at] = last
        state.unplaced_at[last] = at
        state.totals[UNPLACED] -= 1
    elif s1 < 0 <= s0:
        at = state.totals[UNPLACED]
        state.unplaced[at] = event
        state.unplaced_at[event] = at
        state.totals[UNPLACED] += 1
    state.slot[event] = s1
    state.room[event] = r1
