"""A teacher is in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.overlap import clashing_pairs, forbid_overlap
from engine.timetable.constraints.rule import Violation
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class TeacherClash:
    """At most one event per teacher, slot and week (half of ITC-2007's rule *Conflicts*)."""

    name = "teacher-clash"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether any teacher has two events."""
        return any(len(events) > 1 for events in problem.events_of_teacher)

    def add(self, model: Model) -> None:
        """Post one at-most-one per teacher, slot and week pattern.

        At-most-one keeps the clique whole for propagation; pairs of events would be quadratic in
        a teacher's load.
        """
        for events in model.problem.events_of_teacher:
            forbid_overlap(model, events)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find each pair of a teacher's events that meet at once."""
        for teacher, events in zip(problem.teachers, problem.events_of_teacher, strict=True):
            for first, second, slot in clashing_pairs(problem, timetable, events):
                yield Violation(
                    self.name,
                    (first, second),
                    f"{teacher} teaches {problem.event_name(first)} and {problem.event_name(second)} "
                    f"at once, on {problem.grid.label(slot)}",
                )

    def kernel(self, layout: Layout) -> None:
        """Nothing to add: the kernel counts clashes between bundles itself."""
