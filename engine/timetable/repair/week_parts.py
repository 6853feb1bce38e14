"""Single weeks of the cycle: what is held in them by themselves, and events split by their weeks.

Order is kept between meetings of one week. Of two events that share no week each is long over when the
other is held, wherever in the week it is, so that nothing need be kept between their meetings once one
is elsewhere for some weeks only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


def check_weeks(problem: Problem, weeks: int) -> None:
    """Make sure that the cycle has such weeks; 0 stands for every week.

    Raises
    ------
    ValueError
        If it has not, or has one week only, which can only be meant as every week.
    """
    if weeks and problem.grid.weeks == 1:
        raise ValueError("The cycle has one week, so that every week is alike; nothing can happen in some.")
    if not 0 <= weeks <= problem.grid.all_weeks:
        raise ValueError(f"The week set {weeks:#b} goes beyond the {problem.grid.weeks} weeks of the cycle.")


def week_numbers(weeks: int) -> list[int]:
    """Weeks of a set as people number them, from 1."""
    return [week + 1 for week in range(weeks.bit_length()) if weeks >> week & 1]


def week_words(weeks: int) -> str:
    """A set of weeks in words: ``week 2``, ``weeks 2, 4``."""
    numbers = week_numbers(weeks)
    return f"week{'s' * (len(numbers) != 1)} {', '.join(map(str, numbers))}"


def weeks_alike(problem: Problem, sets: Iterable[int]) -> list[int]:
    """The weeks of some sets, as sets of those that have the same events and lie in the same sets.

    Weeks without any event are left out.
    """
    named = [*sets]
    held = sorted({problem.weeks(event) for event in range(len(problem.events))})
    alike: defaultdict[tuple[tuple[bool, ...], tuple[bool, ...]], int] = defaultdict(int)
    for week in range(problem.grid.weeks):
        events, within = (tuple(bool(bits >> week & 1) for bits in group) for group in (held, named))
        if any(events) and any(within):
            alike[events, within] |= 1 << week
    return list(alike.values())


def alone(problem: Problem, timetable: Timetable, weeks: int) -> tuple[Problem, Timetable, tuple[int, ...]]:
    """What is held in some weeks, as if there were no others, and the index that each event had."""
    held = [event for event in range(len(problem.events)) if problem.weeks(event) & weeks]
    number = {event: index for index, event in enumerate(held)}
    events = (
        replace(
            problem.events[event],
            weeks=problem.weeks(event) & weeks,
            after=tuple(
                number[earlier]
                for earlier in problem.events[event].after
                if problem.weeks(earlier) & problem.weeks(event) & weeks
            ),
        )
        for event in held
    )
    return (
        replace(problem, events=tuple(events)),
        Timetable(tuple(timetable[event] for event in held)),
        tuple(held),
    )


def parts_of(problem: Problem, events: Sequence[int], weeks: int) -> list[tuple[int, int]]:
    """Events that are held in some weeks, with those of these weeks in which each is; 0 stands for all.

    Raises
    ------
    ValueError
        If the cycle has no such weeks, or none of the events is held in them.
    """
    check_weeks(problem, weeks)
    wanted = weeks or problem.grid.all_weeks
    parts = [(event, bits) for event in events if (bits := problem.weeks(event) & wanted)]
    if events and not parts:
        names = ", ".join(problem.event_name(event) for event in events)
        raise ValueError(f"{names}: not held in {week_words(wanted)}.")
    return parts


def split_off(
    problem: Problem, timetable: Timetable, parts: Sequence[tuple[int, int]]
) -> tuple[Problem, Timetable, list[int]]:
    """Make some weeks of an event an event of its own, for each pair of an event and its weeks.

    Nothing is elsewhere by it. An event keeps the weeks that no pair names; the last part of one that has
    none left takes its index. All other parts come last, in the order of the pairs.

    Parameters
    ----------
    problem, timetable
        What there is.
    parts
        Events are held in the weeks that they are named with; no week is named twice with an event.

    Returns
    -------
    tuple
        The problem, the timetable, and the index of each part.
    """
    events, source, indices = list(problem.events), [*range(len(problem.events))], []
    for event, weeks in parts:
        left = (events[event].weeks or problem.grid.all_weeks) & ~weeks
        if not left:
            indices.append(event)
            continue
        indices.append(len(events))
        source.append(event)
        events.append(replace(events[event], weeks=weeks))
        events[event] = replace(events[event], weeks=left)
    split = replace(problem, events=tuple(events))
    return _in_order(problem, split, source), Timetable(tuple(timetable[event] for event in source)), indices


def freed_from_other_weeks(problem: Problem, events: Iterable[int]) -> Problem:
    """The problem without any order between some events and those that share no week with them."""
    freed = frozenset(events)

    def binds(earlier: int, later: int) -> bool:
        together = problem.weeks(earlier) & problem.weeks(later)
        return bool(together) or not freed.intersection((earlier, later))

    ordered = (
        replace(event, after=tuple(earlier for earlier in event.after if binds(earlier, later)))
        for later, event in enumerate(problem.events)
    )
    return replace(problem, events=tuple(ordered))


def _in_order(problem: Problem, split: Problem, source: Sequence[int]) -> Problem:
    """The split problem, whose parts keep the order of what they come from where they share a week."""
    pieces: defaultdict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(source):
        pieces[event].append(index)

    def binds(earlier: int, later: int) -> bool:
        shared = problem.weeks(source[earlier]) & problem.weeks(source[later])
        return not shared or bool(split.weeks(earlier) & split.weeks(later))

    ordered = (
        replace(
            event,
            after=tuple(piece for earlier in event.after for piece in pieces[earlier] if binds(piece, later)),
        )
        for later, event in enumerate(split.events)
    )
    return replace(split, events=tuple(ordered))
