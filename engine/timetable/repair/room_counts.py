"""How many events rooms can hold, for a model that does not say which room a moved event takes.

Who stays keeps the room, so what is left of the rooms is known slot by slot. Whoever moves is counted among
all those that can use no room outside the same set. Every count is true of any timetable with rooms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from engine.timetable.model import Literal, Model
from engine.timetable.timetable import Timetable


class RoomCounts:
    """Counts of the rooms of a model without rooms.

    Parameters
    ----------
    model
        Without rooms.
    timetable
        Who is in which room.
    stays
        For each event whether it keeps its time and its room; the model's zero where it cannot.
    moving
        Bundles whose events may be held at other times.
    """

    def __init__(
        self, model: Model, timetable: Timetable, stays: Sequence[Literal], moving: Sequence[int]
    ) -> None:
        self._model, self._layout = model, model.layout
        self._stays, self._moving = stays, moving
        self._places = {e: place for e, place in timetable.placed() if stays[e] is not model.zero}
        self._keepers = self._keepers_of_cells()
        self._limits = {
            room: rooms.max_bookings
            for room, rooms in enumerate(model.problem.rooms)
            if rooms.max_bookings is not None
        }
        # Where whoever moves may stay for one slot, so that uses are bookings.
        self._scarce = {
            room
            for room in self._limits
            if any(self._layout.duration[b] == 1 and model.rooms_ok[b, room] for b in moving)
        }
        self._uses: dict[tuple[int, int, int], Literal] = {}
        self._taken: dict[tuple[object, ...], Literal] = {}

    def post(self) -> None:
        """Post all counts."""
        for events in self._keepers.values():
            if len(events) > 1:
                self._model.cp.add_at_most_one(self._stays[event] for event in events)
        rooms_ok = self._model.rooms_ok
        for rooms in sorted({tuple(np.flatnonzero(rooms_ok[bundle]).tolist()) for bundle in self._moving}):
            inside = np.zeros(rooms_ok.shape[1], bool)
            inside[list(rooms)] = True
            bound = [bundle for bundle in self._moving if not (rooms_ok[bundle] & ~inside).any()]
            for pattern in range(len(self._layout.patterns)):
                held = [bundle for bundle in bound if self._layout.patterns_of[bundle, pattern]]
                self._count_windows(rooms, held, pattern)
                self._count_bookings(rooms, held, pattern)
        self._count_uses()

    def _count_windows(self, rooms: Sequence[int], bundles: Sequence[int], pattern: int) -> None:
        """Whoever is held throughout a window takes one room for all of it.

        It must be one in which nobody stays for any part of the window. That is more than can be counted
        slot by slot: two rooms each with a free slot, one after the other, hold no event of two slots.
        """
        layout, slots = self._layout, self._layout.num_slots
        for length in sorted({1, *layout.duration[bundles].tolist()}):
            for first in range(slots - length + 1):
                window = range(first, first + length)
                held = [start for bundle in bundles for start in self._throughout(bundle, window)]
                if not held:
                    continue
                supply = [room for room in rooms if self._model.cells_ok[room, first : first + length].all()]
                scarce = self._scarce & set(supply) if length == 1 else set()
                taken = [
                    self._is_taken(room, pattern, window, bundles) for room in supply if room not in scarce
                ]
                taken = [literal for literal in taken if literal is not self._model.zero]
                if len(held) + len(taken) > len(supply) - len(scarce):
                    uses = [self._use(room, pattern, first) for room in scarce]
                    stay = [
                        self._stays[event]
                        for room in scarce
                        for event in self._keepers.get((room, pattern, first), ())
                        if self._is_counted(event, window, bundles)
                    ]
                    most = len(supply) - len(scarce) + sum(uses) + sum(stay)
                    self._model.cp.add(sum((*held, *taken)) <= most)

    def _use(self, room: int, pattern: int, slot: int) -> Literal:
        """Whether somebody who moves has a room in a slot."""
        key = room, pattern, slot
        if key not in self._uses:
            self._uses[key] = self._model.cp.new_bool_var(f"use_{room}_{pattern}_{slot}")
            stay = [self._stays[event] for event in self._keepers.get(key, ())]
            self._model.cp.add_at_most_one([self._uses[key], *stay])
        return self._uses[key]

    def _count_uses(self) -> None:
        """Each use of a room by who moves is a booking, but for the later slots of longer events."""
        layout, problem = self._layout, self._model.problem
        for room in self._scarce:
            moving = [bundle for bundle in self._moving if self._model.rooms_ok[bundle, room]]
            for pattern in range(len(layout.patterns)):
                for first in range(0, layout.num_slots, problem.grid.slots_per_day):
                    day = self._day_of(first)
                    uses = [self._uses[room, pattern, s] for s in day if (room, pattern, s) in self._uses]
                    stay = {event for slot in day for event in self._keepers.get((room, pattern, slot), ())}
                    later = [
                        (int(layout.duration[bundle]) - 1) * start
                        for bundle in moving
                        if layout.duration[bundle] > 1 and layout.patterns_of[bundle, pattern]
                        for start in self._starts_in(bundle, day)
                    ]
                    if len(uses) + len(stay) > self._limits[room]:
                        stays = sum(self._stays[event] for event in stay)
                        self._model.cp.add(sum(uses) + stays <= self._limits[room] + sum(later))

    def _throughout(self, bundle: int, window: range) -> list[Literal]:
        """Starts of a bundle's events that are held in all slots of a window."""
        first = window.stop - int(self._layout.duration[bundle])
        starts = self._model.starts[bundle]
        return [starts[slot] for slot in range(first, window.start + 1) if slot in starts]

    def _is_taken(self, room: int, pattern: int, window: range, counted: Sequence[int]) -> Literal:
        """Whether nobody who moves can have a room throughout a window.

        Since somebody, not counted by their starts, stays in it in some slot, or as many stay on that
        day as may book it.
        """
        found = {event for slot in window for event in self._keepers.get((room, pattern, slot), ())}
        held = frozenset(event for event in found if self._is_counted(event, window, counted))
        events = tuple(sorted(found - held))
        booked = self._bookings_if_full(room, pattern, window)
        if len(events) < 2 and not booked:
            return self._stays[events[0]] if events else self._model.zero
        key = events, held if booked else frozenset(), booked
        if key not in self._taken:
            taken = self._model.cp.new_bool_var("taken")
            for event in events:
                self._model.cp.add_implication(self._stays[event], taken)
            if booked:
                # Whoever is counted by their starts takes the room themselves.
                counts = sum(self._stays[event] for event in booked if event not in held)
                self._model.cp.add(counts < self._limits[room] + taken)
            self._taken[key] = taken
        return self._taken[key]

    def _bookings_if_full(self, room: int, pattern: int, window: range) -> tuple[int, ...]:
        """Who may stay in a room on a window's day, where that is as many as may book it."""
        if room not in self._limits:
            return ()
        day = self._day_of(window.start)
        booked = {event for slot in day for event in self._keepers.get((room, pattern, slot), ())}
        return tuple(sorted(booked)) if len(booked) >= self._limits[room] else ()

    def _is_counted(self, event: int, window: range, counted: Sequence[int]) -> bool:
        held = self._slots_of(event)
        return (
            held.start <= window.start
            and held.stop >= window.stop
            and int(self._layout.bundle_of[event]) in counted
        )

    def _count_bookings(self, rooms: Sequence[int], bundles: Sequence[int], pattern: int) -> None:
        """A day has no more events than its rooms may be booked, or than fit in where that has no limit."""
        problem, layout = self._model.problem, self._layout
        if self._limits.keys().isdisjoint(rooms):
            return
        others = [
            event
            for event, place in self._places.items()
            if place.room in rooms
            and layout.patterns_of[layout.bundle_of[event], pattern]
            and int(layout.bundle_of[event]) not in bundles
        ]
        for first in range(0, layout.num_slots, problem.grid.slots_per_day):
            slots = self._day_of(first)
            booked = [start for bundle in bundles for start in self._starts_in(bundle, slots)]
            booked += [self._stays[event] for event in others if self._places[event].slot in slots]
            most = sum(self._most_bookings(room, slots) for room in rooms)
            if len(booked) > most:
                self._model.cp.add(sum(booked) <= most)

    def _day_of(self, slot: int) -> range:
        per_day = self._model.problem.grid.slots_per_day
        first = slot - slot % per_day
        return range(first, first + per_day)

    def _starts_in(self, bundle: int, slots: range) -> list[Literal]:
        return [start for slot, start in self._model.starts[bundle].items() if slot in slots]

    def _most_bookings(self, room: int, slots: range) -> int:
        """How many events a room can hold in some slots of a day."""
        shortest = self._layout.duration[self._model.rooms_ok[:, room]].min(initial=len(slots))
        fit = int(self._model.cells_ok[room, slots.start : slots.stop].sum() // shortest)
        return min(fit, self._limits.get(room, fit))

    def _keepers_of_cells(self) -> dict[tuple[int, int, int], list[int]]:
        """Who may stay in a room, by room, week pattern and slot."""
        keepers: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
        for event, place in self._places.items():
            for pattern in np.flatnonzero(self._layout.patterns_of[self._layout.bundle_of[event]]).tolist():
                for slot in self._slots_of(event):
                    keepers[place.room, pattern, slot].append(event)
        return keepers

    def _slots_of(self, event: int) -> range:
        first = self._places[event].slot
        return range(first, first + int(self._layout.duration[self._layout.bundle_of[event]]))
