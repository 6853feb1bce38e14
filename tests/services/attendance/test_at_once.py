"""Starts, ends, marks and counts of one session at the same moment: nothing is lost and nothing doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import AttendanceRecord
from services.attendance.attempt import AttemptRefused
from services.attendance.lives import BadSessionMove
from services.attendance.marking import hold, mark, records_of
from services.statistics.counting import count_attendance
from tests.installation import College
from tests.services.attendance.college_in_session import InSession

AT_ONCE = 6


def try_to_start(monday: InSession) -> str:
    try:
        return monday.start().held.status
    except (AttemptRefused, BadSessionMove) as refused:
        return refused.code


def try_to_end(monday: InSession) -> str:
    try:
        return monday.end().held.status
    except (AttemptRefused, BadSessionMove) as refused:
        return refused.code


def come(monday: InSession, trainee_id: UUID) -> None:
    """What a check-in that was captured in time does to the session."""
    with monday.college.unit_of_work(trainee_id) as session:
        held = hold(session, monday.held.id)
        record = records_of(session, held, [trainee_id])[trainee_id]
        mark(session, record, "present", by="check_in", arrived_at=held.starts_at)


def count(monday: InSession) -> None:
    count_attendance(monday.college.installation.database, monday.college.tenant_id)


def test_of_many_starts_at_once_one_counts(college: College) -> None:
    monday = InSession(college)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        came = list(threads.map(lambda _: try_to_start(monday), range(AT_ONCE)))
    assert sorted(came) == ["active"] + ["session_already_started"] * (AT_ONCE - 1)
    assert monday.statuses() == ["pending"] * 3
    assert monday.lines() == ["accepted"]


def test_check_ins_and_the_end_of_a_session_at_once_lose_nobody(college: College) -> None:
    monday = InSession(college)
    monday.trainees += [monday.plan.trainee_of(monday.plan.class_group) for _ in range(17)]
    monday.start()
    monday.at(60)
    work: list[partial[Any]] = [partial(come, monday, trainee.id) for trainee in monday.trainees]
    work[5:5] = [partial(try_to_end, monday)] * 2
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(job) for job in work]:
            done.result()
    assert monday.now().status == "completed"
    assert monday.statuses() == ["present"] * 20


def test_what_is_counted_while_records_change_is_right_in_the_end(college: College) -> None:
    monday = InSession(college)
    monday.trainees += [monday.plan.trainee_of(monday.plan.class_group) for _ in range(17)]
    monday.start()
    work = []
    for trainee in monday.trainees:
        work += [partial(come, monday, trainee.id), partial(count, monday)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(job) for job in work]:
            done.result()
    before = monday.now()
    with college.unit_of_work() as session:
        present = session.scalar(
            select(func.count()).select_from(AttendanceRecord).where(AttendanceRecord.status == "present")
        )
    assert present == 20
    assert before.is_uncounted or before.present_count == 20
    count(monday)
    after = monday.now()
    assert (after.is_uncounted, after.present_count, after.pending_count) == (False, 20, 0)
    assert after.version == before.version
