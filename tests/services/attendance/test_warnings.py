"""Warnings of low attendance: who is told, with what figures, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import AbsenceForecast, AttendanceTotal, Term, User
from services.access import Role
from services.attendance.warnings import warn_low_attendance, warnings_page
from services.policy import change_policy
from services.records import Query
from services.upkeep.jobs import JOBS
from tests.installation import College
from tests.services.attendance.held_college import NOW, Held


@pytest.fixture
def held(college: College) -> Held:
    return Held(college)


def total(held: Held, present: int = 0, late: int = 0, absent: int = 0, excused: int = 0) -> User:
    """A trainee who attended so often."""
    trainee = held.trainee()
    held.college.add(
        AttendanceTotal(
            enrollment_id=held.enrolment.id,
            trainee_id=trainee.id,
            present_count=present,
            late_count=late,
            absent_count=absent,
            excused_count=excused,
        )
    )
    return trainee


def warn(held: Held) -> int:
    """Do the job."""
    return warn_low_attendance(held.college.installation.database, held.college.tenant_id)


def test_who_attends_less_than_the_limit_is_told_with_figures(held: Held) -> None:
    low = total(held, present=5, late=1, absent=3, excused=4)
    total(held, present=6, absent=2)
    total(held, excused=3)
    total(held)

    assert warn(held) == 1

    held.college.installation.deliver()
    (letter,) = held.college.installation.letterbox.to(low.email)
    assert "6 of 9 sessions" in letter.text
    assert "67 %" in letter.text
    with held.college.unit_of_work() as session:
        (warning,) = warnings_page(session, actor=held.actor(low), query=Query()).items
    assert (warning.trainee_id, round(warning.percent), warning.limit_percent) == (low.id, 67, 75)
    assert warning.absence_probability is None


def test_a_trainee_is_told_once_a_week_for_each_course(held: Held) -> None:
    total(held, present=1, absent=1)

    counts = []
    for hours in (0, 1, 24 * 7 - 1, 24 * 7 + 1):
        held.put_clock(NOW + timedelta(hours=hours))
        counts.append(warn(held))

    assert counts == [1, 0, 0, 1]


def test_the_forecast_of_the_next_session_is_told_where_there_is_one(held: Held) -> None:
    low = total(held, present=1, absent=1)
    for days, probability in ((3, 0.9), (1, 0.4)):
        to_come = held.session(NOW + timedelta(days=days), status="scheduled", started_at=None, ended_at=None)
        held.college.add(
            AbsenceForecast(
                session_id=to_come.id, trainee_id=low.id, probability=probability, made_on=NOW.date()
            )
        )

    warn(held)

    held.college.installation.deliver()
    assert "40%" in held.college.installation.letterbox.to(low.email)[0].text


def test_nobody_is_told_of_another_term_or_below_a_limit_of_nothing(held: Held) -> None:
    total(held, absent=5)
    with held.college.unit_of_work() as session:
        change_policy(session, values={"low_attendance_percent": 0})
    assert warn(held) == 0
    with held.college.unit_of_work() as session:
        change_policy(session, values={"low_attendance_percent": None})
    held.change(Term, held.term.id, ends_on=NOW.date() - timedelta(days=1))

    assert warn(held) == 0


def test_warnings_are_shown_to_those_who_answer_for_the_trainee(held: Held) -> None:
    low = total(held, absent=2)
    warn(held)
    college = held.college
    seen = {}
    for name, actor in {
        "trainee": held.actor(low),
        "fellow": held.actor(held.trainee()),
        "trainer": held.actor(held.teacher),
        "other trainer": college.actor(Role.TRAINER),
        "head": held.actor(held.head()),
        "other head": college.actor(Role.HOD),
        "staff": college.actor(Role.STAFF),
    }.items():
        with college.unit_of_work() as session:
            seen[name] = len(warnings_page(session, actor=actor, query=Query()).items)

    assert seen == {
        "trainee": 1,
        "fellow": 0,
        "trainer": 1,
        "other trainer": 0,
        "head": 1,
        "other head": 0,
        "staff": 1,
    }


def test_the_job_is_among_those_done_by_themselves() -> None:
    assert warn_low_attendance in {job.work for job in JOBS}
