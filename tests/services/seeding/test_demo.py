"""The demo college in the tables."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.timetable import solve
from engine.timetable.problem import Problem
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from models import (
    AcademicYear,
    Change,
    Course,
    Enrollment,
    ProgrammeCourse,
    Room,
    RoomMaintenance,
    Tenant,
    Term,
    TraineeProfile,
    TrainerAvailability,
    User,
)
from models.session import Who
from services.access import Role
from services.curriculum.courses import COURSES
from services.curriculum.enrolling import ENROLLMENTS
from services.curriculum.mappings import PROGRAMME_COURSES
from services.curriculum.trainers import check_trainers, trainers_of
from services.facilities.availabilities import AVAILABILITIES
from services.facilities.maintenances import MAINTENANCES
from services.facilities.rooms import ROOMS
from services.identity.passwords import WeakPassword
from services.records import Kind
from services.seeding.demo import AlreadySeeded, Seeded, seed_demo
from services.seeding.generated import Generated, UnknownSize
from services.seeding.logins import SLUG
from services.structure.calendar import ACADEMIC_YEARS, TERMS
from services.timetabling.assembling import assemble
from services.timetabling.terms import find_term
from tests.installation import PASSWORD, College, Installation

TODAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def seeded(installation: Installation) -> Seeded:
    """The small demo college, seeded once on each database."""
    return seed_demo(installation.database, today=TODAY, size="small", password=PASSWORD, again=True)


def assembled(installation: Installation, seeded: Seeded) -> Problem:
    """The problem of the demo college's term."""
    with installation.database.unit_of_work(Who(seeded.tenant_id), read_only=True) as session:
        problem, _ = assemble(session, term_id=find_term(session, name=seeded.term).id)
    return problem


def count(installation: Installation, seeded: Seeded, statement: Any) -> int:
    """What a statement counts among the demo college's rows."""
    with installation.database.unit_of_work(Who(seeded.tenant_id), read_only=True) as session:
        return session.scalar(statement) or 0


def test_the_problem_is_the_generated_one_as_far_as_tables_carry_it(
    installation: Installation, seeded: Seeded
) -> None:
    generated = Generated.of("small").problem

    problem = assembled(installation, seeded)

    for part in ("events", "courses", "groups", "teachers", "rooms"):
        assert len(getattr(problem, part)) == len(getattr(generated, part)), part
    assert (problem.grid, problem.weights) == (generated.grid, generated.weights)
    assert [room.unavailable for room in problem.rooms] == [room.unavailable for room in generated.rooms]
    assert [room.name for room in problem.rooms] == [room.name for room in generated.rooms]
    assert [room.features for room in problem.rooms] == [room.features for room in generated.rooms]
    assert {group.id: group.size for group in problem.groups} == {
        group.name: group.size for group in generated.groups
    }
    for name in ("unavailable", "max_day", "max_week"):
        theirs = sorted(repr(getattr(teacher, name)) for teacher in generated.teachers)
        assert sorted(repr(getattr(teacher, name)) for teacher in problem.teachers) == theirs


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_solve_finds_a_timetable_that_keeps_every_hard_rule(
    installation: Installation, seeded: Seeded
) -> None:
    problem = assembled(installation, seeded)

    found = threading.Event()
    result = solve(
        problem,
        time_limit=30,
        workers=1,
        stop=found,
        on_progress=lambda progress: found.set() if progress.cost is not None else None,
    )

    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert result.timetable is not None
    assert evaluate(problem, result.timetable).is_feasible


def test_its_rows_keep_the_rules_that_people_must_keep(installation: Installation, seeded: Seeded) -> None:
    kinds: tuple[tuple[Kind[Any], type[Any]], ...] = (
        (ROOMS, Room),
        (MAINTENANCES, RoomMaintenance),
        (AVAILABILITIES, TrainerAvailability),
        (ACADEMIC_YEARS, AcademicYear),
        (TERMS, Term),
        (COURSES, Course),
        (PROGRAMME_COURSES, ProgrammeCourse),
        (ENROLLMENTS, Enrollment),
    )
    with installation.database.unit_of_work(Who(seeded.tenant_id)) as session:
        for kind, model in kinds:
            rows = session.scalars(select(model)).all()
            assert rows, kind.plural
            for row in rows:
                kind.check(session, row)
        for enrollment in session.scalars(select(Enrollment)).all():
            check_trainers(session, enrollment, trainers_of(session, enrollment.id))
        assert not session.dirty


def test_visitors_log_in_and_nobody_else_has_a_password(installation: Installation, seeded: Seeded) -> None:
    client = installation.app.test_client()

    answers = [
        client.post(
            "/api/auth/token", json={"email": login.email, "password": seeded.password, "tenant": SLUG}
        ).status_code
        for login in seeded.logins
    ]

    assert answers == [200] * len(seeded.logins)
    assert {login.role for login in seeded.logins} == set(Role) - {Role.OPERATOR}
    with_password = count(installation, seeded, select(func.count()).where(User.password_hash.is_not(None)))
    assert with_password == len(seeded.logins)


def test_the_trainee_who_is_shown_is_taught_by_the_trainer_who_is(
    installation: Installation, seeded: Seeded
) -> None:
    with installation.database.unit_of_work(Who(seeded.tenant_id)) as session:
        emails = {user.email: user for user in session.scalars(select(User))}
        group_id = session.scalar(
            select(TraineeProfile.class_group_id).where(
                TraineeProfile.user_id == emails["trainee@demo.example"].id
            )
        )
        enrollments = session.scalars(select(Enrollment.id).where(Enrollment.class_group_id == group_id))
        teaching = {trainer for enrollment in enrollments for trainer in trainers_of(session, enrollment)}

    assert emails["trainer@demo.example"].id in teaching


def test_history_tells_how_every_row_came(installation: Installation, seeded: Seeded) -> None:
    changes = count(installation, seeded, select(func.count()).where(Change.entity == "enrollments"))

    assert changes == seeded.rows["enrollments"]


def test_seeding_twice_says_that_it_is_there(installation: Installation, seeded: Seeded) -> None:
    with pytest.raises(AlreadySeeded, match="is there already"):
        seed_demo(installation.database, today=TODAY, size="small")


def test_what_will_not_do_leaves_the_one_that_is_there(installation: Installation, seeded: Seeded) -> None:
    with pytest.raises(WeakPassword):
        seed_demo(installation.database, today=TODAY, size="small", password="short", again=True)  # noqa: S106 - refused
    with pytest.raises(UnknownSize, match="small or demo"):
        seed_demo(installation.database, today=TODAY, size="huge")

    assert count(installation, seeded, select(func.count()).select_from(Enrollment)) == 52


def test_again_replaces_it_by_the_same_and_leaves_others_alone(
    installation: Installation, college: College, seeded: Seeded
) -> None:
    room = college.admin.created("/rooms", code="R1", name="Room", room_type="lab", capacity=9)
    before = assembled(installation, seeded)

    again = seed_demo(installation.database, today=TODAY, size="small", again=True)

    after = assembled(installation, again)
    assert again.tenant_id != seeded.tenant_id
    assert (again.rows, again.logins) == (seeded.rows, seeded.logins)
    assert again.password != seeded.password
    assert [teacher.name for teacher in after.teachers] == [teacher.name for teacher in before.teachers]
    assert (after.rooms, after.groups, after.events) == (before.rooms, before.groups, before.events)
    assert college.admin.get(f"/rooms/{room['id']}").status_code == 200
    with installation.database.unit_of_work() as session:
        assert session.scalars(select(Tenant.id).where(Tenant.slug == SLUG)).all() == [again.tenant_id]


@pytest.mark.slow
def test_the_demo_has_the_size_it_is_known_for(installation: Installation) -> None:
    seeded = seed_demo(installation.database, today=TODAY, again=True)

    problem = assembled(installation, seeded)

    assert (len(problem.groups), len(problem.teachers), len(problem.rooms)) == (48, 90, 40)
    assert len(problem.events) == 900
    assert seeded.rows["trainee_profiles"] == 1_400
    generated = Generated.of("demo").problem
    assert [room.unavailable for room in problem.rooms] == [room.unavailable for room in generated.rooms]
    planned = {group.name: group.size for group in generated.groups}
    assert all(0 <= planned[group.id] - group.size <= 5 for group in problem.groups)
