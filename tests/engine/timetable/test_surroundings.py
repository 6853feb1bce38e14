"""A few events judged among their surroundings: the same verdict as on the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.constraints import Cost, Violation
from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Course, Event, Group, Problem, Teacher, TimeGrid
from engine.timetable.score import Score, evaluate
from engine.timetable.surroundings import evaluate_among, surroundings
from engine.timetable.timetable import Timetable
from tests.engine.timetable.problems import all_places, colleges, competitions, timetables, tiny
from tests.engine.timetable.school import TWO_DAYS, school

Told = Iterable[Violation | Cost]


def _more(before: Told, after: Told) -> Counter[Violation | Cost]:
    return Counter(after) - Counter(before)


def _difference(before: Score, after: Score) -> tuple[object, ...]:
    """What differs between two verdicts, in words and in sums."""
    return (
        _more(before.violations, after.violations),
        _more(after.violations, before.violations),
        _more(before.costs, after.costs),
        _more(after.costs, before.costs),
        after.cost - before.cost,
    )


def _moved(data: st.DataObject, problem: Problem, timetable: Timetable) -> tuple[Timetable, set[int]]:
    """The timetable with one or two events elsewhere, or nowhere, and which they are."""
    events = range(len(problem.events))
    moved = data.draw(st.sets(st.sampled_from(events), min_size=1, max_size=2), label="moved")
    places = {
        event: data.draw(st.sampled_from([None, *all_places(problem, event)]), label=f"place of {event}")
        for event in moved
    }
    return Timetable(tuple(places.get(event, timetable[event]) for event in events)), moved


def _among(problem: Problem, sides: Sequence[Timetable], moved: set[int]) -> list[Score]:
    """The verdicts on the surroundings of what was moved."""
    near = frozenset().union(*(surroundings(problem, side, moved) for side in sides))
    return [evaluate_among(problem, side, near) for side in sides]


def _of(score: Score, events: set[int]) -> Counter[Violation]:
    """The violations in which any of the events takes part."""
    return Counter(one for one in score.violations if events.intersection(one.events))


PROBLEMS = st.one_of(colleges(repaired=True, limited=True), competitions(), tiny())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_move_changes_what_it_changes_of_the_whole(data: st.DataObject) -> None:
    problem = data.draw(PROBLEMS)
    timetable = data.draw(timetables(problem, complete=False))
    other, moved = _moved(data, problem, timetable)

    among = _among(problem, (timetable, other), moved)

    whole = [evaluate(problem, side) for side in (timetable, other)]
    assert _difference(*among) == _difference(*whole)
    assert [_of(score, moved) for score in among] == [_of(score, moved) for score in whole]


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_on_a_college_it_is_a_part_of_the_events_that_is_judged(data: st.DataObject) -> None:
    problem, timetable = generate_with_witness("small")
    other, moved = _moved(data, problem, timetable)

    near = surroundings(problem, timetable, {min(moved)})
    among = _among(problem, (timetable, other), moved)

    assert len(near) < len(problem.events)
    assert _difference(*among) == _difference(*(evaluate(problem, side) for side in (timetable, other)))


def _strangers(*events: Event, courses: int, grid: TimeGrid = TWO_DAYS) -> Problem:
    """Courses that have neither teacher nor group in common."""
    numbers = range(courses)
    return school(
        *events,
        grid=grid,
        teachers=tuple(Teacher(f"T{i}") for i in numbers),
        groups=tuple(Group(f"G{i}") for i in numbers),
        courses=tuple(Course(f"C{i}", teachers=(i,), groups=(i,)) for i in numbers),
    )


def test_what_comes_before_or_after_in_another_course_belongs_to_it() -> None:
    problem = _strangers(Event(0), Event(1, after=(0,)), Event(2, after=(1,)), Event(3), courses=4)
    timetable = Timetable.of([(0, 0), (1, 1), None, (3, 0)])

    assert surroundings(problem, timetable, (1,)) == {0, 1, 2, 3}  # the last for its weeks
    assert surroundings(problem, timetable, (0,)) == {0, 1, 3}


def test_who_was_in_the_room_belongs_to_it_with_the_whole_course() -> None:
    problem = _strangers(Event(0), Event(1), Event(1), Event(2), Event(3), courses=4)
    timetable = Timetable.of([(0, 0), (1, 0), (2, 1), (3, 1), (4, 1)])

    assert surroundings(problem, timetable, (0,)) == {0, 1, 2, 4}


def test_weeks_are_told_apart_as_in_the_whole() -> None:
    weekly = TimeGrid(days=2, slots_per_day=4, weeks=2)
    problem = _strangers(Event(0), Event(0), Event(1, weeks=1), courses=2, grid=weekly)
    timetable = Timetable.of([(0, 0), (2, 0), (0, 1)])

    part = evaluate_among(problem, timetable, surroundings(problem, timetable, (0,)))

    assert [one for one in evaluate(problem, timetable).costs if 0 in one.events] == [
        one for one in part.costs if 0 in one.events
    ]
    assert any("in week" in one.reason for one in part.costs)
