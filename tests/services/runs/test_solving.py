"""What a solve leaves: a version beside the old one, once, and an answer that says how good it is."""

from __future__ import annotations

from datetime import time
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from models import Enrollment, Message, Timetable, TimetableEntry, TrainerProfile
from models.session import utc_now
from services.errors import NotFound
from services.runs.executing import execute
from services.runs.solving import request_solve
from services.timetabling.readiness import NothingToPlan
from tests.installation import College
from tests.services.runs.solving_college import SolvingCollege


def do(solving: SolvingCollege, run_id: UUID, *, attempt: int = 0, leaving: bool = False) -> None:
    """Do a run here and now, as a worker does."""
    told = Event()
    if leaving:
        told.set()
    database = solving.college.installation.database
    execute(database, tenant_id=solving.college.tenant_id, run_id=run_id, attempt=attempt, leaving=told)


def versions(solving: SolvingCollege) -> int:
    """How many versions there are."""
    with solving.college.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Timetable)) or 0


def entries(solving: SolvingCollege, version_id: UUID | None) -> list[TimetableEntry]:
    """The entries of a version."""
    with solving.college.unit_of_work() as session:
        of_version = TimetableEntry.timetable_id == version_id
        return list(session.scalars(select(TimetableEntry).where(of_version)))


def test_a_solve_stores_a_version_beside_the_one_it_began_from(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()

    do(solving, run_id)

    run = solving.run(run_id)
    assert (run.status, run.attempt, run.error) == ("succeeded", 0, None)
    assert run.answer is not None
    assert run.answer["status"] == "optimal"
    assert run.answer["cost"] == run.answer["bound"] == sum(run.answer["cost_by_rule"].values())
    assert run.answer["comparison"]["sessions_moved"] == 4
    assert run.history[-1]["cost"] == run.answer["cost"]
    with college.unit_of_work() as session:
        version = session.get_one(Timetable, run.result_timetable_id)
    assert (version.number, version.status, version.made_from_id) == (2, "draft", solving.base.id)
    assert version.created_by == solving.planner.user_id
    assert (version.cost, version.bound) == (run.answer["cost"], run.answer["bound"])
    assert len(entries(solving, version.id)) == 4


@pytest.mark.parametrize("keep_pins", [True, False])
def test_pinned_sessions_stay_where_they_are_unless_it_is_said_otherwise(
    college: College, keep_pins: bool
) -> None:
    solving = SolvingCollege(college)
    late = {"weekday": 4, "starts_at": time(17), "ends_at": time(18)}
    pinned = TimetableEntry(
        timetable_id=solving.base.id,
        enrollment_id=solving.enrolments[0].id,
        session_type="theory",
        ordinal=1,
        room_id=solving.rooms[1].id,
        is_pinned=True,
        **late,
    )
    college.add(pinned)
    run_id = solving.ask(keep_pins=keep_pins)

    do(solving, run_id)

    found = entries(solving, solving.run(run_id).result_timetable_id)
    same = [e for e in found if (e.weekday, e.starts_at, e.room_id) == (4, time(17), solving.rooms[1].id)]
    assert [entry.is_pinned for entry in found if entry.is_pinned] == [True] * keep_pins
    assert bool(same) == keep_pins  # Friday's last hour is nowhere else any good


def test_that_there_is_no_timetable_is_an_answer(college: College) -> None:
    solving = SolvingCollege(college)
    with college.unit_of_work() as session:
        session.execute(update(TrainerProfile).values(weekly_load_hours=1))
    run_id = solving.ask()

    do(solving, run_id)

    run = solving.run(run_id)
    assert run.answer is not None
    assert (run.status, run.answer["status"], run.result_timetable_id) == ("succeeded", "infeasible", None)
    assert run.answer["reasons"]
    assert versions(solving) == 1


def test_a_term_with_nothing_to_plan_is_refused_when_asked_for(college: College) -> None:
    solving = SolvingCollege(college)
    with college.unit_of_work() as session:
        session.execute(update(Enrollment).values(status="cancelled"))

    with pytest.raises(NothingToPlan):
        solving.ask()

    with college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Message).where(Message.kind == "run")) == 0


def test_a_term_that_was_emptied_meanwhile_fails_with_the_reason(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()
    with college.unit_of_work() as session:
        session.execute(update(Enrollment).values(status="cancelled"))

    do(solving, run_id)

    run = solving.run(run_id)
    assert (run.status, run.error_code) == ("failed", "nothing_to_plan")
    assert run.error is not None
    assert "nothing to plan" in run.error


def test_there_is_no_solve_of_a_timetable_that_is_not_there(college: College) -> None:
    solving = SolvingCollege(college)
    stranger = SolvingCollege(college.installation.found_college())

    with college.unit_of_work() as session, pytest.raises(NotFound):
        request_solve(session, actor=solving.planner, timetable_id=stranger.base.id)


def test_a_run_is_done_once_however_often_its_job_comes(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()

    for _ in range(3):
        do(solving, run_id)

    assert versions(solving) == 2


def test_another_attempt_than_the_present_one_does_nothing(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()
    solving.change(run_id, attempt=1)

    do(solving, run_id, attempt=0)

    assert (solving.run(run_id).status, versions(solving)) == ("queued", 1)


def test_a_run_that_is_stopped_ends_with_what_it_has(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()
    solving.change(run_id, cancel_requested_at=utc_now())

    do(solving, run_id)

    run = solving.run(run_id)
    assert run.status == "cancelled"
    assert run.answer is not None
    assert (run.result_timetable_id is None) == (run.answer["cost"] is None)


def test_a_worker_that_is_told_to_end_hands_its_run_to_another(college: College) -> None:
    solving = SolvingCollege(college, groups=8)
    run_id = solving.ask(time_limit_s=60)

    do(solving, run_id, leaving=True)

    run = solving.run(run_id)
    assert (run.status, run.attempt, run.lease_until) == ("queued", 1, None)
    assert versions(solving) == 1
    college.installation.deliver()
    assert college.installation.queue.lists(f"s{run_id.hex}-1")


def test_a_run_that_meets_a_bug_is_tried_once_more_and_then_given_up(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()
    solving.change(run_id, request={})

    do(solving, run_id)
    assert (solving.run(run_id).status, solving.run(run_id).attempt) == ("queued", 1)
    do(solving, run_id, attempt=1)

    run = solving.run(run_id)
    assert (run.status, run.error_code) == ("failed", "internal_error")
    assert run.error is not None
    assert "KeyError" not in run.error


def test_a_run_whose_college_is_gone_is_no_error(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()
    with college.unit_of_work() as session:
        session.execute(delete(Timetable).where(Timetable.id == solving.base.id))

    do(solving, run_id)

    assert versions(solving) == 0
