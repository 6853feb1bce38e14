"""Some events come before others in the week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from numpy import int32
from numpy.typing import NDArray

from engine.timetable.constraints.chains import so_far
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.ragged import ragged
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class Order:
    """An event starts only after every event it follows has ended, in the week's order."""

    name = "order"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether any event follows another."""
        return any(event.after for event in problem.events)

    def add(self, model: Model) -> None:
        """Let the later bundle begin only when the earlier has nothing left to start.

        All events of a bundle follow the same events and are followed by the same, so an order
        between two events is one between their bundles. With literals "begun by now" and "still
        to start" it takes one implication a slot; pairs of starts would be quadratic.
        """
        pairs = model.layout.ordered_bundles
        begun = {later: _begun(model, later) for later in {later for _, later in pairs}}
        ahead = {earlier: _ahead(model, earlier) for earlier in {earlier for earlier, _ in pairs}}
        for earlier, later in pairs:
            duration = int(model.layout.duration[earlier])
            for slot, started in enumerate(begun[later]):
                # One that starts here or later is still running, or yet to come, in this slot.
                unfinished = ahead[earlier][max(0, slot - duration + 1)]
                if started is not model.zero and unfinished is not model.zero:
                    model.cp.add_implication(started, ~unfinished)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events that start too early."""
        for event, place in timetable.placed():
            for earlier in sorted(set(problem.events[event].after)):
                before = timetable[earlier]
                if before and before.slot + problem.events[earlier].duration > place.slot:
                    yield Violation(
                        self.name,
                        (earlier, event),
                        f"{problem.event_name(event)} starts on {problem.grid.label(place.slot)}, "
                        f"before {problem.event_name(earlier)} has ended",
                    )

    def kernel(self, layout: Layout) -> Counter:
        """The events before and after each event; the slots themselves are the counters."""
        earlier_at, earlier = ragged([sorted(set(event.after)) for event in layout.problem.events])
        later_at, later = ragged([sorted(set(events)) for events in layout.successors])
        return Counter(_Data(earlier_at, earlier, later_at, later), couples=True)


class _Data(NamedTuple):
    earlier_at: NDArray[int32]  # (events + 1,)
    earlier: NDArray[int32]
    later_at: NDArray[int32]  # (events + 1,)
    later: NDArray[int32]


# Left to LLVM to inline: as fast, and the kernel compiles in two thirds of the time.
@machine_code(_nrt=False)
def breaches(data: Any, static: Any, state: Any, event: int, slot: int) -> Any:
    """Pairs in the wrong order, were the event to start in a slot."""
    if slot < 0:
        return 0
    number = 0
    for i in range(data.earlier_at[event], data.earlier_at[event + 1]):
        other = data.earlier[i]
        start = state.slot[other]
        if start >= 0 and start + static.duration[static.bundle[other]] > slot:
            number += 1
    end = slot + static.duration[static.bundle[event]]
    for i in range(data.later_at[event], data.later_at[event + 1]):
        start = state.slot[data.later[i]]
        if 0 <= start < end:
            number += 1
    return number


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> Any:
    """Change of the pairs in the wrong order."""
    if s0 == s1:
        return 0
    many = data.earlier_at[event + 1] - data.earlier_at[event]
    many += data.later_at[event + 1] - data.later_at[event]
    if many == 0:
        return 0
    return breaches(data, static, state, event, s1) - breaches(data, static, state, event, s0)


@machine_code(inline="always")
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Nothing to count: the state's slots say it all."""
    return


def _begun(model: Model, bundle: int) -> list[Literal]:
    """For each slot, whether an event of the bundle starts in it or before."""
    starts = [model.start(bundle, slot) for slot in range(model.layout.num_slots)]
    return so_far(model, starts, f"begun_{bundle}", exclusive=len(model.layout.bundles[bundle]) == 1)


def _ahead(model: Model, bundle: int) -> list[Literal]:
    """For each slot, whether an event of the bundle starts in it or after."""
    starts = [model.start(bundle, slot) for slot in reversed(range(model.layout.num_slots))]
    chain = so_far(model, starts, f"ahead_{bundle}", exclusive=len(model.layout.bundles[bundle]) == 1)
    return chain[::-1]
