"""The annealing loop: propose a move, price it from counters, take it or leave it.

Only moves within the rules' domains are proposed and a room never holds two events at once; what
remains to be avoided costs a *hard weight* each: events that clash (they share a teacher, a group
or the course), breaches of hard rules with counters, and events without a place.

Moves: an event goes to a free place; two events change places; or an event without a place is put
somewhere and those in its way lose theirs. Two events that change places exactly (same length,
same weeks) are priced without touching the state: what they share keeps its slots. All other
moves of several events are made, priced on the way, and undone when refused.

The text of this module is compiled behind the plugs of a rule set: see ``kernel/compose.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.bits import LOW_MASK
from engine.timetable.kernel.plugs import (
    COUPLED,
    DAY_LIMITS,
    DURATIONS,
    PROFILES,
    ROOM_COSTS,
    ROOM_COUPLED,
    ROOM_DOMAINS,
    SLOT_COSTS,
    TABLES,
    WEEKS,
    count_breach,
    count_cost,
    day_breach,
    day_cost,
    recount,
)

HARD, SOFT, UNPLACED, BEST_HARD, BEST_SOFT = range(5)
FREE = -1
CLASHING = 2
MAX_DISPLACED = 3
LIMITS = 1024


@njit(inline="always")  # type: ignore[untyped-decorator]
def draw(state: Any) -> Any:
    """Next 64 random bits (splitmix64)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(inline="always")  # type: ignore[untyped-decorator]
def below(bits: Any, bound: int) -> int:
    """A number from 0 to bound - 1 out of the low 32 random bits."""
    return np.int64(((bits & np.uint64(0xFFFFFFFF)) * np.uint64(bound)) >> np.uint64(32))


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
def day_price(static: Any, rules: Any, row: int, word: int) -> int:
    """Price of one day of one row: looked up where days are short enough for tables."""
    if TABLES:
        return static.day_price[static.row_kind[row], np.uint64(word & LOW_MASK)]
    return day_cost(rules, row, word)


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_breaches(static: Any, rules: Any, row: int, word: int) -> int:
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
def clashes(static: Any, state: Any, bundle: int, s0: int, slot: int) -> int:
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
                    number = state.count[row, pattern, t] + sign
                    state.count[row, pattern, t] = number
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


@njit(inline="always")  # type: ignore[untyped-decorator]
def keep_best(state: Any) -> None:
    """Copy the current timetable as the best."""
    for i in range(len(state.slot)):
        state.best_slot[i] = state.slot[i]
        state.best_room[i] = state.room[i]


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def attempt(
    static: Any, state: Any, rules: Any, moving: Any, to_slot: Any, to_room: Any, moves: int, most: int, weight: int
) -> Any:
    """Make several moves one after the other, pricing each, and undo them if they cost too much.

    Returns
    -------
    tuple
        Whether the moves stand, and the change of breaches and of price.
    """
    from_slot, from_room = state.from_slot, state.from_room
    hard = np.int64(0)
    soft = np.int64(0)
    for i in range(moves):
        event = moving[i]
        bundle = np.int64(static.bundle[event])
        s0 = np.int64(state.slot[event])
        r0 = np.int64(state.room[event])
        from_slot[i] = s0
        from_room[i] = r0
        hard += clashes(static, state, bundle, s0, to_slot[i]) - clashes(static, state, bundle, s0, s0)
        hard += static.duration[bundle] * ((1 if s0 >= 0 else 0) - (1 if to_slot[i] >= 0 else 0))
        breaches, price = soft_delta(
            static, state, rules, event, bundle, s0, r0, to_slot[i], to_room[i], np.int64(-1)
        )
        hard += breaches
        soft += price
        relocate(static, state, rules, event, to_slot[i], to_room[i])
    if hard * weight + soft <= most:
        return True, hard, soft
    for i in range(moves - 1, -1, -1):
        relocate(static, state, rules, moving[i], from_slot[i], from_room[i])
    return False, np.int64(0), np.int64(0)


@njit(inline="always")  # type: ignore[untyped-decorator]
def same_patterns(static: Any, bundle: int, other: int) -> bool:
    """Whether two bundles are held in the same weeks."""
    first = static.patterns_at[bundle]
    first_other = static.patterns_at[other]
    length = static.patterns_at[bundle + 1] - first
    if length != static.patterns_at[other + 1] - first_other:
        return False
    for j in range(length):
        if static.patterns[first + j] != static.patterns[first_other + j]:
            return False
    return True


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def anneal(
    static: Any,
    state: Any,
    rules: Any,
    proposals: int,
    limits: Any,
    hard_weight: int,
    swap_share: float,
    sibling_share: float,
) -> int:
    """Run some proposals at one temperature.

    Parameters
    ----------
    static, state, rules
        Arrays of the kernel, and the data of the composed rules.
    proposals
        How many moves to propose.
    limits
        The largest increase to accept, of shape (1024,): quantiles of an exponential distribution
        with the temperature as its mean.
    hard_weight
        Price of one breach.
    swap_share, sibling_share
        Share of proposals that aim at another event's place; share of the others that look for a
        room among those of the same course.

    Returns
    -------
    int
        Moves accepted.
    """
    moving, to_slot, to_room, found = state.moving, state.to_slot, state.to_room, state.found
    swap_below = np.uint64(swap_share * 256)
    sibling_below = np.uint64(sibling_share * 256)
    number_movable = len(static.movable)
    at_best = False
    accepted = 0
    for _ in range(proposals):
        dice = draw(state.random)
        # Who moves, and where to: bits 0-31 choose the event, 32-39 the kind of move, 40-47 how
        # the room is chosen, 48-57 the largest increase accepted, 58-63 whether to place one more.
        if state.totals[UNPLACED] > 0 and (dice >> np.uint64(58)) < np.uint64(16):
            event = np.int64(state.unplaced[below(dice, state.totals[UNPLACED])])
        else:
            event = np.int64(static.movable[below(dice, number_movable)])
        bundle = np.int64(static.bundle[event])
        s0 = np.int64(state.slot[event])
        r0 = np.int64(state.room[event])
        more = draw(state.random)
        if ((dice >> np.uint64(32)) & np.uint64(255)) < swap_below:
            target = static.movable[below(more, number_movable)]
            s1 = np.int64(state.slot[target])
            r1 = np.int64(state.room[target])
            if s1 < 0 or (ROOM_DOMAINS and not static.room_ok[bundle, r1]):
                continue
            if DURATIONS and not static.slot_ok[bundle, s1]:
                continue
        else:
            first = static.slots_at[bundle]
            s1 = np.int64(static.slots[first + below(more, static.slots_at[bundle + 1] - first)])
            more >>= np.uint64(32)
            r1 = np.int64(-1)
            if ((dice >> np.uint64(40)) & np.uint64(255)) < sibling_below:
                course = static.course[bundle]
                first = static.siblings_at[course]
                sibling = static.siblings[first + below(more, static.siblings_at[course + 1] - first)]
                r1 = np.int64(state.room[sibling])
                if ROOM_DOMAINS and r1 >= 0 and not static.room_ok[bundle, r1]:
                    r1 = np.int64(-1)
            if r1 < 0:
                first = static.rooms_at[bundle]
                r1 = np.int64(static.rooms[first + below(more, static.rooms_at[bundle + 1] - first)])
        if s1 == s0 and r1 == r0:
            continue
        limit = np.int64(limits[(dice >> np.uint64(48)) & np.uint64(LIMITS - 1)])

        # The clashes at the new place alone refuse most proposals.
        hard = clashes(static, state, bundle, s0, s1) - clashes(static, state, bundle, s0, s0)
        in_way = occupants(static, state, event, bundle, s1, r1, found)
        if in_way < 0:
            continue
        exact = True
        other = np.int64(-1)
        other_bundle = np.int64(-1)
        shared = np.int64(-1)
        moves = 0
        if in_way == 0:
            if s0 < 0:
                hard -= static.duration[bundle]
        elif s0 >= 0:
            other = found[0]
            if in_way > 1 or not can_take(static, state, event, other, s0, r0):
                continue
            other_bundle = np.int64(static.bundle[other])
            if other_bundle == bundle:
                continue
            if DURATIONS and r0 == r1:
                if s0 < s1 + static.duration[bundle] and s1 < s0 + static.duration[other_bundle]:
                    # Shifted along one room by less than their length, they would overlap.
                    continue
            # As if the two did not clash with each other, which is never too high by more than 2.
            its_slot = np.int64(state.slot[other]) if DURATIONS else s1
            hard += clashes(static, state, other_bundle, its_slot, s0)
            hard -= clashes(static, state, other_bundle, its_slot, its_slot)
            if (hard - 2) * hard_weight > limit:
                continue
            adjacent = static.adjacent[bundle, other_bundle]
            if ROOM_COUPLED and (static.limited[r0] or static.limited[r1]):
                exact = False
            if DURATIONS:
                if its_slot != s1 or static.duration[bundle] != static.duration[other_bundle]:
                    exact = False
            if adjacent:
                if COUPLED or static.course[bundle] == static.course[other_bundle]:
                    exact = False
                if WEEKS and not same_patterns(static, bundle, other_bundle):
                    exact = False
                shared = other_bundle
                if adjacent == CLASHING and s0 != s1:
                    if not DURATIONS or abs(s1 - s0) >= static.duration[bundle]:
                        hard -= 2
            if not exact:
                moves = 2
                moving[0] = event
                to_slot[0] = s1
                to_room[0] = r1
                moving[1] = other
                to_slot[1] = s0
                to_room[1] = r0
        else:
            exact = False
            for i in range(in_way):
                moving[i] = found[i]
                to_slot[i] = -1
                to_room[i] = -1
            moving[in_way] = event
            to_slot[in_way] = s1
            to_room[in_way] = r1
            moves = in_way + 1

        if exact:
            if hard > 0 and hard * hard_weight > limit:
                continue
            breaches, soft = soft_delta(static, state, rules, event, bundle, s0, r0, s1, r1, shared)
            hard += breaches
            if other >= 0:
                if shared >= 0:
                    shared = bundle
                breaches, price = soft_delta(
                    static, state, rules, other, other_bundle, s1, r1, s0, r0, shared
                )
                hard += breaches
                soft += price
            if hard * hard_weight + soft > limit:
                continue
            if at_best and (hard > 0 or (hard == 0 and soft > 0)):
                # The best so far is about to be left: keep it. Doing so only now, not at each
                # improvement, copies once where a descent would have copied at every step.
                keep_best(state)
                at_best = False
            relocate(static, state, rules, event, s1, r1)
            if other >= 0:
                relocate(static, state, rules, other, s0, r0)
        else:
            if at_best:
                keep_best(state)
                at_best = False
            stands, hard, soft = attempt(
                static, state, rules, moving, to_slot, to_room, moves, limit, hard_weight
            )
            if not stands:
                continue
        accepted += 1
        state.totals[HARD] += hard
        state.totals[SOFT] += soft
        if state.totals[HARD] < state.totals[BEST_HARD] or (
            state.totals[HARD] == state.totals[BEST_HARD] and state.totals[SOFT] < state.totals[BEST_SOFT]
        ):
            state.totals[BEST_HARD] = state.totals[HARD]
            state.totals[BEST_SOFT] = state.totals[SOFT]
            at_best = True
    if at_best:
        keep_best(state)
    return accepted


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def tabulate(rules: Any, examples: Any, prices: Any, breaches: Any) -> None:
    """Fill tables of day prices and breaches, of shape (kinds, 2**slots_per_day).

    ``examples`` names one row of each kind.
    """
    for kind in range(len(examples)):
        for word in range(prices.shape[1]):
            prices[kind, word] = day_cost(rules, examples[kind], word)
            breaches[kind, word] = day_breach(rules, examples[kind], word)


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def load(static: Any, state: Any, rules: Any, slots: Any, rooms: Any) -> None:
    """Bring the state to given placements, and its totals with it.

    Events whose place is taken, closed or outside their domain lose it (slot -1).
    """
    found = state.found
    for phase in range(2):
        for event in range(len(slots)):
            s0 = np.int64(state.slot[event])
            r0 = np.int64(state.room[event])
            s1 = np.int64(slots[event])
            r1 = np.int64(rooms[event])
            if s0 == s1 and r0 == r1:
                continue
            bundle = np.int64(static.bundle[event])
            if phase == 0:
                s1 = np.int64(-1)
            elif (
                s1 < 0
                or not static.slot_ok[bundle, s1]
                or not static.room_ok[bundle, r1]
                or occupants(static, state, event, bundle, s1, r1, found) != 0
            ):
                continue
            if s1 < 0:
                r1 = np.int64(-1)
            if s0 < 0 and s1 < 0:
                continue
            hard = clashes(static, state, bundle, s0, s1) - clashes(static, state, bundle, s0, s0)
            hard += static.duration[bundle] * ((1 if s0 >= 0 else 0) - (1 if s1 >= 0 else 0))
            breaches, soft = soft_delta(
                static, state, rules, event, bundle, s0, r0, s1, r1, np.int64(-1)
            )
            hard += breaches
            relocate(static, state, rules, event, s1, r1)
            state.totals[HARD] += hard
            state.totals[SOFT] += soft
