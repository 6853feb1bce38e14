"""A thousand trainees check in to one session at once: nobody is lost, nobody is counted twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from models import AttendanceRecord, CheckIn
from tests.installation import College
from tests.services.attendance.checking import Checking
from tests.services.attendance.crowd import attempts_of, crowd, send

pytestmark = pytest.mark.slow

PEOPLE = 1000
THREADS = 8
TWICE = 100
"""So many send two attempts at the same moment."""


def test_a_thousand_check_in_at_once_and_each_counts_once(college: College) -> None:
    checking = Checking(college)
    held = checking.session(checking.starts_at, status="active", ended_at=None)
    faces = crowd(checking, held, PEOPLE)
    senders = sorted([*faces, *list(faces)[:TWICE]])
    attempts = attempts_of(checking, faces, senders)

    with ThreadPoolExecutor(THREADS) as threads:
        came = list(threads.map(lambda one: send(checking, held, *one), attempts))

    assert sorted(came) == ["already_checked_in"] * TWICE + ["present"] * PEOPLE
    with college.unit_of_work() as session:
        records = select(AttendanceRecord.status, func.count()).group_by(AttendanceRecord.status)
        lines = select(func.count(), func.count(func.distinct(CheckIn.user_id)))
        of = AttendanceRecord.session_id == held.id
        assert [tuple(row) for row in session.execute(records.where(of))] == [("present", PEOPLE)]
        line = session.execute(lines.where(CheckIn.session_id == held.id)).one()
        assert tuple(line) == (PEOPLE, PEOPLE)
    assert checking.reread(held).is_uncounted
