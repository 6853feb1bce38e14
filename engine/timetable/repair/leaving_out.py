"""As much held as can be, where not everything can: the fewest left out, then the fewest moved.

Only events that lost their place are left out, so that nobody else loses a session. A model without rooms
bounds how many must be; with so many, the fewest moves are looked for as ever. Where that is proved to be
impossible, for rooms count for less in the first model, one more is left out.
"""

from __future__ import annotations

from itertools import count

from engine.timetable.problem import Problem
from engine.timetable.repair.fewest_moves import FewestMoves
from engine.timetable.repair.free_model import FreeModel, Outcome
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

COUNTING_SHARE = 0.5
"""Of the time, for how many must be left out."""

PROOF_SHARE = 0.85
"""Of what is left of it, for who is left out and who moves."""

BESIDE_SHARE = 0.9
"""Of what is left where that is not proved or everything may fit, for leaving out few beside the others."""

BESIDE_SHARES = 0.6, 0.3, 1.0
"""Of that time, or what is left of it, for each set of events that are free."""


def most_held(problem: Problem, timetable: Timetable, limits: Limits) -> tuple[Outcome, int, int]:
    """Hold as many as can be of the events that lost their place.

    Returns
    -------
    tuple
        The best that time allows; how many move or are left out at the least where no more are left out than
        in it; and how many are left out at the least: both proved.
    """
    # To count, with as many left out as it takes.
    search = FewestMoves(problem, timetable, limits, leaving=len(timetable))
    free = None if limits.are_reached else search.free_in_time()
    times = None if free is None else search.times_model(free)
    least = 1 if times is None else max(1, times.least_left_out(limits.share(COUNTING_SHARE)))
    within = limits.share(PROOF_SHARE)
    for leaving in count(least):
        search = FewestMoves(problem, timetable, within, leaving=leaving, times=times)
        outcome = search.run()
        if outcome is not None:
            return outcome, search.fewest, least
        if not search.infeasible or within.are_reached:
            break
        least = leaving + 1
    return most_held_beside(search, limits), len(search.impossible), least


def most_held_beside(search: FewestMoves, limits: Limits) -> Outcome:
    """As many held as can be beside all others.

    At first whoever the search has reached is free to go anywhere; then whoever lost their place, and whoever
    has a room that would do.
    """
    lost, within = search.first_free, limits.share(BESIDE_SHARE)
    best = _without(search.timetable, lost)
    sets = search.reached, lost, search.nearby.with_their_rooms(lost)
    for free, share in zip(sets, BESIDE_SHARES, strict=True):
        limit = within.share(share)
        if best.left_out and search.can_write(free, limit):
            model = FreeModel(
                search.problem, search.timetable, free, lost, leaving=best.left_out, with_costs=False
            )
            outcome = model.fewest_left_out(limit)
            if outcome.timetable is not None and outcome.left_out < best.left_out:
                best = outcome
    return best


def _without(timetable: Timetable, lost: frozenset[int]) -> Outcome:
    """All others where they are."""
    placements = (None if event in lost else place for event, place in enumerate(timetable.placements))
    moved = tuple(sorted(lost))
    return Outcome(Status.FEASIBLE, Timetable(tuple(placements)), moved, left_out=len(lost))
