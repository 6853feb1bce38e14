"""A group is in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.overlap import clashing_pairs, forbid_overlap
from engine.timetable.constraints.rule import Violation
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class GroupClash:
    """At most one event per group, slot and week (the other half of ITC-2007's rule *Conflicts*)."""

    name = "group-clash"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether any group has two events."""
        return any(len(events) > 1 for events in problem.events_of_group)

    def add(self, model: Model) -> None:
        """Post one at-most-one per group, slot and week pattern.

        At-most-one keeps the clique whole for propagation; pairs of events would be quadratic in
        a group's load.
        """
        for events in model.problem.events_of_group:
            forbid_overlap(model, events)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find each pair of a group's events that meet at once."""
        for group, events in zip(problem.groups, problem.events_of_group, strict=True):
            for first, second, slot in clashing_pairs(problem, timetable, events):
                yield Violation(
                    self.name,
                    (first, second),
                    f"{group} attends {problem.event_name(first)} and {problem.event_name(second)} "
                    f"at once, on {problem.grid.label(slot)}",
                )

    def kernel(self, layout: Layout) -> None:
        """Nothing to add: the kernel counts clashes between bundles itself."""
