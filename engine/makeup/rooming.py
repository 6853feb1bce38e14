"""Rooms for sessions whose times are given, date by date."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from engine.makeup.candidates import Candidate, Choice, Chosen
from engine.makeup.costs import MakeupWeights
from engine.makeup.together import TogetherModel
from engine.timetable.solve.limits import Limits

MOMENT_S = 1.0
"""Time for the rooms of a date when there is no other: without them, the times would be lost."""


def give_rooms(
    sessions: Sequence[Candidate],
    chosen: Chosen,
    decided: frozenset[int],
    weights: MakeupWeights,
    limits: Limits,
) -> tuple[Chosen, frozenset[int]]:
    """Give rooms to sessions, except on the dates on which they are decided already.

    Gives the sessions with their rooms, None for those that no room is left for, and the dates on which
    not every session gets the cheapest room.
    """
    by_date: defaultdict[int, dict[int, Choice]] = defaultdict(dict)
    for number, choice in enumerate(chosen):
        if choice is not None and choice.time.date not in decided:
            by_date[choice.time.date][number] = choice
    roomed, contested = list(chosen), set()
    for date, held in by_date.items():
        rooms = _rooms_of_date([sessions[number] for number in held], list(held.values()), weights, limits)
        if any(choice is None or choice.is_dearer for choice in rooms):
            contested.add(date)
        for number, choice in zip(held, rooms, strict=True):
            roomed[number] = choice
    return tuple(roomed), frozenset(contested)


def _rooms_of_date(
    sessions: Sequence[Candidate], held: Sequence[Choice], weights: MakeupWeights, limits: Limits
) -> Sequence[Choice | None]:
    """The cheapest rooms for as many sessions of a date as possible."""
    if len(held) == 1:
        return held
    date = frozenset({held[0].time.date})
    moment = replace(
        limits, deadline=max(limits.deadline, time.perf_counter() + MOMENT_S), stop=threading.Event()
    )
    times = [[choice.time] for choice in held]
    found = TogetherModel(sessions, times, date, weights).least_cost(0, moment)
    if not found.chosen:
        found = TogetherModel(sessions, times, date, weights).fewest_left_out(moment)
    return found.chosen or [None] * len(held)
