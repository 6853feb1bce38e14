"""The generated college that the demo is made after."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Self

from engine.timetable.generate import SIZES, generate_college, generate_people
from engine.timetable.generate.people import ClassGroup, Trainer
from engine.timetable.problem import Problem, TimeGrid
from services.errors import Invalid

DEMO_SIZES = ("small", "demo")
SEED = 1


class UnknownSize(Invalid):
    """The demo college is of one of a few sizes."""

    code = "unknown_size"


@dataclass(frozen=True, slots=True)
class Generated:
    """A problem, and what it does not tell of its people: their departments, programmes and years."""

    departments: int
    problem: Problem
    groups: tuple[ClassGroup, ...]
    trainers: tuple[Trainer, ...]

    @classmethod
    def of(cls, size: str) -> Self:
        """The college of a size; the same every time.

        Raises
        ------
        UnknownSize
            If the demo has no such size.
        """
        if size not in DEMO_SIZES:
            raise UnknownSize(f"There is no demo college of size {size!r}: {' or '.join(DEMO_SIZES)}.")
        groups, trainers = generate_people(size, seed=SEED)
        return cls(SIZES[size].departments, generate_college(size, seed=SEED), groups, trainers)

    @property
    def grid(self) -> TimeGrid:
        """The grid of its week."""
        return self.problem.grid

    def hours(self, slots: int | None) -> int | None:
        """Slots of teaching as hours."""
        return None if slots is None else slots * self.grid.slot_minutes // 60

    def stretches(self, slots: frozenset[int]) -> list[tuple[int, int, int]]:
        """Slots as stretches of time: the day, and the minutes of the day from which to which they last."""
        grid = self.grid
        found = []
        # Slots in a row differ from their rank by the same number; no row goes on over midnight.
        for _, run in groupby(
            enumerate(sorted(slots)), key=lambda item: (item[1] - item[0], grid.day(item[1]))
        ):
            row = [slot for _, slot in run]
            first, last = grid.slot_of_day(row[0]), grid.slot_of_day(row[-1])
            found.append((grid.day(row[0]), grid.starts[first], grid.starts[last] + grid.slot_minutes))
        return found
