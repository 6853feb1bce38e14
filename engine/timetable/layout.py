"""The problem, regrouped for arithmetic: bundles, week patterns, and rows of people's days.

Built once for a problem and shared by every stage of the solve.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from engine.timetable.problem import Problem

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """Weeks of the cycle in which exactly the same events are held.

    Parameters
    ----------
    weeks
        Bit set of the weeks.
    weight
        How often the pattern comes, divided by what all patterns have in common: 1 and 1 for
        odd and even weeks, 1 where every week is alike.
    """

    weeks: int
    weight: int


@dataclass(frozen=True, slots=True)
class Row:
    """Groups and teachers with exactly the same events, whose days are therefore the same.

    Parameters
    ----------
    events
        Event indices, ascending.
    groups, teachers
        Whose days these are, by index.
    """

    events: tuple[int, ...]
    groups: tuple[int, ...]
    teachers: tuple[int, ...]


class Layout:
    """A problem regrouped for arithmetic.

    A *bundle* is a set of events of one course that no rule can tell apart, such as the four
    lectures of a competition course; models have one variable for a bundle and slot, not one for
    each event, which removes the symmetry between them.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.patterns = _week_patterns(problem)
        self.bundles = _bundles(problem)
        self.bundle_of = np.zeros(len(problem.events), np.int64)
        for bundle, events in enumerate(self.bundles):
            self.bundle_of[list(events)] = bundle
        firsts = [problem.events[events[0]] for events in self.bundles]
        self.course = np.array([event.course for event in firsts], np.int64)
        self.duration = np.array([event.duration for event in firsts], np.int64)

    @property
    def num_bundles(self) -> int:
        """Number of bundles."""
        return len(self.bundles)

    @cached_property
    def num_slots(self) -> int:
        """Slots of the week."""
        return self.problem.grid.num_slots

    @cached_property
    def patterns_of(self) -> BoolArray:
        """Whether a bundle is held in a week pattern, of shape (bundles, patterns)."""
        weeks = [self.problem.weeks(events[0]) for events in self.bundles]
        return np.array([[bool(w & p.weeks) for p in self.patterns] for w in weeks], bool).reshape(
            len(weeks), len(self.patterns)
        )

    @cached_property
    def pattern_weight(self) -> IntArray:
        """Weight of each week pattern."""
        return np.array([pattern.weight for pattern in self.patterns], np.int64)

    @cached_property
    def week_weight(self) -> IntArray:
        """How often a bundle's events are held a cycle, in the patterns' weights."""
        return self.patterns_of @ self.pattern_weight

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Groups and teachers that have events, merged where their events are the same."""
        merged: dict[tuple[int, ...], tuple[list[int], list[int]]] = {}
        for group, events in enumerate(self.problem.events_of_group):
            merged.setdefault(events, ([], []))[0].append(group)
        for teacher, events in enumerate(self.problem.events_of_teacher):
            merged.setdefault(events, ([], []))[1].append(teacher)
        merged.pop((), None)
        return tuple(Row(events, tuple(g), tuple(t)) for events, (g, t) in merged.items())

    @cached_property
    def rows_of(self) -> tuple[tuple[int, ...], ...]:
        """Rows of each bundle."""
        rows: list[list[int]] = [[] for _ in self.bundles]
        for index, row in enumerate(self.rows):
            for bundle in sorted(set(self.bundle_of[list(row.events)].tolist())):
                rows[bundle].append(index)
        return tuple(map(tuple, rows))

    @cached_property
    def bundles_of_course(self) -> tuple[tuple[int, ...], ...]:
        """Bundles of each course."""
        bundles: list[list[int]] = [[] for _ in self.problem.courses]
        for bundle, course in enumerate(self.course.tolist()):
            bundles[course].append(bundle)
        return tuple(map(tuple, bundles))

    @cached_property
    def successors(self) -> tuple[tuple[int, ...], ...]:
        """Events that must come after each event."""
        after: list[list[int]] = [[] for _ in self.problem.events]
        for index, event in enumerate(self.problem.events):
            for earlier in event.after:
                after[earlier].append(index)
        return tuple(map(tuple, after))

    @cached_property
    def ordered_bundles(self) -> tuple[tuple[int, int], ...]:
        """Pairs of bundles of which the second must come after the first, ascending."""
        pairs = {
            (int(self.bundle_of[earlier]), int(self.bundle_of[later]))
            for earlier, after in enumerate(self.successors)
            for later in after
        }
        return tuple(sorted(pairs))

    @cached_property
    def conflicts(self) -> tuple[IntArray, ...]:
        """Bundles that cannot meet while a bundle meets, itself included, ascending.

        Two bundles conflict when some week has both and they share a teacher, a group or the
        course.
        """
        members: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for bundle, course in enumerate(self.course.tolist()):
            members["course", course].append(bundle)
            for teacher in self.problem.courses[course].teachers:
                members["teacher", teacher].append(bundle)
            for group in self.problem.courses[course].groups:
                members["group", group].append(bundle)
        near: list[set[int]] = [set() for _ in self.bundles]
        for bundles in members.values():
            for bundle in bundles:
                near[bundle].update(bundles)
        held = self.patterns_of
        found = []
        for bundle, others in enumerate(near):
            candidates = np.array(sorted(others), np.int64)
            together = (held[candidates] & held[bundle]).any(1)
            found.append(candidates[together])
        return tuple(found)


def _week_patterns(problem: Problem) -> tuple[WeekPattern, ...]:
    """Weeks told apart by no event, heaviest common factor removed from their counts."""
    sets = sorted({problem.weeks(event) for event in range(len(problem.events))})
    by_events: defaultdict[tuple[bool, ...], int] = defaultdict(int)
    for week in range(problem.grid.weeks):
        by_events[tuple(bool(s >> week & 1) for s in sets)] |= 1 << week
    used = [weeks for held, weeks in by_events.items() if any(held)] or [problem.grid.all_weeks]
    common = gcd(*(weeks.bit_count() for weeks in used))
    return tuple(WeekPattern(weeks, weeks.bit_count() // common) for weeks in used)


def _bundles(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Events grouped by everything that a rule can see of them."""
    before: defaultdict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(problem.events):
        for earlier in event.after:
            before[earlier].append(index)
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, event in enumerate(problem.events):
        key = (
            event.course,
            event.duration,
            event.kind,
            event.features,
            problem.weeks(index),
            event.rooms,
            tuple(sorted(event.after)),
            tuple(before[index]),
            event.pin_slot,
            event.pin_room,
            event.previous,
        )
        # Two pinned events at one slot would break the bundle's one variable a slot.
        groups[(*key, index) if event.pin_slot is not None else key].append(index)
    return tuple(map(tuple, groups.values()))
