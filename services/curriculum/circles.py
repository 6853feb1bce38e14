"""Prerequisites as a graph: circles and long chains in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from services.errors import Invalid

C = TypeVar("C")

MAX_CHAIN = 30
"""Courses in a chain of which each needs the next; it keeps the tree of prerequisites readable."""


class PrerequisiteCircle(Invalid):
    """A course would have to be known before itself."""

    code = "prerequisite_circle"


class PrerequisiteChainTooLong(Invalid):
    """Courses need one another over more steps than any curriculum has."""

    code = "prerequisite_chain_too_long"


def find_circle(needs: Mapping[C, Collection[C]]) -> list[C]:
    """Courses of which each needs the next, from one back to itself; empty if there is no circle."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # It lists each course before the one that needs it.
        circle: list[C] = error.args[1][::-1]
        return circle
    return []


def longest_chain(needs: Mapping[C, Collection[C]]) -> list[C]:
    """The longest row of courses of which each needs the next, where there is no circle."""
    length: dict[C, int] = {}
    follows: dict[C, C] = {}
    for course in TopologicalSorter(needs).static_order():
        best = max(needs.get(course, ()), key=length.__getitem__, default=None)
        length[course] = 1 if best is None else length[best] + 1
        if best is not None:
            follows[course] = best
    if not length:
        return []
    chain = [max(length, key=length.__getitem__)]
    while chain[-1] in follows:
        chain.append(follows[chain[-1]])
    return chain


def check_needs(needs: Mapping[C, Collection[C]], names: Mapping[C, str], *, field: str) -> None:
    """Refuse prerequisites that go in a circle or never end.

    Parameters
    ----------
    needs
        For each course those that must be known before it.
    names
        What to call courses in messages.
    field
        The field of the request that the messages belong to.

    Raises
    ------
    PrerequisiteCircle
        With the whole circle in words.
    PrerequisiteChainTooLong
        If a chain has more than 30 courses.
    """
    circle = find_circle(needs)
    if circle:
        words = ", which needs ".join(names[course] for course in circle[1:])
        raise PrerequisiteCircle(
            f"Prerequisites would go in a circle: {names[circle[0]]} needs {words}.",
            fields={field: "Leads back to the course itself."},
        )
    chain = longest_chain(needs)
    if len(chain) > MAX_CHAIN:
        raise PrerequisiteChainTooLong(
            f"From {names[chain[0]]} to {names[chain[-1]]} there would be {len(chain)} courses in a chain of"
            f" prerequisites, at most {MAX_CHAIN} can be.",
            fields={field: f"A chain of more than {MAX_CHAIN} courses."},
        )
