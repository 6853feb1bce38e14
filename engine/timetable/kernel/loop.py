"""The annealing loop: propose a move, price it from counters, take it or leave it.

Only moves within the rules' domains are proposed and a room never holds two events at once; what
remains to be avoided costs a *hard weight* each: events that clash (they share a teacher, a group
or the course), breaches of hard rules with counters, and events without a place.

Moves: an event goes to a free place; two events change places; or an event without a place is put
somewhere and those in its way lose theirs. Two events that change places exactly (same length,
same weeks) are priced without touching the state: what they share keeps its slots. All other
moves of several events are made, priced on the way, and undone when refused.

This module's text, with those of ``books``, ``prices`` and ``moves``, is compiled behind the plugs of a rule
set: see ``kernel/compose.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.books import can_take, clashes, occupants, relocate
from engine.timetable.kernel.codes import (
    BEST_HARD,
    BEST_SOFT,
    BREACHING,
    CLOSED,
    FREE,
    HARD,
    LIMITS,
    SINCE,
    SOFT,
)
from engine.timetable.kernel.moves import (
    any_fixed,
    breaches_elsewhere,
    choose_event,
    choose_place,
    draw,
    meet,
    overlap_when_swapped,
    plan_displacement,
    plan_exchange,
)
from engine.timetable.kernel.prices import soft_delta

# Composed from here on: see kernel/compose.py.

STALE = 8
"""Proposals for each event after which the events in breaches are looked up again."""


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def list_breaching(static: Any, state: Any, rules: Any) -> None:
    """List the events that would leave a breach behind by losing their place."""
    number = 0
    for i in range(len(static.movable)):
        event = np.int64(static.movable[i])
        bundle = np.int64(static.bundle[event])
        slot = np.int64(state.slot[event])
        if slot < 0:
            continue
        room = np.int64(state.room[event])
        hard = -clashes(static, state, bundle, slot, slot)
        if hard == 0:
            hard, _ = soft_delta(
                static, state, rules, event, bundle, slot, room, np.int64(-1), np.int64(-1), np.int64(-1)
            )
        if hard < 0:
            state.breaching[number] = event
            number += 1
    state.totals[BREACHING] = number
    state.totals[SINCE] = 0


@njit(inline="always")  # type: ignore[untyped-decorator]
def is_better(state: Any) -> Any:
    """Whether the current timetable is better than the best."""
    return state.totals[HARD] < state.totals[BEST_HARD] or (
        state.totals[HARD] == state.totals[BEST_HARD] and state.totals[SOFT] < state.totals[BEST_SOFT]
    )


@njit(inline="always")  # type: ignore[untyped-decorator]
def keep_best(state: Any) -> None:
    """Copy the current timetable as the best."""
    for i in range(len(state.slot)):
        state.best_slot[i] = state.slot[i]
        state.best_room[i] = state.room[i]


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def attempt(
    static: Any,
    state: Any,
    rules: Any,
    moves: int,
    most: int,
    weight: int,
) -> Any:
    """Make the moves planned one after the other, pricing each, and undo them if they cost too much.

    Returns
    -------
    tuple
        Whether the moves stand, and the change of breaches and of price.
    """
    moving, to_slot, to_room = state.moving, state.to_slot, state.to_room
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
def price_exactly(
    static: Any,
    state: Any,
    rules: Any,
    event: int,
    other: int,
    s0: int,
    r0: int,
    s1: int,
    r1: int,
    shared: int,
) -> Any:
    """Change of breaches of rules and of price for a move, or two events that change places."""
    bundle = np.int64(static.bundle[event])
    breaches, soft = soft_delta(static, state, rules, event, bundle, s0, r0, s1, r1, shared)
    if other >= 0:
        other_bundle = np.int64(static.bundle[other])
        keeps = bundle if shared >= 0 else np.int64(-1)
        more, price = soft_delta(static, state, rules, other, other_bundle, s1, r1, s0, r0, keeps)
        breaches += more
        soft += price
    return breaches, soft


@njit(inline="always")  # type: ignore[untyped-decorator]
def count_best(state: Any) -> None:
    """Note the current timetable's breaches and cost as the best."""
    state.totals[BEST_HARD] = state.totals[HARD]
    state.totals[BEST_SOFT] = state.totals[SOFT]


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def anneal(
    static: Any,
    state: Any,
    rules: Any,
    proposals: int,
    limits: Any,
    hard_weight: int,
    mending: bool,
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
    mending
        Whether events in a breach move more often than others. It finds a first timetable sooner;
        where breaches come and go it takes proposals from the rest.
    swap_share, sibling_share
        Share of proposals that aim at another event's place; share of the others that look for a
        room among those of the same course.

    Returns
    -------
    int
        Moves accepted.
    """
    found = state.found
    swap_below = np.uint64(swap_share * 256)
    sibling_below = np.uint64(sibling_share * 256)
    at_best = False
    accepted = 0
    if len(static.movable) == 0:
        return 0
    if mending and state.totals[HARD] > 0 and state.totals[SINCE] >= STALE * len(static.movable):
        list_breaching(static, state, rules)
    state.totals[SINCE] += proposals
    for _ in range(proposals):
        dice = draw(state.random)
        # Bits 32-47 choose the kind of move and of room, 48-57 the largest increase accepted.
        event = choose_event(static, state, dice, mending)
        bundle = np.int64(static.bundle[event])
        s0 = np.int64(state.slot[event])
        r0 = np.int64(state.room[event])
        s1, r1 = choose_place(static, state, bundle, dice, swap_below, sibling_below)
        if s1 < 0 or (s1 == s0 and r1 == r0):
            continue
        limit = np.int64(limits[(dice >> np.uint64(48)) & np.uint64(LIMITS - 1)])

        # The clashes at the new place alone refuse most proposals.
        hard = clashes(static, state, bundle, s0, s1) - clashes(static, state, bundle, s0, s0)
        in_way = occupants(static, state, event, bundle, s1, r1, found)
        if in_way < 0:
            continue
        exact = True
        other = np.int64(-1)
        shared = np.int64(-1)
        moves = 0
        if in_way == 0:
            if s0 < 0:
                hard -= static.duration[bundle]
        elif s0 >= 0:
            other = np.int64(found[0])
            if in_way > 1 or not can_take(static, state, event, other, s0, r0):
                continue
            if static.bundle[other] == bundle or overlap_when_swapped(static, state, event, other, s1, r1):
                continue
            # As if the two did not clash with each other, which is never too high by more than 2.
            hard += breaches_elsewhere(static, state, other, s1, s0)
            if (hard - 2) * hard_weight > limit:
                continue
            hard, shared, exact = meet(static, state, event, other, s1, r1, hard)
            if not exact:
                moves = plan_exchange(state, event, other, s0, r0, s1, r1)
        else:
            exact = False
            if any_fixed(static, found, in_way):
                continue
            moves = plan_displacement(state, event, in_way, s1, r1)

        if exact:
            if hard > 0 and hard * hard_weight > limit:
                continue
            breaches, soft = price_exactly(static, state, rules, event, other, s0, r0, s1, r1, shared)
            hard += breaches
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
            stands, hard, soft = attempt(static, state, rules, moves, limit, hard_weight)
            if not stands:
                continue
        accepted += 1
        state.totals[HARD] += hard
        state.totals[SOFT] += soft
        if state.totals[HARD] == 0 and is_better(state):
            count_best(state)
            at_best = True
    if is_better(state):
        # Only here while rules are broken: the way down would copy at nearly every step.
        count_best(state)
        at_best = True
    if at_best:
        keep_best(state)
    return accepted


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
            breaches, soft = soft_delta(static, state, rules, event, bundle, s0, r0, s1, r1, np.int64(-1))
            hard += breaches
            relocate(static, state, rules, event, s1, r1)
            state.totals[HARD] += hard
            state.totals[SOFT] += soft


@njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def price_places(
    static: Any,
    state: Any,
    rules: Any,
    event: int,
    slots: Any,
    rooms: Any,
    hard: Any,
    soft: Any,
    occupant: Any,
) -> None:
    """Price one event's move to each of some places, and name who is in its way there.

    ``hard``, ``soft`` and ``occupant`` are filled, an entry for each place: the change of breaches
    and of price, and an event that holds the room, ``FREE`` or ``CLOSED``.
    """
    bundle = np.int64(static.bundle[event])
    s0 = np.int64(state.slot[event])
    r0 = np.int64(state.room[event])
    for i in range(len(slots)):
        s1 = np.int64(slots[i])
        r1 = np.int64(rooms[i])
        in_way = occupants(static, state, event, bundle, s1, r1, state.found)
        occupant[i] = FREE if in_way == 0 else (state.found[0] if in_way > 0 else CLOSED)
        change = clashes(static, state, bundle, s0, s1) - clashes(static, state, bundle, s0, s0)
        if s0 < 0:
            change -= static.duration[bundle]
        breaches, price = soft_delta(static, state, rules, event, bundle, s0, r0, s1, r1, np.int64(-1))
        hard[i] = change + breaches
        soft[i] = price
