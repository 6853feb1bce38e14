"""Causes: facts that cannot hold together, none of which could be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.timetable.explain.elastic import Relaxation, cheapest_remedy, timetable_of_eased
from engine.timetable.explain.event_facts import Teaching
from engine.timetable.explain.fact import Fact
from engine.timetable.explain.facts import facts_of
from engine.timetable.explain.feasibility import is_possible
from engine.timetable.explain.shortage import Shortage, shortage_among
from engine.timetable.explain.witness import look_for_timetable
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_courses, only_events
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.proofs import counting_proofs

MANY = 20
"""Facts of a counted cause beyond which only the count is told, not what each of them could give."""

GLANCE_S, SHOW_S = 0.0, 0.3
"""Seconds to look for a timetable that shows that so little is enough: a round of annealing, or some."""

CHECK_S = 3.0
"""Seconds for one question of the deletion filter; a fact is kept when it is not answered."""


@dataclass(frozen=True)
class Cause:
    """Facts that cannot hold together.

    Parameters
    ----------
    facts
        The facts.
    minimal
        Whether it is proved that without any one of them the others can hold together.
    words
        Each fact as a sentence, in the order of the facts.
    counts
        What counting says of these facts alone; empty where it takes more than counting.
    relaxations
        For each fact that can restore the others by giving way alone, how little it takes; the
        cheapest first.
    """

    facts: tuple[Fact, ...]
    minimal: bool
    words: tuple[str, ...]
    counts: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]


def find_cause(problem: Problem, courses: Iterable[int], limits: Limits) -> Cause:
    """A cause within what is known of some courses, which cannot all be taught.

    Where counting is proof enough it cuts the part down first. If that leaves many facts, the count
    says more than they do, and is not followed by a question for each of them.
    """
    part = only_courses(problem, courses)
    if (shortage := shortage_among(part)) and (cause := _shared_cause(problem, shortage, limits)):
        return cause
    hurry = limits.share(0.5)  # the way out needs time too
    is_counted = bool(_counts(part))
    if is_counted:
        _, part, _ = _necessary(part, lambda without: None if not _counts(without) else False, hurry)
        if len(facts_of(part)) > MANY:
            return _cause(problem, part, facts_of(part), (), minimal=False)
        # Whatever can restore the others by giving way is needed: that leaves few questions.
        facts = facts_of(part)
        alone = _single_relaxations(problem, part, facts, hurry)
        unsure = set(facts) - {one.fact for one in alone}
        if all(
            is_possible(_lifted(part, [fact]), hurry.at_most(CHECK_S)) for fact in facts if fact in unsure
        ):
            return _cause(problem, part, facts, alone, minimal=True)
    facts, part, minimal = _necessary(
        part, lambda without: is_possible(without, hurry.at_most(CHECK_S)), hurry
    )
    few = len(facts) <= MANY or not is_counted
    alone = _single_relaxations(problem, part, facts, limits) if few else ()
    return _cause(problem, part, facts, alone, minimal=minimal)


def part_of(problem: Problem, facts: Sequence[Fact]) -> Problem:
    """The problem with some of its facts only."""
    part = only_courses(problem, sorted({fact.course for fact in facts if isinstance(fact, Teaching)}))
    for fact in facts_of(part):
        if fact not in facts:
            part = fact.lifted(part)
    return part


def _cause(
    problem: Problem, part: Problem, facts: Sequence[Fact], alone: Iterable[Relaxation], *, minimal: bool
) -> Cause:
    return Cause(
        tuple(facts),
        minimal,
        tuple(fact.words(problem) for fact in facts),
        _counts(part),
        tuple(sorted(alone, key=lambda relaxation: relaxation.price)),
    )


def _counts(part: Problem) -> tuple[str, ...]:
    return tuple(proof.reason for proof in counting_proofs(Layout(part)))


def _shared_cause(problem: Problem, shortage: Shortage, limits: Limits) -> Cause | None:
    """A shortage of rooms as a cause; None if more rooms would be of no use.

    That both facts cannot hold together is counted, and so is how far each must give at least. Without
    the events nothing is left to hold; that rooms are all they lack is shown by a timetable with more.
    """
    held, supply = shortage.facts
    part, rooms, left_out = shortage.part, shortage.least_rooms, shortage.least_left_out
    enough = look_for_timetable(supply.eased(part, rooms, {}), limits, SHOW_S).timetable is not None
    minimal = enough or is_possible(supply.lifted(part), limits.share(0.5).at_most(CHECK_S))
    if minimal is False:
        return None
    fewer = only_events(part, set(range(len(part.events))) - set(left_out))
    fits = look_for_timetable(fewer, limits, SHOW_S).timetable is not None
    alone = (
        Relaxation(supply, rooms, rooms * supply.price, supply.adding(part, rooms, is_enough=enough)),
        Relaxation(
            held, len(left_out), len(left_out) * held.price, held.leaving_out(len(left_out), is_enough=fits)
        ),
    )
    return _cause(problem, part, shortage.facts, alone, minimal=minimal is True)


def _necessary(
    part: Problem, may_be_possible: Callable[[Problem], bool | None], limits: Limits
) -> tuple[tuple[Fact, ...], Problem, bool]:
    """The deletion filter: facts are lifted for good as long as the rest stays impossible.

    Several are tried at once while that succeeds. Once a fact is needed it stays so, since what
    is lifted later only makes the rest weaker. What there is no time to ask about is kept.
    """
    needed: list[Fact] = []
    pending = list(facts_of(part))
    proved = True
    size = _first_chunk(pending)
    while pending:
        if limits.are_reached:
            needed, pending, proved = [*needed, *pending], [], False
            break
        chunk = pending[:size]
        without = _lifted(part, chunk)
        possible = may_be_possible(without)
        if possible is False:
            part = without
            left = set(facts_of(part))
            pending = [fact for fact in pending[size:] if fact in left]
            size *= 2
        elif size == 1:
            proved &= possible is True
            needed.append(chunk[0])
            pending = pending[1:]
            size = _first_chunk(pending)
        else:
            size = (size + 1) // 2
    left = set(facts_of(part))
    return tuple(fact for fact in needed if fact in left), part, proved


def _first_chunk(pending: Sequence[Fact]) -> int:
    return max(1, len(pending) // 4)


def _lifted(problem: Problem, facts: Sequence[Fact]) -> Problem:
    """The problem without some facts; all courses that go, go at once."""
    gone = {fact.course for fact in facts if isinstance(fact, Teaching)}
    for fact in facts:
        if not isinstance(fact, Teaching):
            problem = fact.lifted(problem)
    return only_courses(problem, set(range(len(problem.courses))) - gone) if gone else problem


def _single_relaxations(
    problem: Problem, part: Problem, facts: Sequence[Fact], limits: Limits
) -> tuple[Relaxation, ...]:
    """How little each fact must give that can restore the others alone."""
    found = (_relaxed_alone(problem, part, fact, limits.at_most(CHECK_S)) for fact in facts)
    return tuple(relaxation for relaxation in found if relaxation is not None)


def _relaxed_alone(problem: Problem, part: Problem, fact: Fact, limits: Limits) -> Relaxation | None:
    """How little one fact must give; None when it alone cannot help, or nothing was found in time.

    A model without rooms comes first, which is enough where a timetable shows that it is.
    """
    if isinstance(fact, Teaching) and _can_leave_one_out(part, fact, limits):
        return Relaxation(fact, 1, fact.price, fact.easing(problem, 1, {}))
    remedy = None if fact.needs_rooms else cheapest_remedy(problem, part, [fact], limits, with_rooms=False)
    if remedy is None and not fact.needs_rooms:
        return None  # what is of no use where rooms are only counted is of none where they are decided
    if remedy is None or timetable_of_eased(part, remedy, limits) is None:
        remedy = cheapest_remedy(problem, part, [fact], limits)
    return remedy.relaxations[0] if remedy is not None and len(remedy.relaxations) == 1 else None


def _can_leave_one_out(part: Problem, fact: Teaching, limits: Limits) -> bool:
    """Whether a glance shows that the part, which is impossible, is not so without the longest event."""
    longest = max(part.events_of_course[fact.course], key=lambda event: part.events[event].duration)
    rest = only_events(part, set(range(len(part.events))) - {longest})
    return not _counts(rest) and look_for_timetable(rest, limits, GLANCE_S).timetable is not None
