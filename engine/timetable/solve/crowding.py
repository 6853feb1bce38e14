"""What events pay for their slots at the least, since rooms are too few for all of them in the cheap ones.

The model knows kinds of events, not events: how many of each kind start in each slot. That is a
relaxation of the problem, whose optimum bounds the cost from below, and it stays small where a model of
all events would not be: a college of 900 events has some hundred kinds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine import cp_sat
from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.state import domain_of
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Budget
from engine.timetable.solve.cp_stages import run

MOST_STARTS = 60_000
"""Largest model to build: kinds times slots, for each week pattern in which they are held."""

STAGE = "crowding"
"""Name under which the bound is posted."""

STRATEGY = "default_lp"
"""CP-SAT's strategy. Most of the optimum is in the linear relaxation, and a quarter on colleges comes from
whole numbers of long events; the search for cores, best on the period model, proves next to nothing."""


@dataclass(frozen=True)
class Kind:
    """Events that are alike for rooms and slots.

    Parameters
    ----------
    patterns
        Week patterns in which they are held.
    rooms
        Rooms that can hold them.
    prices
        What a start in a slot costs at the least, by slot; those that are open to none are missing.
    """

    duration: int
    patterns: tuple[int, ...]
    rooms: tuple[int, ...]
    prices: tuple[tuple[int, int], ...]


def bound_by_crowding(
    engine: Engine, board: Board, budget: Budget, *, seed: int, patience: float
) -> str | None:
    """Raise the board's bound to what events pay for their slots at the least.

    Returns
    -------
    str | None
        CP-SAT's status of the last model, as :class:`CpAnswer` has it; None where there was nothing to ask,
        since no slot has a price, there are too many kinds, or the solve is over.
    """
    status = None
    for cp in _models(engine):
        if board.is_over:
            break
        answer = run(cp, board, budget, stage=STAGE, subsolver=STRATEGY, seed=seed, patience=patience)
        status = answer.status
    return status


def _models(engine: Engine) -> Iterator[cp_sat.CpModel]:
    """First kinds told apart by length, weeks and rooms alone, then by slots and prices as well.

    The first model is quickly solved and has most of the bound; the second starts where that ends.
    """
    kinds = _kinds(engine)
    if any(price for kind in kinds for _, price in kind.prices):
        for several in (_merged(kinds), kinds):
            if sum(len(kind.prices) * len(kind.patterns) for kind in several) <= MOST_STARTS:
                yield _model(engine, several)


def _kinds(engine: Engine) -> Counter[Kind]:
    layout, static = engine.layout, engine.static
    kinds: Counter[Kind] = Counter()
    for bundle, events in enumerate(layout.bundles):
        slots = static.slots[static.slots_at[bundle] : static.slots_at[bundle + 1]]
        kind = Kind(
            int(layout.duration[bundle]),
            tuple(np.flatnonzero(layout.patterns_of[bundle]).tolist()),
            tuple(static.rooms[static.rooms_at[bundle] : static.rooms_at[bundle + 1]].tolist()),
            tuple(zip(slots.tolist(), static.slot_price[bundle, slots].tolist(), strict=True)),
        )
        kinds[kind] += len(events)
    return kinds


def _merged(kinds: Counter[Kind]) -> Counter[Kind]:
    """Kinds of equal length, weeks and rooms as one, at the lowest price of each slot."""
    prices: defaultdict[Kind, dict[int, int]] = defaultdict(dict)
    numbers: Counter[Kind] = Counter()
    for kind, number in kinds.items():
        alike = replace(kind, prices=())
        numbers[alike] += number
        lowest = prices[alike]
        for slot, price in kind.prices:
            lowest[slot] = min(price, lowest.get(slot, price))
    return Counter(
        {
            replace(kind, prices=tuple(sorted(prices[kind].items()))): number
            for kind, number in numbers.items()
        }
    )


def _model(engine: Engine, kinds: Counter[Kind]) -> cp_sat.CpModel:
    cp = cp_sat.CpModel()
    starts = {
        kind: {
            slot: cp.new_int_var(0, min(number, len(kind.rooms)), f"start_{index}_{slot}")
            for slot, _ in kind.prices
        }
        for index, (kind, number) in enumerate(kinds.items())
    }
    for kind, number in kinds.items():
        cp.add(sum(starts[kind].values()) == number)
    _, _, cells_ok = domain_of(engine.layout, engine.forms)
    for rooms in sorted({kind.rooms for kind in kinds} | {tuple(range(len(cells_ok)))}):
        inside = set(rooms)
        running: defaultdict[tuple[int, int], list[cp_sat.IntVar]] = defaultdict(list)
        for kind, at in starts.items():
            for slot, var in at.items() if inside.issuperset(kind.rooms) else ():
                for pattern in kind.patterns:
                    for held in range(slot, slot + kind.duration):
                        running[pattern, held].append(var)
        supply = cells_ok[list(rooms)].sum(0).tolist()
        for (_, slot), events in running.items():
            cp.add(sum(events) <= supply[slot])
    cp.minimize(sum(price * starts[kind][slot] for kind in kinds for slot, price in kind.prices))
    return cp
