"""The engine's problem from the tables of a term."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, event, select, update

from engine.timetable.problem import Problem
from models import (
    Course,
    Holiday,
    ProgrammeCourse,
    RoomMaintenance,
    TraineeProfile,
    TrainerAvailability,
    User,
)
from services.access import Role
from services.errors import DomainError, NotFound
from services.policy import change_policy
from services.timetabling.assembling import ProblemIds, assemble
from tests.installation import College, Installation
from tests.services.timetabling.college_to_plan import ToPlan


@pytest.fixture
def plan(college: College) -> ToPlan:
    """A college by Greenwich's clock, whose term is to be planned."""
    with college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "UTC"})
    return ToPlan(college)


def assembled(plan: ToPlan) -> tuple[Problem, ProblemIds]:
    """The problem of the college's term."""
    with plan.college.unit_of_work() as session:
        return assemble(session, term_id=plan.term.id)


def refusal(plan: ToPlan) -> DomainError:
    """Why there is no problem."""
    with pytest.raises(DomainError) as refused:
        assembled(plan)
    return refused.value


@contextmanager
def counted(installation: Installation) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(installation.database.engine, "before_cursor_execute", count)
    yield statements
    event.remove(installation.database.engine, "before_cursor_execute", count)


def test_a_course_becomes_its_sessions_with_practicals_after_theory(plan: ToPlan) -> None:
    group, trainer = plan.group(), plan.trainer()
    lab = plan.room("L1", room_type="lab", facilities=["computers"])
    plain = plan.course("A-1")
    mixed = plan.course(
        "B-1",
        mapped={
            "practical_room_type": "lab",
            "practical_facilities": ["computers"],
            "theory_facilities": ["projector"],
        },
        practical_sessions=1,
        practical_slots=3,
        practical_weeks="even",
    )
    first, second = plan.enrol(group, plain, trainer), plan.enrol(group, mixed, trainer)

    problem, ids = assembled(plan)

    lecture, practical = problem.events[2], problem.events[4]
    assert [item.course for item in problem.events] == [0, 0, 1, 1, 1]
    assert (lecture.kind, lecture.duration, lecture.after) == ("theory", 1, ())
    assert lecture.features == {"projector"}
    assert (practical.kind, practical.features, practical.duration) == ("lab", frozenset({"computers"}), 3)
    assert (practical.weeks, practical.after) == (0b10, (2,))
    assert ids.enrollments == (first.id, second.id)
    assert ids.practicals == (False, False, False, False, True)
    assert (ids.rooms, ids.class_groups, ids.trainers) == ((lab.id,), (group.id,), (trainer,))
    assert [str(course) for course in problem.courses] == ["Course A-1", "Course B-1"]
    assert problem.courses[1].id == "B-1 DICT-1A"
    assert problem.name.endswith(", Term 1 2026/2027")


def test_practicals_of_a_course_without_theory_follow_nothing(plan: ToPlan) -> None:
    course = plan.course(
        theory_sessions=0, theory_slots=0, practical_sessions=1, practical_slots=2,
        mapped={"practical_room_type": "lab"},
    )  # fmt: skip
    plan.enrol(plan.group(), course, plan.trainer())

    problem, _ = assembled(plan)

    assert [(item.after, item.weeks) for item in problem.events] == [((), 0)]


def test_odd_weeks_are_all_weeks_where_every_week_is_alike(plan: ToPlan) -> None:
    course = plan.course(
        practical_sessions=1, practical_slots=2, practical_weeks="odd", mapped={"practical_room_type": "lab"}
    )
    plan.enrol(plan.group(), course, plan.trainer())
    with plan.college.unit_of_work() as session:
        change_policy(session, values={"cycle_weeks": 1})

    problem, _ = assembled(plan)

    assert problem.grid.weeks == 1
    assert problem.events[-1].weeks == 0


def test_a_class_group_is_as_large_as_it_has_active_trainees_or_is_planned(plan: ToPlan) -> None:
    full, empty = plan.group("A"), plan.group("B", planned_size=25)
    course, trainer = plan.course(), plan.trainer()
    for status in ("active", "active", "suspended"):
        plan.college.open_account(Role.TRAINEE, role_fields={"class_group_id": full.id, "status": status})
    for group in (full, empty):
        plan.enrol(group, course, trainer)

    problem, _ = assembled(plan)

    assert [(item.id, item.size) for item in problem.groups] == [("A", 2), ("B", 25)]
    assert [item.students for item in problem.courses] == [2, 25]


def test_loads_are_the_profiles_or_the_institutions(plan: ToPlan) -> None:
    own = plan.trainer(weekly_load_hours=12, daily_load_hours=4)
    usual = plan.trainer()
    plan.enrol(plan.group(daily_load_hours=7), plan.course(), own, usual)
    with plan.college.unit_of_work() as session:
        change_policy(session, values={"weekly_load_hours": 20})

    problem, ids = assembled(plan)

    limits = {
        ids.trainers[index]: (item.max_day, item.max_week) for index, item in enumerate(problem.teachers)
    }
    assert limits == {own: (4, 12), usual: (None, 20)}
    assert problem.groups[0].max_day == 7
    assert [ids.trainers[item] for item in problem.courses[0].teachers] == [own, usual]


def test_colleagues_of_the_department_may_stand_in(plan: ToPlan) -> None:
    own, colleague = plan.trainer(), plan.trainer()
    plan.trainer(department_id=None)
    plan.enrol(plan.group(), plan.course(), own)

    problem, ids = assembled(plan)

    assert len(problem.teachers) == 3
    assert [ids.trainers[item] for item in problem.courses[0].substitutes] == [colleague]


def test_a_head_who_teaches_takes_part_and_one_who_does_not_does_not(plan: ToPlan) -> None:
    head = plan.college.open_account(Role.HOD)
    plan.college.open_account(Role.HOD)
    plan.enrol(plan.group(), plan.course(), head.id)

    _, ids = assembled(plan)

    assert ids.trainers == (head.id,)


def test_rooms_bring_what_they_are_and_rooms_out_of_use_stay_away(plan: ToPlan) -> None:
    plan.room("A", building="Block A", facilities=["projector"], daily_booking_limit=4, capacity=50)
    plan.room("B", is_available=False)
    plan.enrol(plan.group(), plan.course(), plan.trainer())

    problem, _ = assembled(plan)

    (room,) = problem.rooms
    assert (room.id, room.name, room.building) == ("A", "Room A (Block A)", "Block A")
    assert (room.kind, room.capacity, room.max_bookings) == ("theory", 50, 4)
    assert room.features == {"projector"}


def test_what_closes_a_room_or_a_trainer_most_weeks_closes_it_in_the_plan(plan: ToPlan) -> None:
    room, trainer = plan.room(), plan.trainer()
    plan.enrol(plan.group(), plan.course(), trainer)
    monday = datetime.combine(plan.term.starts_on, time(8), UTC)
    plan.college.add(
        Holiday(name="Half term", starts_on=monday.date(), ends_on=monday.date()),
        *(
            RoomMaintenance(
                room_id=room.id,
                starts_at=monday + timedelta(weeks=week),
                ends_at=monday + timedelta(weeks=week, hours=1),
                reason="Weekly",
            )
            for week in range(1, 8)
        ),
        TrainerAvailability(
            trainer_id=trainer, term_id=plan.term.id, weekday=1, starts_at=time(8), ends_at=time(10),
            kind="unavailable",
        ),
        TrainerAvailability(
            trainer_id=trainer, term_id=plan.term.id, weekday=1, starts_at=time(17), ends_at=time(18),
            kind="disliked",
        ),
    )  # fmt: skip

    problem, _ = assembled(plan)

    # Seven of the thirteen Mondays that the holiday leaves.
    assert problem.rooms[0].unavailable == {0}
    assert problem.teachers[0].unavailable == {9, 10}
    assert problem.teachers[0].disliked == {17}


def test_the_clock_of_the_institution_counts(plan: ToPlan) -> None:
    """Five in the morning in London is eight in Nairobi."""
    room = plan.room()
    plan.enrol(plan.group(), plan.course(), plan.trainer())
    starts_at = datetime.combine(plan.term.starts_on, time(5), UTC)
    plan.college.add(
        *(
            RoomMaintenance(
                room_id=room.id,
                starts_at=starts_at + timedelta(weeks=week),
                ends_at=starts_at + timedelta(weeks=week, hours=1),
                reason="Weekly",
            )
            for week in range(14)
        )
    )
    before, _ = assembled(plan)
    with plan.college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "Africa/Nairobi"})

    after, _ = assembled(plan)

    assert before.rooms[0].unavailable == set()
    assert after.rooms[0].unavailable == {0}


def test_nothing_is_taught_on_days_between_teaching_days(plan: ToPlan) -> None:
    plan.enrol(plan.group(), plan.course(), plan.trainer())
    with plan.college.unit_of_work() as session:
        change_policy(session, values={"teaching_days": [0, 2]})

    problem, _ = assembled(plan)

    assert problem.grid.days == 3
    assert problem.courses[0].unavailable == set(range(9, 18))


def test_enrolments_that_are_over_or_cancelled_are_not_planned(plan: ToPlan) -> None:
    group, trainer = plan.group(), plan.trainer()
    states = ("scheduled", "in_progress", "completed", "cancelled")
    kept = [plan.enrol(group, plan.course(f"C-{state}"), trainer, status=state).id for state in states]

    _, ids = assembled(plan)

    assert set(ids.enrollments) == set(kept[:2])


def test_the_same_rows_give_the_same_problem(plan: ToPlan) -> None:
    course, trainer = plan.course(), plan.trainer()
    for name in ("B", "A"):
        plan.room(name)
        plan.enrol(plan.group(name), course, trainer)

    first, second = assembled(plan), assembled(plan)

    assert first == second
    assert [group.id for group in first[0].groups] == ["A", "B"]


def test_there_are_as_many_queries_for_many_rows_as_for_few(plan: ToPlan, installation: Installation) -> None:
    def grow(number: int) -> None:
        trainer, room = plan.trainer(), plan.room(f"R{number}")
        monday = datetime.combine(plan.term.starts_on, time(8), UTC)
        plan.college.add(
            RoomMaintenance(
                room_id=room.id, starts_at=monday, ends_at=monday + timedelta(hours=1), reason="Once"
            ),
            TrainerAvailability(
                trainer_id=trainer, term_id=plan.term.id, weekday=0, starts_at=time(8), ends_at=time(9)
            ),
        )
        plan.enrol(plan.group(f"G{number}"), plan.course(f"C{number}"), trainer)

    def queries() -> int:
        with counted(installation) as statements:
            assembled(plan)
        return sum(statement.startswith("SELECT") for statement in statements)

    grow(0)
    few = queries()
    for number in range(1, 6):
        grow(number)

    assert queries() == few <= 15


def test_a_term_of_another_college_is_not_there(plan: ToPlan, installation: Installation) -> None:
    plan.enrol(plan.group(), plan.course(), plan.trainer())
    other = installation.found_college()

    with pytest.raises(NotFound), other.unit_of_work() as session:
        assemble(session, term_id=plan.term.id)
    with pytest.raises(NotFound), other.unit_of_work() as session:
        assemble(session, term_id=uuid4())


def test_a_term_without_enrolments_is_refused(plan: ToPlan) -> None:
    error = refusal(plan)

    assert error.code == "nothing_to_plan"
    assert error.message == (
        "No class group is enrolled in a course of Term 1 2026/2027; there is nothing to plan."
    )


def test_enrolments_without_an_active_trainer_are_named(plan: ToPlan) -> None:
    group, gone = plan.group(), plan.trainer()
    for number in range(6):
        plan.enrol(group, plan.course(f"C-{number}"))
    plan.enrol(group, plan.course("C-9"), gone)
    close_account(plan, gone)

    error = refusal(plan)

    assert error.code == "enrollment_without_trainer"
    assert error.message.startswith(
        "Name an active trainer for these enrolments: C-0 Course C-0 of DICT-1A, C-1"
    )
    assert error.message.endswith("C-4 Course C-4 of DICT-1A and 2 more.")


def close_account(plan: ToPlan, user_id: UUID) -> None:
    """Close an account."""
    with plan.college.unit_of_work() as session:
        session.get_one(User, user_id).is_active = False


def test_a_course_outside_the_curriculum_is_named(plan: ToPlan) -> None:
    course = plan.course()
    plan.enrol(plan.group(), course, plan.trainer())
    with plan.college.unit_of_work() as session:
        session.execute(delete(ProgrammeCourse).where(ProgrammeCourse.course_id == course.id))

    error = refusal(plan)

    assert error.code == "not_in_curriculum"
    assert "ICT-101 Course ICT-101 of DICT-1A" in error.message


def test_practicals_without_a_type_of_room_are_named(plan: ToPlan) -> None:
    plan.enrol(plan.group(), plan.course(practical_sessions=1, practical_slots=2), plan.trainer())

    assert refusal(plan).code == "practical_room_type_missing"


def test_a_class_group_of_unknown_size_is_named(plan: ToPlan) -> None:
    plan.enrol(plan.group(planned_size=None), plan.course(), plan.trainer())

    error = refusal(plan)

    assert (error.code, error.message) == (
        "class_group_without_size",
        "Enter trainees, or a planned size, for these class groups: DICT-1A.",
    )


def test_sessions_that_no_stretch_of_the_day_holds_are_named(plan: ToPlan) -> None:
    plan.enrol(plan.group(), plan.course(theory_slots=4), plan.trainer())
    assembled(plan)
    with plan.college.unit_of_work() as session:
        session.execute(update(Course).values(theory_slots=5))

    error = refusal(plan)

    assert error.code == "session_too_long"
    assert "at most 4 slots" in error.message


def test_trainees_who_left_do_not_count(plan: ToPlan) -> None:
    group = plan.group(planned_size=9)
    plan.enrol(group, plan.course(), plan.trainer())
    trainee = plan.college.open_account(Role.TRAINEE, role_fields={"class_group_id": group.id})
    with plan.college.unit_of_work() as session:
        profile = session.scalars(select(TraineeProfile).where(TraineeProfile.user_id == trainee.id)).one()
        profile.status = "withdrawn"

    problem, _ = assembled(plan)

    assert problem.groups[0].size == 9
