"""What a repair answers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.timetable.problem import Problem
from engine.timetable.repair.parts import held_part
from engine.timetable.result import Status
from engine.timetable.score import Score, evaluate
from engine.timetable.solve.pipeline import RefereeDisagrees
from engine.timetable.timetable import Timetable


@dataclass(frozen=True)
class Repair:
    """The answer to a repair.

    Parameters
    ----------
    status
        Optimal when no timetable moves fewer (proved), feasible when one was found; infeasible when none
        holds everything (proved), unknown when none that does was found in time.
    problem
        The problem with the changes. Where something happened in single weeks it holds what is elsewhere
        in them as events of their own, but not why: nobody is away in single weeks of a problem.
    timetable
        The mended timetable, checked by the referee. Where the status is infeasible or unknown, whoever is
        left out has no place in it.
    moved
        Events that are elsewhere now, or have a place for the first time.
    fewest
        No mended timetable moves fewer, proved: of those that hold everything, or where the status is
        infeasible, of those that leave out as few. Events; or meetings, see ``moves``.
    score
        What the mended timetable costs. Parts of an event count as events in it, so that it is not to
        be set beside the score of before; those of `weeks` are.
    groups, teachers
        Who attends an event that is moved or left out, by index.
    weeks
        The single weeks in which something happened; empty where nothing did.
    left_out
        Events that are not held, of those that lost their place; none where the status is optimal or
        feasible.
    fewest_left_out
        No timetable leaves out fewer of these: proved. Events; or meetings, see ``leaves``.
    """

    status: Status
    problem: Problem
    timetable: Timetable
    moved: tuple[int, ...]
    fewest: int
    score: Score
    groups: tuple[int, ...]
    teachers: tuple[int, ...]
    seconds: float
    weeks: tuple[MendedWeeks, ...] = ()
    left_out: tuple[int, ...] = ()
    fewest_left_out: int = 0

    @property
    def is_proved(self) -> bool:
        """Whether no timetable leaves out fewer, and none that leaves out as few moves fewer."""
        return self.leaves <= self.fewest_left_out and self.moves <= self.fewest

    @property
    def leaves(self) -> int:
        """How many are left out: events; or meetings, each in one week, as of ``moves``."""
        if not self.weeks:
            return len(self.left_out)
        return sum(one.weeks.bit_count() * len(one.repair.left_out) for one in self.weeks)

    @property
    def moves(self) -> int:
        """How many move: events; or meetings, each in one week, where things happen in single weeks."""
        if not self.weeks:
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


def agreed_score(problem: Problem, timetable: Timetable) -> Score:
    """What a mended timetable costs, once the referee has agreed to all that is held.

    Raises
    ------
    RefereeDisagrees
        If that breaks a rule.
    """
    held, places, _ = held_part(problem, timetable)
    score = evaluate(held, places)
    if not score.is_feasible:
        raise RefereeDisagrees(f"The mended timetable is broken: {score.violations[0].reason}.")
    return score
