"""Many missed sessions made up together, with a proved distance to the optimum."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.makeup.calendar import Booking, Horizon, Place, Session
from engine.makeup.candidates import candidates
from engine.makeup.costs import MakeupWeights
from engine.makeup.index import MakeupIndex
from engine.makeup.query import dates_within
from engine.makeup.referee import judge
from engine.makeup.search import Search
from engine.timetable.result import Status, relative_gap
from engine.timetable.solve.limits import Limits, check_limits


@dataclass(frozen=True)
class Assignment:
    """Places for missed sessions.

    Parameters
    ----------
    status
        Optimal when it is proved that no more can be placed, and these not cheaper. Infeasible when
        it is proved that none can be placed; unknown when none was, and nothing is proved.
    places
        Where each session is made up, in the order asked; None where it is not.
    impossible
        Sessions for which the horizon has no place at all.
    left_out_at_least
        Sessions that must be left out, those without a place among them: proved.
    cost
        What the places cost together.
    bound
        No assignment that leaves out so few costs less: proved. None while it is not proved that no
        more can be placed, or where nothing is known.
    """

    status: Status
    sessions: tuple[Session, ...]
    places: tuple[Place | None, ...]
    impossible: tuple[Session, ...]
    left_out_at_least: int
    cost: int
    bound: int | None
    seconds: float

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The sessions that have a place, ready to be booked."""
        pairs = zip(self.sessions, self.places, strict=True)
        return tuple(Booking(session.event, *place) for session, place in pairs if place is not None)

    @property
    def left_out(self) -> tuple[Session, ...]:
        """The sessions that have none."""
        pairs = zip(self.sessions, self.places, strict=True)
        return tuple(session for session, place in pairs if place is None)

    @property
    def gap(self) -> float | None:
        """Proved distance to the optimum, as a share of the cost; None while nothing is proved."""
        return None if self.bound is None else relative_gap(self.cost, self.bound)


def assign(
    index: MakeupIndex,
    missed: Sequence[Session],
    horizon: Horizon | None = None,
    *,
    weights: MakeupWeights | None = None,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    stop: threading.Event | None = None,
) -> Assignment:
    """Place as many missed sessions as possible, and those as cheaply as possible.

    Parameters
    ----------
    index
        The term, in which the missed sessions may or may not be held.
    missed
        Sessions of the timetable, or booked ones.
    horizon
        Where to look; unless given, from today (or else the first missed date) to the end of the term.
    weights
        What places cost.
    time_limit
        Seconds.
    workers
        Threads of CP-SAT.
    seed
        Of all random choices.
    stop
        Set it to end the search within a moment and keep the best.

    Raises
    ------
    ValueError
        If nothing was missed, something twice, a session is none, no date of the horizon can be used,
        or the limits make no sense.
    RefereeDisagrees
        If plain Python counts another cost, or finds a rule broken.
    """
    start = time.perf_counter()
    _check(missed, time_limit, workers)
    weights = weights or MakeupWeights()
    dates = dates_within(index.calendar, horizon, min(session.date for session in missed))
    pairs = [(session, index.place_of(session)) for session in missed]
    free = index.without(missed)
    asked = candidates(free, pairs, dates, weights)
    limits = Limits(start + time_limit, stop or threading.Event(), workers, seed)
    search = Search([one for one in asked if one.times], free, weights, limits)
    search.run()
    chosen = iter(search.chosen)
    taken = [next(chosen) if one.times else None for one in asked]
    places = [None if choice is None else one.place(choice) for one, choice in zip(asked, taken, strict=True)]
    judge(index, missed, places, weights, search.cost)
    impossible = tuple(one.session for one in asked if not one.times)
    return Assignment(
        status=search.status,
        sessions=tuple(missed),
        places=tuple(places),
        impossible=impossible,
        left_out_at_least=len(impossible) + search.left_out_at_least,
        cost=search.cost,
        bound=search.bound,
        seconds=time.perf_counter() - start,
    )


def _check(missed: Sequence[Session], time_limit: float, workers: int) -> None:
    if not missed:
        raise ValueError("No session was missed; expected at least one.")
    session, often = Counter(missed).most_common(1)[0]
    if often > 1:
        raise ValueError(f"Event {session.event} on {session.date} is missed twice; expected it once.")
    check_limits(time_limit, workers)
