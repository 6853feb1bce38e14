"""What a repair answers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.timetable.problem import Problem
from engine.timetable.result import Status
from engine.timetable.score import Score
from engine.timetable.timetable import Timetable


@dataclass(frozen=True)
class Repair:
    """The answer to a repair.

    Parameters
    ----------
    status
        Optimal when no timetable moves fewer (proved), feasible when one was found, infeasible when none
        exists (proved), unknown when none was found in time.
    problem
        The problem with the changes. Where something happened in single weeks it holds what is elsewhere
        in them as events of their own, but not why: nobody is away in single weeks of a problem.
    timetable
        The mended timetable, checked by the referee; None unless optimal or feasible.
    moved
        Events that are elsewhere now, or have a place for the first time.
    fewest
        No mended timetable moves fewer: proved. Events; or meetings, see ``moves``.
    score
        What the mended timetable costs. Parts of an event count as events in it, so that it is not to
        be set beside the score of before; those of `weeks` are.
    groups, teachers
        Who attends a moved event, by index.
    weeks
        The single weeks in which something happened; empty where nothing did.
    """

    status: Status
    problem: Problem
    timetable: Timetable | None
    moved: tuple[int, ...]
    fewest: int
    score: Score | None
    groups: tuple[int, ...]
    teachers: tuple[int, ...]
    seconds: float
    weeks: tuple[MendedWeeks, ...] = ()

    @property
    def moves(self) -> int:
        """How many move: events; or meetings, each in one week, where things happen in single weeks."""
        if not self.weeks or self.timetable is None:
            return len(self.moved)
        return sum(one.weeks.bit_count() * len(one.repair.moved) for one in self.weeks)


@dataclass(frozen=True)
class MendedWeeks:
    """Weeks of the cycle in which the same is held and the same happened, mended by themselves.

    Parameters
    ----------
    weeks
        Bit set of the weeks.
    events
        Index that each event of theirs has in what was planned.
    before
        Their part of the timetable.
    repair
        Of what is held in them, as if there were no other weeks. Its costs are of one such week.
    """

    weeks: int
    events: tuple[int, ...]
    before: Timetable
    repair: Repair
