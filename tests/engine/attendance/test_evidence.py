"""What is refused when evidence, sessions, policies and times of capture are built."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.attendance import AttendancePolicy, Session, State, capture_time
from tests.engine.attendance.cases import END, START, evidence

NAIVE = datetime(2026, 11, 9, 8)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("name", ["captured_at", "received_at", "challenge_at"])
def test_evidence_without_a_zone_is_refused(name: str) -> None:
    changes: dict[str, Any] = {name: NAIVE}

    with pytest.raises(ValueError, match=name):
        evidence(**changes)


def test_a_session_without_a_zone_or_length_is_refused() -> None:
    with pytest.raises(ValueError, match="starts_at"):
        Session(NAIVE, END, State.ACTIVE)
    with pytest.raises(ValueError, match="ends at"):
        Session(END, START, State.ACTIVE)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"face_accept": 0.6}, "accept ≤ review"),
        ({"face_accept": 0.0}, "accept ≤ review"),
        ({"place_review": 0.95}, "place_review ≤ place_accept"),
        ({"place_accept": 1.5}, "place_review ≤ place_accept"),
        ({"late_minutes": 5}, "at least present_minutes"),
        ({"start_opens_minutes": -1}, "start_opens_minutes"),
        ({"max_speed_ms": math.nan}, "max_speed_ms"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(setting: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        AttendancePolicy(**setting)


def test_the_time_of_capture_is_corrected_by_what_the_clock_is_off_at_sending() -> None:
    received = datetime(2026, 11, 9, 12, tzinfo=UTC)
    ahead = timedelta(minutes=7)

    capture = capture_time(
        received - timedelta(hours=3) + ahead, sent_at=received + ahead, received_at=received
    )

    assert capture.at == received - timedelta(hours=3)
    assert capture.drift_s == -420


def test_times_that_no_calendar_has_are_refused() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

    with pytest.raises(ValueError, match="no such time"):
        capture_time(last, sent_at=first, received_at=START)
    with pytest.raises(ValueError, match="sent_at"):
        capture_time(START, sent_at=NAIVE, received_at=START)
