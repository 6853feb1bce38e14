"""What happens in single weeks of the cycle is mended in these weeks alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Course, Event, Group, Placement, Problem, TimeGrid
from engine.timetable.repair import (
    Cancelled,
    Change,
    Closure,
    EventsAdded,
    EventTakenOver,
    GroupAway,
    RoomClosed,
    TeacherAway,
    TeacherReplaced,
    apply_changes,
    repair,
    substitutes,
)
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import all_places, slot_sets, tiny
from tests.engine.timetable.school import LOGIC, PROOFS, school

MORNING = Timetable.of([(0, 0), (1, 0)])
ODD, EVEN = 1, 2
TWO_WEEKS = TimeGrid(days=2, slots_per_day=4, weeks=2)
FOUR_WEEKS = TimeGrid(days=2, slots_per_day=4, weeks=4)
FIRST, SECOND = frozenset({0}), frozenset({1})


def test_an_event_is_elsewhere_in_the_closed_week_and_stays_in_the_other() -> None:
    mended = repair(school(grid=TWO_WEEKS), MORNING, [TeacherAway(1, SECOND, weeks=EVEN)])

    assert mended.status is Status.OPTIMAL
    assert (mended.moves, mended.fewest, mended.moved) == (1, 1, (2,))
    assert mended.timetable.placements[:2] == MORNING.placements
    assert mended.timetable[2] != MORNING[1]
    assert [mended.problem.weeks(event) for event in range(3)] == [ODD | EVEN, ODD, EVEN]
    assert (mended.groups, mended.teachers) == ((0,), (1,))


@pytest.mark.parametrize(
    "closure",
    [
        TeacherAway(0, FIRST, weeks=ODD),
        GroupAway(0, FIRST, weeks=ODD),
        RoomClosed(0, FIRST, weeks=ODD),
    ],
)
def test_teachers_groups_and_rooms_can_be_missing_in_some_weeks(closure: Closure) -> None:
    mended = repair(school(grid=TWO_WEEKS), MORNING, [closure])

    assert (mended.moves, mended.fewest) == (1, 1)
    (week,) = mended.weeks
    assert (week.weeks, week.events) == (ODD, (0, 1))
    assert is_kept(closure, mended.problem, mended.timetable)


def test_an_event_of_other_weeks_only_is_left_alone() -> None:
    problem = school(Event(0, weeks=ODD), Event(1), grid=TWO_WEEKS)

    mended = repair(problem, MORNING, [TeacherAway(0, weeks=EVEN)])

    assert mended.status is Status.OPTIMAL
    assert (mended.problem, mended.timetable, mended.moves) == (problem, MORNING, 0)


def test_a_week_in_which_nothing_is_held_needs_no_mending() -> None:
    problem = school(Event(0, weeks=ODD), Event(1, weeks=ODD), grid=TWO_WEEKS)

    mended = repair(problem, MORNING, [RoomClosed(0, weeks=EVEN)])

    assert (mended.status, mended.timetable, mended.weeks) == (Status.OPTIMAL, MORNING, ())


def test_an_event_of_the_closed_weeks_only_moves_whole() -> None:
    problem = school(Event(0, weeks=EVEN), Event(1), grid=TWO_WEEKS)

    mended = repair(problem, MORNING, [TeacherAway(0, FIRST, weeks=EVEN)])

    assert mended.moved == (0,)
    assert mended.problem == problem


def test_each_closed_week_counts_its_own_meetings() -> None:
    mended = repair(school(grid=FOUR_WEEKS), MORNING, [TeacherAway(1, SECOND, weeks=0b1010)])

    assert (mended.moves, mended.fewest, mended.moved) == (2, 2, (2,))
    assert mended.problem.weeks(2) == 0b1010


def test_different_closures_may_hold_in_different_weeks() -> None:
    changes: list[Closure] = [TeacherAway(0, FIRST, weeks=ODD), RoomClosed(0, SECOND, weeks=EVEN)]

    mended = repair(school(grid=TWO_WEEKS), MORNING, changes)

    assert (mended.status, mended.moves) == (Status.OPTIMAL, 2)
    assert [one.weeks for one in mended.weeks] == [ODD, EVEN]
    assert all(is_kept(closure, mended.problem, mended.timetable) for closure in changes)


def test_all_weeks_named_one_by_one_are_every_week() -> None:
    named = repair(school(grid=TWO_WEEKS), MORNING, [TeacherAway(1, SECOND, weeks=ODD | EVEN)])

    assert (named.weeks, named.moves, len(named.problem.events)) == ((), 1, 2)
    assert named.problem.teachers[1].unavailable == SECOND


def test_lasting_changes_come_first() -> None:
    changes: list[Change] = [Cancelled(frozenset({0})), TeacherAway(1, SECOND, weeks=EVEN)]

    mended = repair(school(grid=TWO_WEEKS), MORNING, changes)

    assert (mended.moves, mended.moved) == (1, (1,))
    assert [event.course for event in mended.problem.events] == [1, 1]


def test_a_week_that_cannot_be_mended_is_proved() -> None:
    mended = repair(school(grid=TWO_WEEKS), MORNING, [TeacherAway(0, weeks=EVEN)])

    assert (mended.status, mended.moved, mended.left_out) == (Status.INFEASIBLE, (), (2,))


def test_without_time_nothing_is_said_to_be_proved() -> None:
    mended = repair(school(grid=TWO_WEEKS), MORNING, [TeacherAway(1, SECOND, weeks=EVEN)], time_limit=0)

    assert (mended.status, mended.left_out, mended.is_proved) == (Status.UNKNOWN, (2,), False)
    assert mended.timetable == Timetable.of([(0, 0), (1, 0), None])


def test_what_is_held_in_another_week_is_not_in_the_way() -> None:
    grid = TimeGrid(days=1, slots_per_day=2, weeks=2)
    problem = school(Event(0), Event(1, weeks=ODD), grid=grid)

    mended = repair(problem, MORNING, [TeacherAway(0, FIRST, weeks=EVEN)])

    assert mended.moves == 1
    assert mended.timetable == Timetable.of([(0, 0), (1, 0), (1, mended_room(mended.timetable, 2))])


def test_order_is_kept_between_meetings_of_one_week() -> None:
    grid = TimeGrid(days=1, slots_per_day=3, weeks=2)
    problem = school(Event(0), Event(1, after=(0,)), grid=grid)

    mended = repair(problem, MORNING, [TeacherAway(0, FIRST, weeks=EVEN)])

    assert (mended.moves, mended.fewest) == (2, 2)
    assert [event.after for event in mended.problem.events] == [(), (0,), (), (2,)]


def test_order_between_events_that_share_no_week_binds_no_meeting_that_is_elsewhere() -> None:
    grid = TimeGrid(days=1, slots_per_day=2, weeks=2)
    problem = school(Event(0, weeks=ODD), Event(1, weeks=EVEN, after=(0,)), grid=grid)

    mended = repair(problem, MORNING, [TeacherAway(0, FIRST, weeks=ODD)])

    assert mended.status is Status.OPTIMAL
    assert mended.timetable[0] == Placement(1, mended_room(mended.timetable, 0))
    assert mended.problem.events[1].after == ()


def test_costs_are_of_one_of_the_weeks_by_itself() -> None:
    """A part of an event would count as an event of its own, and weigh in other patterns of weeks."""
    problem = school(grid=FOUR_WEEKS)

    mended = repair(problem, MORNING, [TeacherAway(1, SECOND, weeks=EVEN)])

    (week,) = mended.weeks
    assert evaluate(week.repair.problem, week.before).cost == evaluate(problem, MORNING).cost
    assert week.repair.score == evaluate(week.repair.problem, week.repair.timetable or week.before)


def test_a_college_with_a_trainer_away_in_one_week_is_mended() -> None:
    problem, witness = generate_with_witness("small")
    problem = replace(problem, grid=replace(problem.grid, weeks=2)) if problem.grid.weeks == 1 else problem
    monday = frozenset(range(problem.grid.slots_per_day))
    teacher = next(
        one
        for one, events in enumerate(problem.events_of_teacher)
        if missed(problem, witness, events, monday)
    )

    mended = repair(problem, witness, [TeacherAway(teacher, monday, weeks=EVEN)], time_limit=60)

    assert mended.status is Status.OPTIMAL
    assert mended.moves >= len(missed(problem, witness, problem.events_of_teacher[teacher], monday))
    assert is_kept(TeacherAway(teacher, monday, weeks=EVEN), mended.problem, mended.timetable)


@pytest.mark.parametrize(
    ("grid", "weeks", "said"),
    [
        (TimeGrid(2, 4), 1, "The cycle has one week"),
        (TWO_WEEKS, 0b100, "goes beyond the 2 weeks"),
        (TWO_WEEKS, -1, "goes beyond the 2 weeks"),
    ],
)
def test_weeks_that_the_cycle_does_not_have_are_refused(grid: TimeGrid, weeks: int, said: str) -> None:
    problem = replace(school(grid=grid), courses=(replace(LOGIC, substitutes=(1,)), PROOFS))

    for change in (
        TeacherAway(0, weeks=weeks),
        GroupAway(0, weeks=weeks),
        RoomClosed(0, weeks=weeks),
        Cancelled(frozenset({0}), weeks=weeks),
        EventsAdded(0, weeks=weeks),
        EventTakenOver(0, 0, 1, weeks=weeks),
        TeacherReplaced(0, 0, 1, weeks=weeks),
    ):
        with pytest.raises(ValueError, match=said):
            repair(problem, MORNING, [change])
    with pytest.raises(ValueError, match=said):
        substitutes(problem, MORNING, 0, weeks=weeks)


@pytest.mark.parametrize("closure", [TeacherAway(5, weeks=1), GroupAway(5, weeks=1), RoomClosed(5, weeks=1)])
def test_whoever_does_not_exist_cannot_be_away_in_a_week(closure: Closure) -> None:
    with pytest.raises(ValueError, match="There is no"):
        repair(school(grid=TWO_WEEKS), MORNING, [closure])


def test_no_problem_holds_what_is_closed_in_some_weeks() -> None:
    with pytest.raises(ValueError, match=r"Ada is closed in week 2 only, which no problem can say"):
        apply_changes(school(grid=TWO_WEEKS), MORNING, [TeacherAway(0, weeks=EVEN)])


@pytest.mark.parametrize(
    ("places", "said"),
    [([(0, 0), (0, 1)], "not only in week 2"), ([(0, 0), None], "Mend it for all weeks first")],
)
def test_a_timetable_that_is_broken_in_other_weeks_too_is_refused(
    places: list[tuple[int, int] | None], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        repair(school(grid=TWO_WEEKS), Timetable.of(places), [TeacherAway(1, weeks=EVEN)])


def test_what_is_broken_in_the_closed_weeks_alone_is_mended_with_them() -> None:
    changes: list[Change] = [EventsAdded(0, weeks=EVEN), TeacherAway(1, SECOND, weeks=EVEN)]

    mended = repair(school(grid=TWO_WEEKS), MORNING, changes)

    assert (mended.status, mended.moves) == (Status.OPTIMAL, 2)
    assert mended.timetable.is_complete


def test_an_event_is_cancelled_in_one_week() -> None:
    problem, timetable = apply_changes(school(grid=TWO_WEEKS), MORNING, [Cancelled(frozenset({1}), EVEN)])

    assert [problem.weeks(event) for event in range(2)] == [ODD | EVEN, ODD]
    assert timetable == MORNING


def test_an_event_is_taken_over_in_one_week() -> None:
    change = EventTakenOver(0, 0, 1, weeks=EVEN)

    problem, timetable = apply_changes(school(grid=TWO_WEEKS), MORNING, [change])

    assert [(event.course, problem.weeks(i)) for i, event in enumerate(problem.events)] == [
        (0, ODD),
        (1, ODD | EVEN),
        (2, EVEN),
    ]
    assert [problem.courses[course].teachers for course in (0, 2)] == [(0,), (1,)]
    assert problem.courses[0].min_days == LOGIC.min_days
    assert timetable == Timetable.of([(0, 0), (1, 0), (0, 0)])
    assert evaluate(problem, timetable).is_feasible


def test_a_course_is_taken_over_in_one_week() -> None:
    problem = school(Event(0), Event(0, weeks=EVEN), Event(0, weeks=ODD), grid=TWO_WEEKS)
    week = Timetable.of([(0, 0), (1, 0), (1, 0)])

    changed, timetable = apply_changes(problem, week, [TeacherReplaced(0, 0, 1, weeks=EVEN)])

    assert [event.course for event in changed.events] == [0, 2, 0, 2]
    assert [changed.weeks(event) for event in range(4)] == [ODD, EVEN, ODD, EVEN]
    assert timetable == Timetable.of([(0, 0), (1, 0), (1, 0), (0, 0)])


@pytest.mark.parametrize(
    "change",
    [
        EventTakenOver(0, 0, 1, weeks=EVEN),
        TeacherReplaced(0, 0, 1, weeks=EVEN),
        Cancelled(frozenset({0}), EVEN),
    ],
)
def test_what_is_not_held_in_a_week_can_neither_be_taken_over_nor_cancelled_in_it(change: Change) -> None:
    with pytest.raises(ValueError, match="Logic: not held in week 2"):
        apply_changes(school(Event(0, weeks=ODD), Event(1), grid=TWO_WEEKS), MORNING, [change])


def test_a_substitute_may_be_free_in_one_week_and_not_in_another() -> None:
    courses = (replace(LOGIC, substitutes=(1,)), replace(PROOFS, groups=(1,)))
    groups = (Group("1A"), Group("1B"))
    problem = school(
        Event(0), Event(1, weeks=ODD), grid=TimeGrid(2, 4, weeks=3), courses=courses, groups=groups
    )
    at_once = Timetable.of([(0, 0), (0, 1)])

    odd, even = substitutes(problem, at_once, 0, weeks=0b11)

    assert (odd.event, odd.weeks, odd.offers) == (0, 0b01, ())
    assert "Ben teaches Logic and Proofs at once" in odd.refusals[0].reasons[0]
    assert (even.event, even.weeks, even.refusals) == (0, 0b10, ())
    assert even.offers[0].change == EventTakenOver(0, 0, 1, weeks=0b10)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_fewest_moved_meetings_are_those_of_trying_everything(data: st.DataObject) -> None:
    problem = data.draw(tiny())
    problem = replace(problem, grid=replace(problem.grid, weeks=2))
    whole = next((timetable for timetable, _ in every_timetable(problem)), None)
    if whole is None:  # nothing to be mended; Hypothesis fails when too many are filtered out
        return
    closures = data.draw(st.lists(closing(problem), min_size=1, max_size=2))

    mended = repair(problem, whole, closures)

    fewest = fewest_meetings(problem, whole, closures, most=2)
    if mended.left_out:
        assert (mended.status, fewest) == (Status.INFEASIBLE, None)
        return
    assert mended.status is Status.OPTIMAL
    assert (
        mended.moves == mended.fewest == sum(moved_meetings(problem, whole, mended.problem, mended.timetable))
    )
    assert fewest == (mended.fewest if mended.fewest <= 2 else None)
    assert evaluate(mended.problem, mended.timetable).is_feasible
    assert all(is_kept(closure, mended.problem, mended.timetable) for closure in closures)


def closing(problem: Problem) -> st.SearchStrategy[Closure]:
    """Somebody away, or a room closed, in the first or the second week."""
    weeks, slots = st.sampled_from((ODD, EVEN)), slot_sets(problem.grid, 3)
    return st.one_of(
        st.builds(TeacherAway, st.integers(0, 1), slots, weeks),
        st.builds(GroupAway, st.just(0), slots, weeks),
        st.builds(RoomClosed, st.integers(0, 1), slots, weeks),
    )


def fewest_meetings(
    problem: Problem, timetable: Timetable, closures: list[Closure], *, most: int
) -> int | None:
    """How many meetings must move, found by moving ever more; None when `most` will not do."""
    apart, places = by_meetings(problem, timetable)
    for number in range(most + 1):
        for moving in combinations(range(len(places)), number):
            for there in product(*(all_places(apart, meeting) for meeting in moving)):
                now = list(places.placements)
                for meeting, place in zip(moving, there, strict=True):
                    now[meeting] = place
                trial = Timetable(tuple(now))
                if (
                    all(is_kept(item, apart, trial) for item in closures)
                    and evaluate(apart, trial).is_feasible
                ):
                    return number
    return None


def by_meetings(problem: Problem, timetable: Timetable) -> tuple[Problem, Timetable]:
    """Every event in one week only, which follows what it followed in that week."""
    meetings = [
        (event, week)
        for event in range(len(problem.events))
        for week in range(problem.grid.weeks)
        if problem.weeks(event) >> week & 1
    ]
    events = [
        replace(
            problem.events[event],
            weeks=1 << week,
            after=tuple(
                meetings.index((earlier, week))
                for earlier in problem.events[event].after
                if (earlier, week) in meetings
            ),
        )
        for event, week in meetings
    ]
    return (
        replace(problem, events=tuple(events)),
        Timetable(tuple(timetable[event] for event, _ in meetings)),
    )


def moved_meetings(problem: Problem, before: Timetable, mended: Problem, after: Timetable) -> Iterator[int]:
    """Of each event, in how many weeks it is elsewhere: those split off, and its own where it has moved."""
    for event in range(len(problem.events)):
        left = mended.weeks(event)
        yield (problem.weeks(event) & ~left).bit_count()
        yield left.bit_count() if after[event] != before[event] else 0


def is_kept(closure: Closure, problem: Problem, timetable: Timetable | None) -> bool:
    """Whether nobody is where somebody is away or something closed, in any of the weeks."""
    assert timetable is not None
    return not any(
        is_concerned(closure, problem.courses[problem.events[event].course], place)
        and problem.weeks(event) & closure.weeks
        and (closure.slots is None or closure.slots.intersection(timetable.slots_of(problem, event)))
        for event, place in timetable.placed()
    )


def is_concerned(closure: Closure, course: Course, place: Placement) -> bool:
    match closure:
        case TeacherAway():
            return closure.teacher in course.teachers
        case GroupAway():
            return closure.group in course.groups
        case RoomClosed():
            return closure.room == place.room


def missed(
    problem: Problem, timetable: Timetable, events: tuple[int, ...], slots: frozenset[int]
) -> list[int]:
    return [
        event
        for event in events
        if problem.weeks(event) & EVEN and slots.intersection(timetable.slots_of(problem, event))
    ]


def mended_room(timetable: Timetable | None, event: int) -> int:
    place = None if timetable is None else timetable[event]
    assert place is not None
    return place.room
