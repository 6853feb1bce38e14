"""Events that overlap, for the rules about clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from engine.timetable.constraints.people import share_a_week
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


def clashing_pairs(
    problem: Problem, timetable: Timetable, events: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Pairs of events that run at once in some week, each with the first slot they share."""
    in_slot: defaultdict[int, list[int]] = defaultdict(list)
    reported: set[tuple[int, int]] = set()
    for event in events:
        for slot in timetable.slots_of(problem, event):
            for other in in_slot[slot]:
                if (other, event) not in reported and share_a_week(problem, other, event):
                    reported.add((other, event))
                    yield other, event, slot
            in_slot[slot].append(event)


def forbid_overlap(model: Model, events: Sequence[int]) -> None:
    """Let at most one of the events run in each slot of each week pattern."""
    layout = model.layout
    bundles = sorted(set(layout.bundle_of[list(events)].tolist()))
    for pattern in range(len(layout.patterns)):
        running: defaultdict[int, list[Literal]] = defaultdict(list)
        for bundle in bundles:
            if layout.patterns_of[bundle, pattern]:
                for slot, starts in model.running_slots(bundle):
                    running[slot].extend(starts)
        for _, starts in sorted(running.items(), key=itemgetter(0)):
            if len(starts) > 1:
                model.cp.add_at_most_one(starts)
