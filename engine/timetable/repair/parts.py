"""Parts of a problem, checked, exchanged and named: what the changes have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TypeVar

from engine.timetable.problem import Course, Group, Problem
from engine.timetable.problem_parts import only_events
from engine.timetable.timetable import Timetable

Item = TypeVar("Item")


def check_index(kind: str, index: int, items: Sequence[object]) -> None:
    """Make sure that there is such a part.

    Raises
    ------
    ValueError
        If there is not.
    """
    if not 0 <= index < len(items):
        raise ValueError(f"There is no {kind} {index}; there are {len(items)}, numbered from 0.")


def held_part(problem: Problem, timetable: Timetable) -> tuple[Problem, Timetable, list[int]]:
    """What has a place, as if there were no other events, and the index that each event had."""
    held = [event for event, _ in timetable.placed()]
    return only_events(problem, held), Timetable(tuple(timetable[event] for event in held)), held


def exchanged(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    """The items with another one at an index."""
    return (*items[:index], item, *items[index + 1 :])


def free_id(wanted: str, items: Sequence[Course] | Sequence[Group]) -> str:
    """The id that is wanted, or with ``-2``, ``-3``, ... after it if others have it."""
    taken = {item.id for item in items}
    if wanted not in taken:
        return wanted
    return next(name for number in count(2) if (name := f"{wanted}-{number}") not in taken)
