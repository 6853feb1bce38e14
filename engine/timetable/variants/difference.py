"""How far two timetables of a problem are apart, where events of a bundle are one like the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.timetable.layout import Layout
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Difference:
    """How many events of one timetable are not where the other has them.

    Parameters
    ----------
    events
        Events at another time or in another room.
    times
        Events at another time: the others have only changed their room.
    """

    events: int
    times: int


def difference(layout: Layout, first: Timetable, second: Timetable) -> Difference:
    """Count the events that are elsewhere in a second timetable, as few as can be said to be.

    Events of a bundle that have only exchanged their places are where they were: nobody could tell.
    """
    return Difference(
        _elsewhere(layout, first.placements, second.placements),
        _elsewhere(layout, _slots(first), _slots(second)),
    )


def _elsewhere(layout: Layout, first: Sequence[object], second: Sequence[object]) -> int:
    bundles = layout.bundle_of.tolist()
    was, now = (Counter(zip(bundles, places, strict=True)) for places in (first, second))
    return (was - now).total()


def _slots(timetable: Timetable) -> list[int | None]:
    return [None if place is None else place.slot for place in timetable.placements]
