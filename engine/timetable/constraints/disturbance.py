"""A new timetable should stay close to the one it replaces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.shapes import Price
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class Disturbance:
    """An event that had a place costs ``weights.moved_slot`` in another slot, ``moved_room`` in another room.

    It is paid once for an event, whatever its weeks: people have to learn of it once.
    """

    name = "disturbance"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether moving costs anything and some event had a place."""
        weights = problem.weights
        return weights.moved_slot + weights.moved_room > 0 and any(e.previous for e in problem.events)

    def add(self, model: Model) -> None:
        """Price all other slots, and with rooms all other rooms."""
        weights = model.problem.weights
        for events, starts, places in zip(model.layout.bundles, model.starts, model.places, strict=True):
            previous = model.problem.events[events[0]].previous
            if previous is None:
                continue
            for slot, var in starts.items():
                model.pay(weights.moved_slot * (slot != previous.slot), var)
            for (_, room), var in places.items():
                model.pay(weights.moved_room * (room != previous.room), var)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find events that have moved."""
        weights = problem.weights
        for event, place in timetable.placed():
            previous, name = problem.events[event].previous, problem.event_name(event)
            if previous and weights.moved_slot and place.slot != previous.slot:
                was = problem.grid.label(previous.slot)
                reason = f"{name} moves from {was} to {problem.grid.label(place.slot)}"
                yield Cost(self.name, weights.moved_slot, (event,), reason)
            if previous and weights.moved_room and place.room != previous.room:
                old, new = problem.rooms[previous.room], problem.rooms[place.room]
                reason = f"{name} moves from {old} to {new}"
                yield Cost(self.name, weights.moved_room, (event,), reason)

    def kernel(self, layout: Layout) -> Price:
        """The price of each slot and of each room for each bundle."""
        problem, weights = layout.problem, layout.problem.weights
        slots = np.zeros((layout.num_bundles, layout.num_slots), np.int64)
        rooms = np.zeros((layout.num_bundles, len(problem.rooms)), np.int64)
        for bundle, events in enumerate(layout.bundles):
            if previous := problem.events[events[0]].previous:
                slots[bundle] = weights.moved_slot
                slots[bundle, previous.slot] = 0
                rooms[bundle] = weights.moved_room
                rooms[bundle, previous.room] = 0
        return Price(slots=slots if weights.moved_slot else None, rooms=rooms if weights.moved_room else None)
