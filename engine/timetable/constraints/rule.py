"""What a rule must say of itself, and the words in which it reports.

Every rule says the same thing three times, by routes that share no code: ``add`` to a CP-SAT
model, ``violations`` or ``costs`` in plain Python (the referee), and a form for the annealing
kernel, which is one of the four shapes in :mod:`engine.timetable.kernel.shapes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.timetable.problem import Group, Problem, Teacher
from engine.timetable.timetable import Timetable

if TYPE_CHECKING:
    from engine.timetable.kernel.shapes import KernelForm
    from engine.timetable.layout import Layout
    from engine.timetable.model import Model


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule broken: by which events, in words with names."""

    rule: str
    events: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Cost:
    """A price paid to a soft rule: by which events, in words with names.

    Parameters
    ----------
    whom
        The group or teacher whose week is the worse for it; None where it is nobody's in particular.
    """

    rule: str
    amount: int
    events: tuple[int, ...]
    reason: str
    whom: Group | Teacher | None = None


class HardRule(Protocol):
    """A rule that no timetable may break."""

    name: str
    needs_rooms: bool
    """Whether its CP-SAT form speaks of rooms, so that a model of slots alone must leave it out."""

    def applies(self, problem: Problem) -> bool:
        """Whether anything in the problem can break the rule."""

    def add(self, model: Model) -> None:
        """Post the rule to a CP-SAT model."""

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find breaches without the solver, so that tests can distrust the model."""

    def kernel(self, layout: Layout) -> KernelForm | None:
        """The rule's form in the annealing kernel; None where the kernel needs none of it.

        It counts clashes and events without a place by itself, and a room never holds two events.
        """


class SoftRule(Protocol):
    """A rule that a good timetable keeps as far as it can."""

    name: str
    needs_rooms: bool
    """Whether its CP-SAT form speaks of rooms, so that a model of slots alone must leave it out."""

    def applies(self, problem: Problem) -> bool:
        """Whether the problem can pay anything to the rule."""

    def add(self, model: Model) -> None:
        """Post the rule's cost to the objective of a CP-SAT model."""

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find what is paid, without the solver, and say where and why."""

    def kernel(self, layout: Layout) -> KernelForm | None:
        """The rule's form in the annealing kernel."""
