"""Fewest events moved, then the least disturbance, then the lowest cost, in this order.

Most events stay, so only some are set free: at first those whose place has become impossible. All
others may give way, which costs a move. A model without rooms, in which far more events can be free, tells
who moves and bounds the number of moves from below; those are set free in the model with rooms, and then
whoever must give way to them, until nobody gives way who is not free. Then the number of moves is
proved to be the fewest. Where that takes too long, ever larger sets are set free while all others stay, and
what has been proved so far bounds the number of moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.timetable.constraints import hard_rules
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.repair.free_model import FreeModel, Outcome
from engine.timetable.repair.nearby import Nearby
from engine.timetable.repair.parts import held_part
from engine.timetable.repair.times_model import TimesModel
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.proofs import counting_proofs
from engine.timetable.timetable import Timetable

MOST_LITERALS = 150_000
"""Largest set of places to choose from in one model."""

MOST_STARTS = 5_000
"""Largest set of slots to choose from in one model without rooms."""

MOST_STARTS_LEAVING = 10_000
"""And where some may be left out: all people of those who compete for rooms are worth their second then."""

LITERALS_A_SECOND = 25_000
"""How fast a model without costs is written down, but for the smallest."""

COSTS_A_SECOND = 12_000
"""And one with costs."""

COST_LITERALS = 40_000
"""Largest set for which the costs are posted too: they take the longest to write down."""

PROOF_SHARE = 0.9
"""Of the time, for proving the fewest moves."""

SEARCH_SHARE = 0.95
"""Of the time, for finding few moves where that was not enough; the rest is for choosing among them."""

LAST_SHARE = 0.6
"""Of what is left of the time, where no timetable was found yet; the rest is for leaving out few."""

SETTLING_SHARE = 0.85
"""Of that time, for finding whoever gave way a place, before their people are set free as well."""

FEW_MORE = 4
"""So many more than are free may move while places are looked for whoever gave way, all if that is too few:
without a limit the search begins with dozens who give way."""

TIMES_SHARE = 0.8
"""Of the time for the proof, for who moves in models without rooms."""

TRIAL_SHARE = 0.2
"""Of the time for the proof, for trying whether the free events can do without others."""

PROVING = "core", "default_lp", "max_lp", "quick_restart"
"""CP-SAT's strategies for the fewest moves, as many as there are threads: few events move, and raising
the bound from unsatisfiable cores proves it sooner than the default portfolio."""

Found = tuple[frozenset[int], FreeModel, Outcome]
"""Which events were free, the model, and its outcome."""


@dataclass
class FewestMoves:
    """One search for a timetable that moves the fewest events.

    Parameters
    ----------
    problem, timetable
        What has happened, and what was planned. The timetable has become impossible, or has events without
        a place.
    leaving
        So many of the events that lost their place may be left out. Each of them counts as moved.
    times
        The first model without rooms, where it has been asked something else before.

    Attributes
    ----------
    impossible
        Events that cannot stay where they are, or are nowhere.
    first_free
        Events that lost their place: these, and those in a breach.
    fewest
        No timetable moves fewer: proved so far.
    infeasible
        Whether it is proved that there is no timetable.
    """

    problem: Problem
    timetable: Timetable
    limits: Limits
    leaving: int = 0
    times: TimesModel | None = None

    def __post_init__(self) -> None:
        self.layout = Layout(self.problem)
        forms = forms_of(self.layout, hard_rules(self.problem), [])
        self.slots_ok, self.rooms_ok, self.cells_ok = domain_of(self.layout, forms)
        self.nearby = Nearby(self.layout, self.timetable, self.slots_ok, self.rooms_ok)
        self.impossible = frozenset(e for e in range(len(self.timetable)) if not self._may_stay(e))
        self.lost_rooms = any(map(self._lost_its_room, self.impossible))
        self.fewest = len(self.impossible)
        self.first_free = self._first_free()
        self.reached = self.first_free
        # That everything has a place is what counting refutes.
        self.infeasible = not self.leaving and bool(counting_proofs(self.layout))

    def run(self) -> Outcome | None:
        """The best outcome that time allows; None when there is none, or counting proves it."""
        if self.infeasible:
            return None
        search = self.limits.share(SEARCH_SHARE)
        found = self._fewest_proved(self.limits.share(PROOF_SHARE))
        if found is None and not self.infeasible:
            found = self._few_moved(search)
        return None if found is None else self._refined(*found)

    def _fewest_proved(self, limits: Limits) -> Found | None:
        """Set free whoever gives way, until nobody does: then no timetable moves fewer.

        Each model bounds the moves of the whole problem, since all that it leaves out is where those
        who give way go. Where a timetable moves no more than is proved, no other moves fewer. Times and
        who gives way are asked in turn: either finds movers that the other misses.
        """
        free, movers, is_for_times = self.first_free, self._moved_in_time(limits), True
        while self.can_write(free, limits):
            model = self._model(free, with_costs=False)
            # Quickly answered, and where it succeeds the longest of the proofs is not needed.
            outcome = model.no_more_moves(self.fewest, limits.share(TRIAL_SHARE))
            if outcome.timetable is not None:
                return free, model, outcome
            times = next(movers, None) if is_for_times else None
            # Who gave way has no time yet, so that times are asked again.
            is_for_times = times is None or bool(times.gave_way)
            if self.infeasible:
                return None
            if times is not None:
                free = self.reached = free.union(times.moved)
                if times.status is Status.OPTIMAL:
                    continue
                return None
            outcome = self._needing_more(model, limits)
            if outcome.timetable is None or outcome.status is not Status.OPTIMAL:
                return None
            if not outcome.gave_way:
                return free, model, outcome
            free = self.reached = free.union(outcome.gave_way)
        return None

    def _needing_more(self, model: FreeModel, limits: Limits) -> Outcome:
        """Who must give way to the free events; where so few moves are too few, also how many are needed."""
        outcome = model.fewest_giving_way(self.fewest, limits)
        if outcome.status is Status.INFEASIBLE:
            outcome = model.fewest_moves(limits, strategies=PROVING)
            self.infeasible = outcome.status is Status.INFEASIBLE
            self.fewest = max(self.fewest, outcome.bound)
        return outcome

    def _moved_in_time(self, limits: Limits) -> Iterator[Outcome]:
        """Who moves in models without rooms, each of which bounds the moves from below.

        Whoever gives way often finds a place without others; so these are tried at once, before a larger
        model says where they go. The last may be the best that time allowed, not proved.
        """
        free, model = self.free_in_time(), self.times
        while free and not limits.are_reached:
            model = model or self.times_model(free)
            within = limits.share(TIMES_SHARE)
            outcome = model.fewest_moves(self.fewest, within, leaving=self.leaving)
            self.infeasible = outcome.status is Status.INFEASIBLE
            self.fewest = max(self.fewest, outcome.bound)
            if self.infeasible or outcome.status is Status.UNKNOWN:
                return
            yield outcome
            again = outcome.status is Status.OPTIMAL and outcome.gave_way and self.lost_rooms
            free, model = free.union(outcome.gave_way) if again else None, None

    def times_model(self, free: frozenset[int]) -> TimesModel:
        """The model without rooms in which some events are free."""
        lost = self.first_free if self.leaving else frozenset[int]()
        return TimesModel(self.problem, self.timetable, free, lost)

    def free_in_time(self) -> frozenset[int] | None:
        """Who is free at first in models without rooms; None where these would be too large.

        The people of the events that must move; where these lost their rooms, also who competes for
        rooms with them, and with their people, if all of them are few enough.
        """
        sets = [self.nearby.with_their_people(self.first_free)]
        if self.lost_rooms:
            rivals = self.nearby.with_their_rooms(self.first_free)
            sets = [self.nearby.with_their_people(rivals), rivals]
        most = MOST_STARTS_LEAVING if self.leaving else MOST_STARTS
        return next((events for events in sets if self.nearby.starts(events) <= most), None)

    def _few_moved(self, limits: Limits) -> Found | None:
        """The fewest moves of ever larger sets of free events, all others staying.

        As long as there is none, it takes the time for choosing among them too.
        """
        best = self._beside_others(self.reached, self.limits.share(LAST_SHARE))
        best = best or self._settled(self.limits.share(LAST_SHARE))
        for free in self._widening():
            within = self.limits.share(LAST_SHARE) if best is None else limits
            if not self.can_write(free, within) or (best and len(best[2].moved) <= self.fewest):
                break
            found = self._beside_others(free, within)
            if found and (best is None or len(found[2].moved) < len(best[2].moved)):
                best = found
        return best

    def _beside_others(self, free: frozenset[int], limits: Limits) -> Found | None:
        """The fewest moves of some events, all others staying."""
        if not self.can_write(free, limits):
            return None
        model = self._model(free, with_costs=False)
        model.keep_others()
        outcome = model.fewest_moves(limits)
        return None if outcome.timetable is None else (free, model, outcome)

    def _settled(self, limits: Limits) -> Found | None:
        """A timetable in which whoever had to give way has found a place, at some price in moves.

        Whoever gives way last is set free with all of their people: alone they would send the next away.
        """
        free = self.reached
        while self.can_write(free, limits):
            model = self._model(free, with_costs=False)
            within = limits.share(SETTLING_SHARE)
            outcome = model.fewest_giving_way(len(free) + FEW_MORE, within)
            if outcome.status is Status.INFEASIBLE:
                outcome = model.fewest_giving_way(len(self.timetable), within)
            if outcome.timetable is None:
                return None
            if not outcome.gave_way:
                return free, model, model.fewer_moves(outcome, within)
            free = free | self.nearby.with_their_people(frozenset(outcome.gave_way))
        return None

    def can_write(self, free: frozenset[int], limits: Limits, speed: int = LITERALS_A_SECOND) -> bool:
        """Whether there is time to write the model down, which nothing can interrupt."""
        most = min(MOST_LITERALS, int(speed * limits.seconds_left))
        return not limits.are_reached and self.nearby.literals(free) <= most

    def _refined(self, free: frozenset[int], model: FreeModel, outcome: Outcome) -> Outcome:
        outcome = model.least_disturbance(outcome, self.limits)
        is_small = self.nearby.literals(free) <= COST_LITERALS
        if not (is_small and self.can_write(free, self.limits, COSTS_A_SECOND)):
            return outcome
        return self._model(free, with_costs=True).least_cost(outcome, self.limits)

    def _model(self, free: frozenset[int], *, with_costs: bool) -> FreeModel:
        lost = self.first_free if self.leaving else frozenset[int]()
        return FreeModel(
            self.problem, self.timetable, free, lost, leaving=self.leaving, with_costs=with_costs
        )

    def _may_stay(self, event: int) -> bool:
        place = self.timetable[event]
        if place is None:
            return False
        bundle = self.layout.bundle_of[event]
        end = place.slot + int(self.layout.duration[bundle])
        return bool(
            self.slots_ok[bundle, place.slot]
            and self.rooms_ok[bundle, place.room]
            and self.cells_ok[place.room, place.slot : end].all()
        )

    def _lost_its_room(self, event: int) -> bool:
        """Whether the event, which cannot stay, could be held when it was in another room."""
        place = self.timetable[event]
        return place is not None and bool(self.slots_ok[self.layout.bundle_of[event], place.slot])

    def _first_free(self) -> frozenset[int]:
        """Events whose own place is impossible, and those in a breach with another.

        Who has no place breaks nothing: a week is too long only by what is held in it.
        """
        part, places, held = held_part(self.problem, self.timetable)
        broken = evaluate(part, places).violations
        return self.impossible | {held[event] for violation in broken for event in violation.events}

    def _widening(self) -> Iterator[frozenset[int]]:
        """Sets of events to set free, the smallest models first, but for as far as the proof has come."""
        free = self.first_free
        rivals = self.nearby.with_their_rooms(free) | self.reached
        wider = self.nearby.with_their_people(free)
        everything = frozenset(range(len(self.timetable)))
        sets = {free, rivals, wider, self.nearby.with_their_people(rivals), everything} - {self.reached}
        sizes = {events: self.nearby.literals(events) for events in sets}
        yield from sorted(sets, key=lambda events: sizes[events])
