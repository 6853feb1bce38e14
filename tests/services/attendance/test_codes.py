"""The rotating code: right while it is shown and just after, of this session alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import AttendanceSession
from services.access import Role
from services.attendance.attempt import AttemptRefused, NotAssigned
from services.attendance.codes import LENGTH, CodeNotUsed, RotatingCode, current_code, is_code_right
from tests.installation import College
from tests.services.attendance.checking import Checking


@pytest.fixture
def checking(college: College) -> Checking:
    """An institution whose check-ins need the code instead of a place."""
    checking = Checking(college)
    checking.set_policy(code_role="instead_of_place")
    return checking


def shown(checking: Checking, held: AttendanceSession, by: Any = None) -> RotatingCode:
    """The code that is shown now."""
    actor = checking.actor(by or checking.teacher)
    with checking.college.unit_of_work() as session:
        return current_code(session, actor=actor, held=held)


def is_right(checking: Checking, held: AttendanceSession, code: str) -> bool:
    """Whether a code is taken now."""
    with checking.college.unit_of_work() as session:
        return is_code_right(session, held=held, code=code, at=checking.now)


def test_a_code_is_good_while_it_is_shown_and_while_the_next_one_is(checking: Checking) -> None:
    held, other = checking.begun(), checking.begun()
    code = shown(checking, held)

    assert len(code.code) == LENGTH
    assert timedelta(0) < code.good_until - checking.now <= timedelta(seconds=15)
    assert is_right(checking, held, f" {code.code.lower()} ")
    assert not is_right(checking, other, code.code)
    checking.put_clock(code.good_until + timedelta(seconds=1))
    assert is_right(checking, held, code.code)
    assert shown(checking, held).code != code.code
    checking.put_clock(code.good_until + timedelta(seconds=16))
    assert not is_right(checking, held, code.code)


def test_the_code_proves_the_room_where_there_is_no_position(checking: Checking) -> None:
    one, two, three = checking.people(3)
    held = checking.begun()
    code = shown(checking, held).code

    good = checking.attempt(one, position=None, code=code)
    assert checking.check_in(held, one, good).record.status == "present"
    for trainee, text, refusal in ((two, "WRONGONE", "code_wrong"), (three, None, "place_missing")):
        attempt = checking.attempt(trainee, position=None, code=text)
        with pytest.raises(AttemptRefused) as refused:
            checking.check_in(held, trainee, attempt)
        assert refused.value.code == refusal


def test_who_signs_nothing_cannot_use_an_old_code_by_naming_an_earlier_time(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    code, at, challenge = shown(checking, held).code, checking.now, checking.challenge(trainee)
    checking.put_clock(at + timedelta(minutes=1))

    old = {"position": None, "code": code, "captured_at": at, "challenge": challenge}
    with pytest.raises(AttemptRefused) as refused:
        checking.check_in(held, trainee, checking.attempt(trainee, **old))

    assert refused.value.code == "code_wrong"
    signed = checking.attempt(trainee, **old, signature="valid")
    assert checking.check_in(held, trainee, signed).record.status == "present"


def test_the_code_is_shown_to_the_assigned_trainer_while_the_session_is_held(checking: Checking) -> None:
    held = checking.begun()
    planned = checking.session(checking.starts_at, status="scheduled", started_at=None, ended_at=None)

    with pytest.raises(NotAssigned):
        shown(checking, held, checking.college.open_account(Role.TRAINER))
    with pytest.raises(CodeNotUsed):
        shown(checking, planned)
    checking.set_policy(code_role="off")
    with pytest.raises(CodeNotUsed):
        shown(checking, held)
