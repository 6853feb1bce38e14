"""The variants found so far, and the conditions that another has to meet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.score import Score, evaluate
from engine.timetable.solve.pipeline import RefereeDisagrees
from engine.timetable.timetable import Timetable
from engine.timetable.variants.difference import difference


@dataclass(frozen=True, slots=True)
class Variant:
    """A timetable to choose, with the referee's verdict."""

    timetable: Timetable
    score: Score

    @property
    def cost(self) -> int:
        """Its cost."""
        return self.score.cost


@dataclass
class Kept:
    """Variants found so far, shared by the threads that look for more.

    Parameters
    ----------
    first
        What all others are measured against.
    count
        How many are wanted.
    min_difference
        How many events of any two must be elsewhere.
    limit
        What a variant may cost at most.
    """

    layout: Layout
    first: Variant
    count: int
    min_difference: int
    limit: int
    deadline: float
    stop: threading.Event
    on_found: Callable[[int, Variant], None]
    variants: list[Variant] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.variants = [self.first]

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.layout.problem

    @property
    def is_over(self) -> bool:
        """Whether there are enough, the time is up, or somebody asked to stop."""
        return len(self.variants) >= self.count or self.stop.is_set() or self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """Until the deadline."""
        return self.deadline - time.perf_counter()

    def nearest(self, timetable: Timetable) -> int:
        """How many events are elsewhere than in the variant that is most like the timetable."""
        return min(self._apart(timetable, self.variants))

    def add(self, timetable: Timetable, cost: int | None) -> bool:
        """Keep a timetable if it is as far from all others as it must be; False when it is not.

        Its ``cost`` is what the search claims; None where the search does not know it exactly.

        Raises
        ------
        RefereeDisagrees
            If it breaks a rule, or its cost is not the one claimed.
        """
        with self._lock:
            if len(self.variants) >= self.count or self.nearest(timetable) < self.min_difference:
                return False
            score = evaluate(self.problem, timetable)
            if not score.is_feasible or cost not in (None, score.cost):
                raise RefereeDisagrees(
                    f"A feasible variant of cost {cost} is claimed; the referee finds cost {score.cost} and "
                    f"{len(score.violations)} rules broken. Please report this problem."
                )
            self.variants.append(Variant(timetable, score))
            self.on_found(len(self.variants), self.variants[-1])
            return True

    def _apart(self, timetable: Timetable, others: Sequence[Variant]) -> list[int]:
        return [difference(self.layout, timetable, one.timetable).events for one in others]
