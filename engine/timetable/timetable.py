"""A timetable: one placement for every event, or none where an event has no place yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.timetable.problem import Placement, Problem


@dataclass(frozen=True, slots=True)
class Timetable:
    """Placements in the order of the problem's events; None where an event is not placed."""

    placements: tuple[Placement | None, ...]

    @classmethod
    def of(cls, placements: Sequence[tuple[int, int] | None]) -> Timetable:
        """Build a timetable from plain ``(slot, room)`` pairs."""
        return cls(tuple(None if pair is None else Placement(*pair) for pair in placements))

    def __getitem__(self, event: int) -> Placement | None:
        return self.placements[event]

    def __len__(self) -> int:
        return len(self.placements)

    @property
    def is_complete(self) -> bool:
        """Whether every event has a place."""
        return None not in self.placements

    def placed(self) -> Iterator[tuple[int, Placement]]:
        """Events that have a place, with it."""
        return ((event, place) for event, place in enumerate(self.placements) if place is not None)

    def slots_of(self, problem: Problem, event: int) -> range:
        """Slots during which an event runs; empty when it has no place."""
        place = self.placements[event]
        if place is None:
            return range(0)
        return range(place.slot, place.slot + problem.events[event].duration)
