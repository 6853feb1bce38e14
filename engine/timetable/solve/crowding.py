"""What events pay for their slots at the least, since rooms are too few for all of them in the cheap ones.

The model knows crowds, not events: how many of the events that are alike start in each slot. That is a
relaxation of the problem, whose optimum bounds the cost from below, and it stays small where a model of
all events would not be: a college of 900 events has some hundred crowds.
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
"""Largest model to build: crowds times slots, for each week pattern in which they are held."""

STAGE = "crowding"
"""Name under which the bound is posted."""

STRATEGY = "default_lp"
"""CP-SAT's strategy. Most of the optimum is in the linear relaxation, and a quarter on colleges comes from
whole numbers of long events; the search for cores, best on the period model, proves next to nothing."""


@dataclass(frozen=True)
class Crowd:
    """What events that compete for the same rooms and slots have in common.

    Parameters
    ----------
    duration
        Slots that each of them lasts.
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
        since no slot has a price, there are too many crowds, or the solve is over.
    """
    status = None
    for cp in _models(engine):
        if board.is_over:
            break
        answer = run(cp, board, budget, stage=STAGE, subsolver=STRATEGY, seed=seed, patience=patience)
        status = answer.status
    return status


def _models(engine: Engine) -> Iterator[cp_sat.CpModel]:
    """First with crowds told apart by length, weeks and rooms alone, then by slots and prices as well.

    The first model is quickly solved and has most of the bound.
    """
    crowds = _crowds(engine)
    if any(price for crowd in crowds for _, price in crowd.prices):
        for several in (_merged(crowds), crowds):
            if sum(len(crowd.prices) * len(crowd.patterns) for crowd in several) <= MOST_STARTS:
                yield _model(engine, several)


def _crowds(engine: Engine) -> Counter[Crowd]:
    layout, static = engine.layout, engine.static
    crowds: Counter[Crowd] = Counter()
    for bundle, events in enumerate(layout.bundles):
        slots = static.slots[static.slots_at[bundle] : static.slots_at[bundle + 1]]
        crowd = Crowd(
            int(layout.duration[bundle]),
            tuple(np.flatnonzero(layout.patterns_of[bundle]).tolist()),
            tuple(static.rooms[static.rooms_at[bundle] : static.rooms_at[bundle + 1]].tolist()),
            tuple(zip(slots.tolist(), static.slot_price[bundle, slots].tolist(), strict=True)),
        )
        crowds[crowd] += len(events)
    return crowds


def _merged(crowds: Counter[Crowd]) -> Counter[Crowd]:
    """Crowds of equal length, weeks and rooms as one, at the lowest price of each slot."""
    prices: defaultdict[Crowd, dict[int, int]] = defaultdict(dict)
    numbers: Counter[Crowd] = Counter()
    for crowd, number in crowds.items():
        alike = replace(crowd, prices=())
        numbers[alike] += number
        lowest = prices[alike]
        for slot, price in crowd.prices:
            lowest[slot] = min(price, lowest.get(slot, price))
    return Counter(
        {
            replace(crowd, prices=tuple(sorted(prices[crowd].items()))): number
            for crowd, number in numbers.items()
        }
    )


def _model(engine: Engine, crowds: Counter[Crowd]) -> cp_sat.CpModel:
    cp = cp_sat.CpModel()
    starts = {
        crowd: {
            slot: cp.new_int_var(0, min(number, len(crowd.rooms)), f"start_{index}_{slot}")
            for slot, _ in crowd.prices
        }
        for index, (crowd, number) in enumerate(crowds.items())
    }
    for crowd, number in crowds.items():
        cp.add(sum(starts[crowd].values()) == number)
    _, _, cells_ok = domain_of(engine.layout, engine.forms)
    for rooms in sorted({crowd.rooms for crowd in crowds} | {tuple(range(len(cells_ok)))}):
        inside = set(rooms)
        running: defaultdict[tuple[int, int], list[cp_sat.IntVar]] = defaultdict(list)
        for crowd, at in starts.items():
            for slot, var in at.items() if inside.issuperset(crowd.rooms) else ():
                for pattern in crowd.patterns:
                    for held in range(slot, slot + crowd.duration):
                        running[pattern, held].append(var)
        supply = cells_ok[list(rooms)].sum(0).tolist()
        for (_, slot), events in running.items():
            cp.add(sum(events) <= supply[slot])
    cp.minimize(sum(price * starts[crowd][slot] for crowd in crowds for slot, price in crowd.prices))
    return cp
