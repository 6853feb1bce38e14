"""The arrays of the annealing kernel: what never changes, and the timetable being changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.timetable.constraints.rule import HardRule, SoftRule
from engine.timetable.kernel.codes import (
    BEST_HARD,
    BEST_SOFT,
    CLASHING,
    CLOSED,
    FREE,
    HARD,
    MAX_DISPLACED,
    RELATED,
    SINCE,
    SOFT,
    UNPLACED,
)
from engine.timetable.kernel.narrowing import narrow
from engine.timetable.kernel.ragged import ragged
from engine.timetable.kernel.shapes import Counter, DayProfile, Domain, KernelForm, Price
from engine.timetable.layout import Layout
from engine.timetable.timetable import Timetable

OUT_OF_DOMAIN = 10_000
"""Added to the clash count of a slot that a bundle may not start in: no move ever pays so much."""

NEVER = 1 << 40
"""Proposals since a list was made, of a list that was not made yet."""

MAX_TABLE_SLOTS = 12
"""Days up to this many slots have their prices tabulated: 4,096 entries for each kind of row."""


class Static(NamedTuple):
    """What the kernel reads and never writes.

    ``*_at`` are offsets into the lists of the same name: the entries of ``i`` are
    ``list[at[i]:at[i + 1]]``.
    """

    slots_per_day: int
    day: NDArray[np.int32]  # (slots,)
    bundle: NDArray[np.int32]  # (events,)
    course: NDArray[np.int32]  # (bundles,)
    duration: NDArray[np.int32]  # (bundles,)
    slot_ok: NDArray[np.uint8]  # (bundles, slots)
    room_ok: NDArray[np.uint8]  # (bundles, rooms)
    slots_at: NDArray[np.int32]
    slots: NDArray[np.int32]  # first slots of each bundle that are worth proposing
    rooms_at: NDArray[np.int32]
    rooms: NDArray[np.int32]  # admissible rooms of each bundle
    slot_price: NDArray[np.int32]  # (bundles, slots)
    room_price: NDArray[np.int32]  # (bundles, rooms)
    limited: NDArray[np.uint8]  # (rooms,): two events in the room influence each other's price
    near_at: NDArray[np.int32]
    near: NDArray[np.int32]  # bundles in conflict with each bundle, itself included
    adjacent: NDArray[np.uint8]  # (bundles, bundles): 0, RELATED (by order or course) or CLASHING
    rows_at: NDArray[np.int32]
    rows: NDArray[np.int32]  # rows of each bundle that some profile rule looks at
    member: NDArray[np.uint8]  # (bundles, rows)
    row_kind: NDArray[np.int32]  # (rows,): rows of a kind have the same prices
    day_price: NDArray[np.int32]  # (kinds, 2**slots_per_day), empty without tables
    day_breaches: NDArray[np.int32]  # (kinds, 2**slots_per_day)
    patterns_at: NDArray[np.int32]
    patterns: NDArray[np.int32]  # week patterns of each bundle
    pattern_weight: NDArray[np.int32]
    siblings_at: NDArray[np.int32]
    siblings: NDArray[np.int32]  # events of each course
    fixed: NDArray[np.uint8]  # (events,): events with one place, which they are never made to leave
    movable: NDArray[np.int32]  # events worth proposing: those with a choice, if any has one


class State(NamedTuple):
    """The timetable that the kernel changes."""

    slot: NDArray[np.int32]  # (events,), -1 where unplaced
    room: NDArray[np.int32]  # (events,)
    table: NDArray[np.int32]  # (patterns, rooms, slots): event, FREE or CLOSED
    clash: NDArray[np.int16]  # (slots, bundles): events in conflict with a bundle that starts there
    word: NDArray[np.int64]  # (rows, patterns, days)
    in_use: NDArray[np.int16]  # (rows, patterns, slots)
    unplaced: NDArray[np.int32]  # (events,): the first `totals[UNPLACED]` are the events without place
    unplaced_at: NDArray[np.int32]  # (events,): where an event stands in `unplaced`
    breaching: NDArray[np.int32]  # (events,): the first `totals[BREACHING]` were in a breach lately
    totals: NDArray[np.int64]  # HARD, SOFT and the others of `codes`
    best_slot: NDArray[np.int32]
    best_room: NDArray[np.int32]
    random: NDArray[np.uint64]  # (1,)
    # Room to work in, for moves of up to MAX_DISPLACED + 1 events: the kernel allocates nothing.
    moving: NDArray[np.int64]
    to_slot: NDArray[np.int64]
    to_room: NDArray[np.int64]
    from_slot: NDArray[np.int64]
    from_room: NDArray[np.int64]
    found: NDArray[np.int64]


class Forms(NamedTuple):
    """The rules of a problem, by the shape they take in the kernel."""

    domains: list[Domain]
    prices: list[Price]
    profiles: list[tuple[SoftRule, DayProfile]]
    day_limits: list[tuple[HardRule, DayProfile]]
    counters: list[tuple[SoftRule, Counter]]
    hard_counters: list[tuple[HardRule, Counter]]


def forms_of(layout: Layout, hard: list[HardRule], soft: list[SoftRule]) -> Forms:
    """Ask each rule for its form and sort the answers by shape."""
    forms = Forms([], [], [], [], [], [])
    for hard_rule in hard:
        _sort_in(forms, hard_rule, hard_rule.kernel(layout), forms.day_limits, forms.hard_counters)
    for soft_rule in soft:
        _sort_in(forms, soft_rule, soft_rule.kernel(layout), forms.profiles, forms.counters)
    return forms


def _sort_in(forms: Forms, rule, form: KernelForm | None, profiles, counters) -> None:  # type: ignore[no-untyped-def]
    match form:
        case Domain():
            forms.domains.append(form)
        case Price():
            forms.prices.append(form)
        case DayProfile():
            profiles.append((rule, form))
        case Counter():
            counters.append((rule, form))


def domain_of(layout: Layout, forms: Forms) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Intersect all domains: (bundles, slots), (bundles, rooms) and (rooms, slots)."""
    rooms = len(layout.problem.rooms)
    slots_ok = np.ones((layout.num_bundles, layout.num_slots), bool)
    rooms_ok = np.ones((layout.num_bundles, rooms), bool)
    cells_ok = np.ones((rooms, layout.num_slots), bool)
    for domain in forms.domains:
        if domain.slots is not None:
            slots_ok &= domain.slots
        if domain.rooms is not None:
            rooms_ok &= domain.rooms
        if domain.cells is not None:
            cells_ok &= domain.cells
    return slots_ok, rooms_ok, cells_ok


def build_static(layout: Layout, forms: Forms) -> Static:
    """Lay out what the kernel reads."""
    problem = layout.problem
    slot_ok, room_ok, _ = domain_of(layout, forms)
    slot_price = np.zeros(slot_ok.shape, np.int32)
    room_price = np.zeros(room_ok.shape, np.int32)
    for price in forms.prices:
        if price.slots is not None:
            slot_price += price.slots.astype(np.int32)
        if price.rooms is not None:
            room_price += price.rooms.astype(np.int32)
    live = np.zeros(len(layout.rows), bool)
    for _, profile in (*forms.profiles, *forms.day_limits):
        live |= profile.live
    rows_of = [[row for row in rows if live[row]] for rows in layout.rows_of]
    member = np.zeros((layout.num_bundles, len(layout.rows)), np.uint8)
    for bundle, its_rows in enumerate(rows_of):
        member[bundle, its_rows] = 1
    worthwhile = narrow(layout, slot_ok)
    # Where nothing can move, what has one place must still get there.
    choices = (worthwhile.sum(1) * room_ok.sum(1))[layout.bundle_of]
    slots_at, slots = ragged([np.flatnonzero(ok) for ok in worthwhile])
    rooms_at, rooms = ragged([np.flatnonzero(ok) for ok in room_ok])
    near_at, near = ragged(list(layout.conflicts))
    rows_at, rows = ragged(rows_of)
    patterns_at, patterns = ragged([np.flatnonzero(held) for held in layout.patterns_of])
    siblings_at, siblings = ragged(list(problem.events_of_course))
    return Static(
        slots_per_day=problem.grid.slots_per_day,
        day=_int32(np.arange(layout.num_slots) // problem.grid.slots_per_day),
        bundle=_int32(layout.bundle_of),
        course=_int32(layout.course),
        duration=_int32(layout.duration),
        slot_ok=slot_ok.astype(np.uint8),
        room_ok=room_ok.astype(np.uint8),
        slots_at=slots_at,
        slots=slots,
        rooms_at=rooms_at,
        rooms=rooms,
        slot_price=slot_price,
        room_price=room_price,
        limited=_limited(layout, forms),
        near_at=near_at,
        near=near,
        adjacent=_adjacent(layout),
        rows_at=rows_at,
        rows=rows,
        member=member,
        row_kind=np.zeros(len(layout.rows), np.int32),
        day_price=np.zeros((0, 0), np.int32),
        day_breaches=np.zeros((0, 0), np.int32),
        patterns_at=patterns_at,
        patterns=patterns,
        pattern_weight=_int32(layout.pattern_weight),
        siblings_at=siblings_at,
        siblings=siblings,
        fixed=(choices == 1).astype(np.uint8),
        movable=_int32(np.flatnonzero(choices > (1 if (choices > 1).any() else 0))),
    )


def build_state(layout: Layout, forms: Forms, seed: int) -> State:
    """An empty timetable: no event placed, rooms closed where they are."""
    problem = layout.problem
    events, rooms, patterns = len(problem.events), len(problem.rooms), len(layout.patterns)
    slot_ok, _, cells = domain_of(layout, forms)
    table = np.where(cells, FREE, CLOSED).astype(np.int32)
    totals = np.zeros(SINCE + 1, np.int64)
    scratch = np.zeros((6, MAX_DISPLACED + 1), np.int64)
    totals[UNPLACED] = events
    totals[SINCE] = NEVER
    slots_to_place = int(layout.duration[layout.bundle_of].sum())
    totals[HARD] = totals[BEST_HARD] = slots_to_place + sum(form.initial for _, form in forms.hard_counters)
    totals[SOFT] = totals[BEST_SOFT] = sum(form.initial for _, form in forms.counters)
    return State(
        slot=np.full(events, -1, np.int32),
        room=np.full(events, -1, np.int32),
        table=np.broadcast_to(table, (patterns, rooms, layout.num_slots)).copy(),
        clash=np.where(slot_ok.T, 0, OUT_OF_DOMAIN).astype(np.int16, order="C"),
        word=np.zeros((len(layout.rows), patterns, problem.grid.days), np.int64),
        in_use=np.zeros((len(layout.rows), patterns, layout.num_slots), np.int16),
        unplaced=np.arange(events, dtype=np.int32),
        unplaced_at=np.arange(events, dtype=np.int32),
        breaching=np.zeros(events, np.int32),
        totals=totals,
        best_slot=np.full(events, -1, np.int32),
        best_room=np.full(events, -1, np.int32),
        random=np.array([seed], np.uint64),
        moving=scratch[0],
        to_slot=scratch[1],
        to_room=scratch[2],
        from_slot=scratch[3],
        from_room=scratch[4],
        found=scratch[5],
    )


def best_of(state: State) -> Timetable:
    """The best timetable the kernel has met."""
    pairs = zip(state.best_slot.tolist(), state.best_room.tolist(), strict=True)
    return Timetable.of([None if slot < 0 else (slot, room) for slot, room in pairs])


def kinds_of_rows(forms: Forms, rows: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Kind of each row, and one row of each kind: rows of a kind agree in every profile rule's data."""
    columns = [form.data for _, form in (*forms.profiles, *forms.day_limits)]
    if not columns or not rows:
        return np.zeros(rows, np.int32), np.zeros(0, np.int64)
    _, examples, kinds = np.unique(np.hstack(columns), axis=0, return_index=True, return_inverse=True)
    return kinds.reshape(-1).astype(np.int32), examples.astype(np.int64)


def _limited(layout: Layout, forms: Forms) -> NDArray[np.uint8]:
    limited = np.zeros(len(layout.problem.rooms), np.uint8)
    for _, form in (*forms.counters, *forms.hard_counters):
        if form.coupled_rooms is not None:
            limited |= form.coupled_rooms.astype(np.uint8)
    return limited


def _adjacent(layout: Layout) -> NDArray[np.uint8]:
    near = np.zeros((layout.num_bundles, layout.num_bundles), np.uint8)
    for bundles in layout.bundles_of_course:
        near[np.ix_(bundles, bundles)] = RELATED
    earlier, later = np.array(layout.ordered_bundles, np.int64).reshape(-1, 2).T
    near[earlier, later] = near[later, earlier] = RELATED
    for bundle, others in enumerate(layout.conflicts):
        near[bundle, others] = CLASHING
    return near


def _int32(values: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.ascontiguousarray(values, np.int32)
