"""What a move costs: rules' prices and breaches, from counters, without making the move."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.bits import LOW_MASK
from engine.timetable.kernel.plugs import (
    DAY_LIMITS,
    DURATIONS,
    PROFILES,
    ROOM_COSTS,
    SLOT_COSTS,
    TABLES,
    WEEKS,
    count_breach,
    count_cost,
    day_breach,
    day_cost,
)

# Composed from here on: see kernel/compose.py.


@njit(inline="always")  # type: ignore[untyped-decorator]
def without(word: int, bit: int) -> int:
    """A day word after one event leaves a slot."""
    if word >> (32 + bit) & 1:
        # Two or more were there; the caller's counters tell the kernel's update how many remain,
        # a price only needs that the slot stays in use.
        return word
    return word & ~(1 << bit)


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_words(word: int, leave: int, enter: int, duration: int) -> int:
    """A day word after an event has left a first slot of the day and entered another; -1 for none."""
    if leave >= 0:
        if DURATIONS:
            for bit in range(leave, leave + duration):
                word = without(word, bit)
        else:
            word = without(word, leave)
    if enter >= 0:
        if DURATIONS:
            word |= ((1 << duration) - 1) << enter
        else:
            word |= 1 << enter
    return word


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_price(static: Any, rules: Any, row: int, word: int) -> Any:
    """Price of one day of one row: looked up where days are short enough for tables."""
    if TABLES:
        return static.day_price[static.row_kind[row], np.uint64(word & LOW_MASK)]
    return day_cost(rules, row, word)


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_breaches(static: Any, rules: Any, row: int, word: int) -> Any:
    """Breaches in one day of one row."""
    if not DAY_LIMITS:
        return 0
    if TABLES:
        return static.day_breaches[static.row_kind[row], np.uint64(word & LOW_MASK)]
    return day_breach(rules, row, word)


@njit(inline="always")  # type: ignore[untyped-decorator]
def profile_delta(static: Any, state: Any, rules: Any, bundle: int, s0: int, s1: int, other: int) -> Any:
    """Change of (breaches, price) of the days that a move touches, but for rows shared with `other`."""
    hard = 0
    soft = 0
    per_day = static.slots_per_day
    d0 = np.int64(static.day[s0]) if s0 >= 0 else np.int64(-1)
    d1 = np.int64(static.day[s1]) if s1 >= 0 else np.int64(-1)
    leave = s0 - d0 * per_day
    enter = s1 - d1 * per_day
    duration = static.duration[bundle] if DURATIONS else 1
    first = static.patterns_at[bundle] if WEEKS else 0
    last = static.patterns_at[bundle + 1] if WEEKS else 1
    for i in range(static.rows_at[bundle], static.rows_at[bundle + 1]):
        row = static.rows[i]
        if other >= 0 and static.member[other, row]:
            continue
        for j in range(first, last):
            pattern = static.patterns[j] if WEEKS else 0
            weight = static.pattern_weight[pattern] if WEEKS else 1
            if d0 == d1:
                before = state.word[row, pattern, d0]
                after = day_words(before, leave, enter, duration)
                soft += weight * (
                    day_price(static, rules, row, after) - day_price(static, rules, row, before)
                )
                hard += day_breaches(static, rules, row, after) - day_breaches(static, rules, row, before)
                continue
            if d0 >= 0:
                before = state.word[row, pattern, d0]
                after = day_words(before, leave, -1, duration)
                soft += weight * (
                    day_price(static, rules, row, after) - day_price(static, rules, row, before)
                )
                hard += day_breaches(static, rules, row, after) - day_breaches(static, rules, row, before)
            if d1 >= 0:
                before = state.word[row, pattern, d1]
                after = day_words(before, -1, enter, duration)
                soft += weight * (
                    day_price(static, rules, row, after) - day_price(static, rules, row, before)
                )
                hard += day_breaches(static, rules, row, after) - day_breaches(static, rules, row, before)
    return hard, soft


@njit(inline="always")  # type: ignore[untyped-decorator]
def price_delta(static: Any, bundle: int, s0: int, r0: int, s1: int, r1: int) -> int:
    """Change of the prices of slots and rooms."""
    delta = 0
    if SLOT_COSTS:
        if s1 >= 0:
            delta += static.slot_price[bundle, s1]
        if s0 >= 0:
            delta -= static.slot_price[bundle, s0]
    if ROOM_COSTS:
        if s1 >= 0:
            delta += static.room_price[bundle, r1]
        if s0 >= 0:
            delta -= static.room_price[bundle, r0]
    return delta


@njit(_nrt=False, error_model="numpy")  # type: ignore[untyped-decorator]
def soft_delta(
    static: Any,
    state: Any,
    rules: Any,
    event: int,
    bundle: int,
    s0: int,
    r0: int,
    s1: int,
    r1: int,
    shared: int,
) -> Any:
    """Change of (breaches but for clashes, price) when one event moves.

    Rows that the event shares with the bundle `shared` are left out: another event of that bundle
    takes its slots.
    """
    soft = np.int64(price_delta(static, bundle, s0, r0, s1, r1))
    soft += count_cost(rules, static, state, event, s0, r0, s1, r1)
    hard = np.int64(count_breach(rules, static, state, event, s0, r0, s1, r1))
    if PROFILES and s0 != s1:
        breaches, price = profile_delta(static, state, rules, bundle, s0, s1, shared)
        hard += breaches
        soft += price
    return hard, soft


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def tabulate(rules: Any, examples: Any, prices: Any, breaches: Any) -> None:
    """Fill tables of day prices and breaches, of shape (kinds, 2**slots_per_day).

    ``examples`` names one row of each kind.
    """
    for kind in range(len(examples)):
        for word in range(prices.shape[1]):
            prices[kind, word] = day_cost(rules, examples[kind], word)
            breaches[kind, word] = day_breach(rules, examples[kind], word)
