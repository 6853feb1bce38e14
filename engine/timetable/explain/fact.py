"""What every fact that may be part of a cause can say of itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from engine import cp_sat
from engine.timetable.problem import Placement, Problem

if TYPE_CHECKING:
    from engine.timetable.model import Model

Places = Mapping[tuple[int, int], Placement | None]
"""Where each event is, by course and number within it; None where it is left out."""


class Fact(Protocol):
    """One thing that the planner has said and could take back, wholly or in part.

    Physics is no fact: that nobody is in two places at once, and no room holds two events, is not
    up to the planner. Facts name events by course and by number within it, which stay true when
    other courses are left out.
    """

    price: int
    """What one unit of relaxing it costs, beside the other facts' prices."""

    needs_rooms: bool
    """Whether only a model that decides on rooms can say how far it is broken."""

    def words(self, problem: Problem) -> str:
        """The fact as a sentence without its full stop."""

    def lifted(self, problem: Problem) -> Problem:
        """The problem without the fact."""

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """By how many units a timetable of the model, from which the fact is lifted, breaks it.

        May be larger than the truth unless minimized.
        """

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """The problem with the fact relaxed just as far as the places need."""

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """What to do to relax it so far, as a request."""


class WholeFact:
    """A fact that can only be given up as a whole."""

    @abstractmethod
    def lifted(self, problem: Problem) -> Problem:
        """The problem without the fact."""

    def eased(self, problem: Problem, _amount: int, _places: Places) -> Problem:
        """The problem without the fact."""
        return self.lifted(problem)
