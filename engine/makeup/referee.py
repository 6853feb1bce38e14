"""Plain Python judges an assignment: every place when its turn comes, and what all cost together."""

from __future__ import annotations

from collections.abc import Sequence

from engine.makeup.calendar import Booking, Place, Session
from engine.makeup.costs import MakeupWeights
from engine.makeup.diary import Diary
from engine.makeup.index import MakeupIndex
from engine.makeup.objections import Objections
from engine.makeup.repricing import reprice
from engine.timetable.solve.pipeline import RefereeDisagrees


def judge(
    index: MakeupIndex,
    missed: Sequence[Session],
    places: Sequence[Place | None],
    weights: MakeupWeights,
    claimed: int,
) -> None:
    """Book the places one after the other in a diary, and make sure that the claim holds.

    Raises
    ------
    RefereeDisagrees
        If something speaks against a place, or the cost is another.
    """
    diary, cost = Diary(index.problem, index.timetable, index.calendar, missed), 0
    for session, place in zip(missed, places, strict=True):
        if place is None:
            continue
        for objection in Objections(diary, session).against(place):
            name = index.problem.event_name(session.event)
            raise RefereeDisagrees(
                f"{name} cannot be held there: {objection.words}. Please report this problem."
            )
        cost += reprice(diary, session, place, weights).total
        diary.book(Booking(session.event, *place))
    if cost != claimed:
        raise RefereeDisagrees(
            f"The places are said to cost {claimed}; the referee counts {cost}. Please report this problem."
        )
