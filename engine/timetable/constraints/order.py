"""Some events come before others in the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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

MOST_LITERALS = 50_000
"""Most literals for telling orders directly, which are quadratic in slots: more take longer to presolve than
they save."""


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
        between two events is one between their bundles. Where both have one event, and that does not take too
        many literals, they are told directly: the linear relaxation needs a third of the rows that chains do.
        """
        pairs = model.layout.ordered_bundles
        direct = [pair for pair in pairs if all(_is_one(model, bundle) for bundle in pair)]
        if sum(_literals(model, *pair) for pair in direct) > MOST_LITERALS:
            direct = []
        for earlier, later in direct:
            _order(model, earlier, later)
        _chain(model, sorted({*pairs} - {*direct}))

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


def _literals(model: Model, earlier: int, later: int) -> int:
    return len(model.starts[later]) * (len(model.starts[earlier]) + len(model.starts[later])) // 2


def _order(model: Model, earlier: int, later: int) -> None:
    """Order two bundles of one event: if the later has begun, the earlier is not running or yet to come."""
    lead = int(model.layout.duration[earlier]) - 1
    for slot in model.starts[later]:
        begun = [start for at, start in model.starts[later].items() if at <= slot]
        ahead = [start for at, start in model.starts[earlier].items() if at >= slot - lead]
        if ahead:
            model.cp.add_at_most_one([*begun, *ahead])


def _chain(model: Model, pairs: Sequence[tuple[int, int]]) -> None:
    """Order bundles by literals "begun by now" and "still to start".

    That takes one implication for each start of the later bundle: between these it begins nothing, and less
    and less is left of the earlier. Pairs of starts would be quadratic.
    """
    begun = {later: _begun(model, later) for later in sorted({later for _, later in pairs})}
    followers: defaultdict[int, list[int]] = defaultdict(list)
    for earlier, later in pairs:
        followers[earlier].append(later)
    for earlier, laters in followers.items():
        # One that starts so many slots before, or later, is still running or yet to come.
        lead = int(model.layout.duration[earlier]) - 1
        ahead = _ahead(model, earlier, {max(0, slot - lead) for later in laters for slot in begun[later]})
        for later in laters:
            for slot, started in begun[later].items():
                unfinished = ahead[max(0, slot - lead)]
                if unfinished is not model.zero:
                    model.cp.add_implication(started, ~unfinished)


def _begun(model: Model, bundle: int) -> dict[int, Literal]:
    """For each slot in which an event of the bundle can start, whether one starts in it or before."""
    starts = sorted(model.starts[bundle].items())
    chain = so_far(
        model, [[start] for _, start in starts], f"begun_{bundle}", exclusive=_is_one(model, bundle)
    )
    return dict(zip([slot for slot, _ in starts], chain, strict=True))


def _ahead(model: Model, bundle: int, slots: Iterable[int]) -> dict[int, Literal]:
    """For each of some slots, whether an event of the bundle starts in it or after."""
    last_first = sorted(slots, reverse=True)
    ends = [model.layout.num_slots, *last_first]
    starts = model.starts[bundle]
    groups = [
        [starts[slot] for slot in range(first, end) if slot in starts]
        for first, end in zip(last_first, ends, strict=False)
    ]
    chain = so_far(model, groups, f"ahead_{bundle}", exclusive=_is_one(model, bundle))
    return dict(zip(last_first, chain, strict=True))


def _is_one(model: Model, bundle: int) -> bool:
    return len(model.layout.bundles[bundle]) == 1
