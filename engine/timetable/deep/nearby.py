"""A quick answer: the event put where it should be, and some others annealed around it."""

from __future__ import annotations

import numpy as np

from engine.timetable.deep.question import Question
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.codes import FREE
from engine.timetable.layout import Layout
from engine.timetable.solve.budget import Seconds
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

STEP = 5_000
"""Proposals between two looks at the clock."""

MILD, HEATING, HOTTEST = 2.0, 1.2, 150.0
"""Temperatures of mending, in units of cost: at first, what each step that fails does to it, and the
most. So little is stirred where little is in the way."""

WARM, COLD = 1.0, 0.12
"""Temperatures of the cooling afterwards, which should not lose what it starts from."""


def anneal_nearby(
    question: Question, free: frozenset[int], limits: Limits, seconds: float
) -> Timetable | None:
    """A good timetable with the event in its place and all but the free in theirs; None if none was met."""
    engine = Engine(Layout(question.forced(free)), question.composition)
    annealer = Annealer(engine, seed=limits.seed)
    _load(annealer, question)
    budget = Seconds(seconds)
    temperature = MILD
    while annealer.best[0] and budget.spent() < 1 and not limits.are_reached:
        annealer.run(STEP, temperature, mending=True)
        temperature = min(HOTTEST, HEATING * temperature)
    while (spent := budget.spent()) < 1 and not limits.are_reached:
        annealer.run(STEP, WARM * (COLD / WARM) ** spent)
    return None if annealer.best[0] else _settled(annealer, question)


def _load(annealer: Annealer, question: Question) -> None:
    """The timetable with the event at its start, and without those that hold the room then."""
    places = np.array([place or (-1, -1) for place in question.timetable.placements], np.int32)
    places[sorted(question.holders)] = -1
    places[question.event] = question.start
    slots, rooms = places.T
    annealer.load(slots.copy(), rooms.copy())


def _settled(annealer: Annealer, question: Question) -> Timetable:
    """The best timetable met, with the events back in their places that gain nothing elsewhere."""
    state, present = annealer.state, question.timetable
    slots, rooms = state.best_slot.copy(), state.best_room.copy()
    annealer.load(slots, rooms)
    waiting = True
    while waiting:
        waiting = False
        for event, place in present.placed():
            if (slots[event], rooms[event]) != place and event != question.event:
                hard, soft, occupant = annealer.price_places(event, *np.array(place, np.int32)[:, None])
                if hard[0] <= 0 and soft[0] <= 0 and occupant[0] == FREE:
                    slots[event], rooms[event] = place
                    annealer.load(slots, rooms)
                    waiting = True
    return Timetable.of(list(zip(slots.tolist(), rooms.tolist(), strict=True)))
