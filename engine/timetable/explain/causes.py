"""Causes: facts that cannot hold together, none of which could be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.timetable.explain.elastic import Relaxation, cheapest_remedy
from engine.timetable.explain.event_facts import Teaching
from engine.timetable.explain.fact import Fact
from engine.timetable.explain.facts import facts_of
from engine.timetable.explain.feasibility import is_possible
from engine.timetable.explain.parts import only_courses
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.proofs import counting_proofs

MANY = 20
"""Facts of a counted cause beyond which only the count is told, not what each of them could give."""

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
    if _counts(part):
        _, part, _ = _necessary(part, lambda without: None if not _counts(without) else False)
    facts, minimal = facts_of(part), False
    if len(facts) <= MANY or not _counts(part):
        hurry = limits.share(0.5)  # the way out needs time too
        facts, part, minimal = _necessary(part, lambda without: is_possible(without, hurry.at_most(CHECK_S)))
    return Cause(
        facts,
        minimal,
        tuple(fact.words(problem) for fact in facts),
        _counts(part),
        tuple(_single_relaxations(problem, part, facts, limits)) if len(facts) <= MANY else (),
    )


def _counts(part: Problem) -> tuple[str, ...]:
    return tuple(proof.reason for proof in counting_proofs(Layout(part)))


def part_of(problem: Problem, facts: Sequence[Fact]) -> Problem:
    """The problem with some of its facts only."""
    part = only_courses(problem, sorted({fact.course for fact in facts if isinstance(fact, Teaching)}))
    for fact in facts_of(part):
        if fact not in facts:
            part = fact.lifted(part)
    return part


def _necessary(
    part: Problem, may_be_possible: Callable[[Problem], bool | None]
) -> tuple[tuple[Fact, ...], Problem, bool]:
    """The deletion filter: facts are lifted for good as long as the rest stays impossible.

    Several are tried at once while that succeeds. Once a fact is needed it stays so, since what
    is lifted later only makes the rest weaker.
    """
    needed: list[Fact] = []
    pending = list(facts_of(part))
    proved = True
    size = _first_chunk(pending)
    while pending:
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
) -> Iterator[Relaxation]:
    found = []
    for fact in facts:
        remedy = cheapest_remedy(problem, part, [fact], limits.at_most(CHECK_S))
        if remedy is not None and len(remedy.relaxations) == 1:
            found.append(remedy.relaxations[0])
    yield from sorted(found, key=lambda relaxation: relaxation.price)
