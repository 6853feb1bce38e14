"""Late slots should be shared fairly among teachers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.timetable.constraints.cycle import weeks_weigher
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.ragged import ragged
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class LateFairness:
    """Each late slot of a teacher above the proportional share costs ``weights.late_fairness``.

    The share is the teacher's slots, times late slots a day over slots a day, rounded up. Slots
    are counted in every week, so this price is not multiplied by weeks again.
    """

    name = "late-fairness"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether unfairness costs anything and some teacher could have more than a share."""
        latest = problem.grid.slots_per_day - problem.weights.late_from
        if problem.weights.late_fairness == 0 or latest <= 0:
            return False
        weigh = weeks_weigher(problem)
        for events in problem.events_of_teacher:
            durations = [problem.events[event].duration for event in events]
            often = [weigh(problem.weeks(event)) for event in events]
            most = sum(w * min(d, latest) for w, d in zip(often, durations, strict=True))
            if most > _share(problem, events, often):
                return True
        return False

    def add(self, model: Model) -> None:
        """Pay for each teacher's late slots above the share."""
        layout, weights = model.layout, model.problem.weights
        share, late = _shares(layout), _late_slots(layout)
        latest = max(0, layout.problem.grid.slots_per_day - weights.late_from)
        for teacher, events in enumerate(model.problem.events_of_teacher):
            bundles = sorted({int(layout.bundle_of[event]) for event in events})
            amount = sum(
                int(late[bundle, slot]) * var
                for bundle in bundles
                for slot, var in model.starts[bundle].items()
                if late[bundle, slot]
            )
            most = sum(int(layout.week_weight[b]) * latest * len(layout.bundles[b]) for b in bundles)
            if most > share[teacher]:
                above = model.excess(amount - int(share[teacher]), most, f"late_{teacher}")
                model.pay(weights.late_fairness, above)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find teachers with more late slots than their share."""
        weigh, weights = weeks_weigher(problem), problem.weights
        for teacher, events in zip(problem.teachers, problem.events_of_teacher, strict=True):
            late = {
                event: sum(problem.grid.slot_of_day(slot) >= weights.late_from for slot in slots)
                for event in events
                if (slots := timetable.slots_of(problem, event))
            }
            number = sum(weigh(problem.weeks(event)) * slots for event, slots in late.items())
            share = _share(problem, events, [weigh(problem.weeks(event)) for event in events])
            if weights.late_fairness and number > share:
                yield Cost(
                    self.name,
                    weights.late_fairness * (number - share),
                    tuple(event for event, slots in late.items() if slots),
                    f"{teacher} has {number} late slots, a fair share is {share}",
                    whom=teacher,
                )

    def kernel(self, layout: Layout) -> Counter:
        """Counters of each teacher's late slots."""
        problem = layout.problem
        teachers_at, teachers = ragged([problem.courses[c].teachers for c in layout.course.tolist()])
        return Counter(
            _Data(
                problem.weights.late_fairness,
                problem.weights.late_from,
                layout.week_weight.astype(np.int32),
                teachers_at,
                teachers,
                _shares(layout),
                np.zeros(len(problem.teachers), np.int32),
            ),
            couples=True,
        )


class _Data(NamedTuple):
    weight: int
    late_from: int
    week_weight: NDArray[np.int32]  # (bundles,)
    teachers_at: NDArray[np.int32]  # (bundles + 1,)
    teachers: NDArray[np.int32]
    share: NDArray[np.int32]  # (teachers,)
    late: NDArray[np.int32]  # (teachers,): late slots in all weeks


# Left to LLVM to inline: as fast, and the kernel compiles in two thirds of the time.
@machine_code(_nrt=False)
def late_slots(data: Any, static: Any, bundle: int, slot: int) -> Any:
    """Late slots of an event of the bundle that starts in a slot, in all weeks."""
    if slot < 0:
        return 0
    first = slot - static.day[slot] * static.slots_per_day
    late = first + static.duration[bundle] - max(first, data.late_from)
    return data.week_weight[bundle] * max(0, late)


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> Any:
    """Change of the late slots above the shares, weighted."""
    bundle = static.bundle[event]
    more = late_slots(data, static, bundle, s1) - late_slots(data, static, bundle, s0)
    if more == 0:
        return 0
    change = 0
    for i in range(data.teachers_at[bundle], data.teachers_at[bundle + 1]):
        above = data.late[data.teachers[i]] - data.share[data.teachers[i]]
        change += max(0, above + more) - max(0, above)
    return data.weight * change


@machine_code(_nrt=False)
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Count the move."""
    bundle = static.bundle[event]
    more = late_slots(data, static, bundle, s1) - late_slots(data, static, bundle, s0)
    if more != 0:
        for i in range(data.teachers_at[bundle], data.teachers_at[bundle + 1]):
            data.late[data.teachers[i]] += more


def _share(problem: Problem, events: Sequence[int], often: Sequence[int]) -> int:
    """The referee's count of the late slots that are a teacher's due."""
    per_day = problem.grid.slots_per_day
    late = sum(slot >= problem.weights.late_from for slot in range(per_day))
    total = sum(w * problem.events[event].duration for event, w in zip(events, often, strict=True))
    return -(-total * late // per_day)


def _shares(layout: Layout) -> NDArray[np.int32]:
    """The solver's count of the same, of shape (teachers,)."""
    problem = layout.problem
    held = (layout.week_weight * layout.duration)[layout.bundle_of]
    total = np.array([held[list(events)].sum() for events in problem.events_of_teacher], np.int64)
    per_day = problem.grid.slots_per_day
    late = max(0, per_day - problem.weights.late_from)
    return ((total * late + per_day - 1) // per_day).astype(np.int32)


def _late_slots(layout: Layout) -> NDArray[np.int64]:
    """Late slots of each bundle from each first slot, in all weeks, of shape (bundles, slots)."""
    grid = layout.problem.grid
    first = np.arange(layout.num_slots)[None, :] % grid.slots_per_day
    end = first + layout.duration[:, None]
    late = end - np.maximum(first, layout.problem.weights.late_from)
    return np.asarray(layout.week_weight[:, None] * np.maximum(0, late), np.int64)
