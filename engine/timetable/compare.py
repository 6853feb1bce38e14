"""Two timetables side by side: what one gains, what it loses, who is moved and who pays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from engine.timetable.problem import Event, Group, Placement, Problem, Teacher
from engine.timetable.score import Score, evaluate
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Move:
    """An event that is elsewhere in the second timetable, or in one of the two only.

    Parameters
    ----------
    event
        In words, as the problem names it that has the event.
    before, after
        Slot and room in words; None where the event has no place, or does not exist.
    """

    event: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a group's or a teacher's own week costs in both timetables.

    Parameters
    ----------
    who, id
        What people call the group or teacher, and the id in the problem.
    """

    who: str
    id: str
    is_teacher: bool
    before: int
    after: int

    @property
    def change(self) -> int:
        """What the second costs more; negative where it is better."""
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Two timetables, judged each by its own problem.

    Parameters
    ----------
    before, after
        The referee's verdicts.
    moves
        Events that differ in place, in the order of the first problem's, new ones last.
    balances
        Everybody whose own costs differ, the biggest loser first.
    """

    before: Score
    after: Score
    moves: tuple[Move, ...]
    balances: tuple[Balance, ...]

    @property
    def change_by_rule(self) -> dict[str, int]:
        """What the second costs more, for each rule that either has."""
        rules = dict.fromkeys([*self.before.cost_by_rule, *self.after.cost_by_rule])
        return {
            rule: self.after.cost_by_rule.get(rule, 0) - self.before.cost_by_rule.get(rule, 0)
            for rule in rules
        }


def compare(
    problem: Problem, timetable: Timetable, other_problem: Problem, other_timetable: Timetable
) -> Comparison:
    """Set a second timetable beside a first, of the same problem or of one with changed data.

    Events are the same when their courses have the same id and they are the n-th of their kind in it
    (duration, room kind and weeks), so that an event added to a course shows as one event more;
    people are the same when their ids are.

    Raises
    ------
    ValueError
        If a timetable is not one of its problem.
    """
    before, after = evaluate(problem, timetable), evaluate(other_problem, other_timetable)
    return Comparison(
        before,
        after,
        tuple(_moves(problem, timetable, other_problem, other_timetable)),
        tuple(_balances(before, after)),
    )


def _moves(
    problem: Problem, timetable: Timetable, other_problem: Problem, other_timetable: Timetable
) -> Iterator[Move]:
    olds, news = _events_by_key(problem), _events_by_key(other_problem)
    for key in dict.fromkeys([*olds, *news]):
        old, new = olds.get(key), news.get(key)
        was = None if old is None else _words(problem, timetable[old])
        now = None if new is None else _words(other_problem, other_timetable[new])
        if was != now or (old is None) != (new is None):
            name = problem.event_name(old) if old is not None else other_problem.event_name(new or 0)
            yield Move(name, was, now)


def _events_by_key(problem: Problem) -> dict[tuple[str, tuple[object, ...], int], int]:
    """Events by course, kind of event, and number among those of the course and kind."""
    seen: Counter[tuple[str, tuple[object, ...]]] = Counter()
    events: dict[tuple[str, tuple[object, ...], int], int] = {}
    for index, event in enumerate(problem.events):
        kind = problem.courses[event.course].id, _traits(event)
        events[(*kind, seen[kind])] = index
        seen[kind] += 1
    return events


def _traits(event: Event) -> tuple[object, ...]:
    return event.duration, event.kind, event.weeks


def _words(problem: Problem, place: Placement | None) -> str | None:
    return None if place is None else f"{problem.grid.label(place.slot)}, {problem.rooms[place.room]}"


def _balances(before: Score, after: Score) -> Iterator[Balance]:
    was, now = _paid_by_whom(before), _paid_by_whom(after)
    names = {(type(who), who.id): str(who) for score in (before, after) for who in _payers(score)}
    for key in sorted(names, key=lambda key: (was[key] - now[key], names[key])):
        if was[key] != now[key]:
            yield Balance(names[key], key[1], key[0] is Teacher, was[key], now[key])


def _paid_by_whom(score: Score) -> defaultdict[tuple[type, str], int]:
    paid: defaultdict[tuple[type, str], int] = defaultdict(int)
    for cost in score.costs:
        if cost.whom is not None:
            paid[type(cost.whom), cost.whom.id] += cost.amount
    return paid


def _payers(score: Score) -> Iterator[Group | Teacher]:
    return (cost.whom for cost in score.costs if cost.whom is not None)
