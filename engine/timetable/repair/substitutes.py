"""Who could stand in for a teacher, event by event, without anything being moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.timetable.constraints.availability import Availability
from engine.timetable.constraints.day_load import DayLoad
from engine.timetable.constraints.rule import HardRule
from engine.timetable.constraints.teacher_clash import TeacherClash
from engine.timetable.constraints.week_load import WeekLoad
from engine.timetable.problem import Problem
from engine.timetable.repair.changes import Cancelled, Scene
from engine.timetable.repair.parts import check_index
from engine.timetable.repair.takeovers import EventTakenOver
from engine.timetable.repair.week_parts import alone, check_weeks, weeks_alike
from engine.timetable.score import check_fit, evaluate
from engine.timetable.timetable import Timetable

DEMANDS: tuple[HardRule, ...] = (Availability(), TeacherClash(), DayLoad(), WeekLoad())
"""What an event asks of a teacher: to be there, to be free, and to have load left."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who could take an event over where it is.

    Parameters
    ----------
    change
        The takeover, to be applied or given to a repair.
    cost
        What the timetable would cost more by it; negative when it would be better. In single weeks, what
        one of them would by itself.
    """

    change: EventTakenOver
    cost: int

    @property
    def teacher(self) -> int:
        """Index of the one who stands in."""
        return self.change.by


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who is qualified for an event and cannot take it.

    Parameters
    ----------
    teacher
        Index of the one who cannot.
    reasons
        Why not, in words with names, as it would be.
    """

    teacher: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An event whose teacher is away, and who could take it.

    Parameters
    ----------
    offers
        The cheapest first. Each holds by itself: who takes one event may no longer be free for
        another.
    refusals
        Those who cannot, in the course's order of substitutes.
    weeks
        Bit set of the single weeks in which it is vacant; 0 where the teacher is away in every week.
    """

    event: int
    offers: tuple[Offer, ...]
    refusals: tuple[Refusal, ...]
    weeks: int = 0


def substitutes(
    problem: Problem,
    timetable: Timetable,
    teacher: int,
    slots: frozenset[int] | None = None,
    weeks: int = 0,
) -> tuple[Vacancy, ...]:
    """Who could stand in for a teacher, for each event that is held while the teacher is away.

    Asked are the substitutes of the event's course. A whole course can be taken over as well
    (``TeacherReplaced``), but then of all its events.

    Parameters
    ----------
    problem
        What was planned. The same are asked when the teacher's slots are already closed in it, but costs
        can differ: the even share of a day depends on the days that are open.
    timetable
        A timetable of it.
    teacher
        Index of the teacher.
    slots
        When the teacher is away; None for the whole week.
    weeks
        Bit set of the weeks in which the teacher is away; 0 for every week. An offer is for these weeks
        only. Weeks in which the same is held are asked about together, all others apart.

    Returns
    -------
    tuple of Vacancy
        In the order of the week, weeks one after the other. Events without a place
        have none to be taken over in, and are left out.

    Raises
    ------
    ValueError
        If there is no such teacher, the cycle has no such weeks, or the timetable is not one of the
        problem.
    """
    check_index("teacher", teacher, problem.teachers)
    check_fit(problem, timetable)
    check_weeks(problem, weeks)
    if weeks in (0, problem.grid.all_weeks):
        return _vacancies(problem, timetable, teacher, slots)
    return tuple(
        vacancy
        for alike in weeks_alike(problem, [weeks])
        for vacancy in _vacancies_in(alike, problem, timetable, teacher, slots)
    )


def _vacancies_in(
    weeks: int, problem: Problem, timetable: Timetable, teacher: int, slots: frozenset[int] | None
) -> Iterator[Vacancy]:
    """Those in weeks that are alike, by the names that events have in the whole cycle."""
    week, places, events = alone(problem, timetable, weeks)
    for vacancy in _vacancies(week, places, teacher, slots):
        event = events[vacancy.event]
        offers = (
            replace(offer, change=replace(offer.change, event=event, weeks=weeks)) for offer in vacancy.offers
        )
        yield Vacancy(event, tuple(offers), vacancy.refusals, weeks)


def _vacancies(
    problem: Problem, timetable: Timetable, teacher: int, slots: frozenset[int] | None
) -> tuple[Vacancy, ...]:
    """Those in every week of a problem."""
    away = frozenset(range(problem.grid.num_slots)) if slots is None else slots
    held = {event: timetable.slots_of(problem, event) for event in problem.events_of_teacher[teacher]}
    missed = [event for event, run in held.items() if away.intersection(run)]
    missed.sort(key=lambda event: held[event].start)
    kept = sorted(_concerned(problem, teacher, missed))
    part, places = _part(problem, timetable, kept)
    return tuple(_vacancy(part, places, kept.index(event), teacher, name=event) for event in missed)


def _concerned(problem: Problem, teacher: int, missed: Sequence[int]) -> set[int]:
    """Events without which something that is said of a takeover would be another.

    They are the whole courses of all who might teach a missed event, and one event for each set of
    weeks, which tells apart the weeks of the cycle.
    """
    courses = {problem.events[event].course for event in missed}
    people = {teacher}.union(*(problem.courses[course].substitutes for course in courses))
    taught = {problem.events[event].course for one in people for event in problem.events_of_teacher[one]}
    of_weeks = {problem.weeks(event): event for event in range(len(problem.events))}
    return {event for course in taught for event in problem.events_of_course[course]}.union(of_weeks.values())


def _part(problem: Problem, timetable: Timetable, kept: Sequence[int]) -> Scene:
    """Some events and their courses alone, attended by teachers alone: what is asked is about these."""
    others = frozenset(range(len(problem.events))).difference(kept)
    part, places = Cancelled(others).apply(problem, timetable)
    courses = sorted({event.course for event in part.events})
    number = {course: index for index, course in enumerate(courses)}
    part = replace(
        part,
        groups=(),
        courses=tuple(
            replace(problem.courses[course], groups=(), unavailable=frozenset()) for course in courses
        ),
        events=tuple(replace(event, course=number[event.course]) for event in part.events),
    )
    return part, places


def _vacancy(problem: Problem, timetable: Timetable, event: int, teacher: int, *, name: int) -> Vacancy:
    """Who could take an event over; `name` is what the caller calls it."""
    offers, refusals = [], []
    for by in problem.courses[problem.events[event].course].substitutes:
        changed, _ = EventTakenOver(event, teacher, by).apply(problem, timetable)
        if reasons := tuple(_objections(changed, timetable, event, by)):
            refusals.append(Refusal(by, reasons))
        else:
            cost = _cost(problem, changed, timetable, frozenset({teacher, by}))
            offers.append(Offer(EventTakenOver(name, teacher, by), cost))
    return Vacancy(name, tuple(sorted(offers, key=lambda offer: offer.cost)), tuple(refusals))


def _objections(changed: Problem, timetable: Timetable, event: int, by: int) -> Iterator[str]:
    """What the referee says of the one who stands in, as far as it is about the event."""
    alone = _attended_by(changed, frozenset({by}))
    for rule in DEMANDS:
        for violation in rule.violations(alone, timetable):
            if event in violation.events:
                yield violation.reason


def _cost(problem: Problem, changed: Problem, timetable: Timetable, both: frozenset[int]) -> int:
    """The difference of the referee's costs.

    A cost is paid for one group or teacher, or for nobody in particular, so that all but these two pay
    the same before and after.
    """
    before, after = (evaluate(_attended_by(item, both), timetable) for item in (problem, changed))
    return after.cost - before.cost


def _attended_by(problem: Problem, teachers: frozenset[int]) -> Problem:
    """The problem as if nobody but some of the teachers taught."""
    courses = (
        replace(course, teachers=tuple(item for item in course.teachers if item in teachers), substitutes=())
        for course in problem.courses
    )
    return replace(problem, courses=tuple(courses))
