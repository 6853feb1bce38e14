"""Makeups of many sessions, found together and booked by the worker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.schemas.makeups import MakeupsAnswerSchema
from models import Run
from services.access import Role
from tests.installation import College
from tests.planning import MONDAY, TUESDAY
from tests.services.attendance.missing_college import Missing


@pytest.fixture
def missing(college: College) -> Missing:
    return Missing(college)


def asked(missing: Missing, *session_ids: UUID, **more: Any) -> Any:
    """The answer to a request for makeups of sessions."""
    body = {"session_ids": [str(one) for one in session_ids], "time_limit_s": 5, "workers": 1, **more}
    return missing.planning.planner.post("/makeups", body)


def test_makeups_of_many_sessions_are_booked_without_a_clash(missing: Missing) -> None:
    wanted = [
        missing.missed(MONDAY, "08:00"),
        missing.missed(MONDAY, "09:00"),
        missing.missed(TUESDAY, "08:00"),
        missing.missed(3, "08:00"),
    ]

    answer = asked(missing, *wanted)
    run = missing.work(answer.get_json())

    assert answer.status_code == 202, answer.get_json()
    assert answer.headers["Location"] == f"/api/runs/{run['id']}"
    assert run["status"] == "succeeded", run["error"]
    assert MakeupsAnswerSchema().dump(run["answer"]) == run["answer"]
    assert [one["refusal"] for one in run["answer"]["places"]] == [None] * 4
    booked = missing.planning.held(is_makeup=True)
    assert {one.makeup_of_id for one in booked} == set(wanted)
    assert {str(one.id) for one in booked} == {one["makeup_id"] for one in run["answer"]["places"]}
    score = missing.planning.planner.get(f"{missing.version}").get_json()
    assert score["counts"]["temporary"] == 4


def test_what_was_taken_while_the_worker_thought_is_told_and_the_rest_is_booked(missing: Missing) -> None:
    first, second = missing.missed(MONDAY, "08:00"), missing.missed(TUESDAY, "09:00")
    run = asked(missing, first, second).get_json()
    missing.book(first, missing.at())

    answer = missing.work(run)["answer"]

    refusals = [one["refusal"] for one in answer["places"]]
    assert sum(one is None for one in refusals) == 1
    assert "has a makeup" in next(one for one in refusals if one is not None)
    assert {one.makeup_of_id for one in missing.planning.held(is_makeup=True)} == {first, second}


def test_a_run_that_was_stopped_books_nothing(missing: Missing) -> None:
    run = asked(missing, missing.missed()).get_json()
    with missing.college.unit_of_work() as session:
        session.get_one(Run, UUID(run["id"])).cancel_requested_at = datetime(2026, 10, 5, 5, tzinfo=UTC)

    answer = missing.work(run)["answer"]

    assert answer["places"][0]["place"] is not None
    assert answer["places"][0]["makeup_id"] is None
    assert missing.planning.held(is_makeup=True) == []


def test_what_cannot_be_made_up_for_is_refused_before_a_worker_is_asked(missing: Missing) -> None:
    session_id = missing.missed()
    held = next(one for one in missing.planning.held() if one.status == "scheduled")
    made_up = missing.missed(TUESDAY, "08:00")
    missing.book(made_up, missing.at())
    refused = {
        "unknown": asked(missing, session_id, uuid4()),
        "held": asked(missing, session_id, held.id),
        "made up": asked(missing, made_up),
        "twice": asked(missing, session_id, session_id),
        "none": asked(missing),
        "past": asked(missing, session_id, latest="2026-10-01"),
        "another college's": missing.college.installation.found_college()
        .api(Role.DP_ACADEMICS)
        .post("/makeups", {"session_ids": [str(session_id)]}),
        "no planner": missing.college.api(Role.TRAINER).post("/makeups", {"session_ids": [str(session_id)]}),
    }

    assert {name: (one.status_code, one.get_json()["code"]) for name, one in refused.items()} == {
        "unknown": (422, "invalid"),
        "held": (409, "not_to_be_made_up"),
        "made up": (409, "made_up_already"),
        "twice": (422, "unprocessable_entity"),
        "none": (422, "unprocessable_entity"),
        "past": (422, "bad_horizon"),
        "another college's": (422, "invalid"),
        "no planner": (403, "forbidden"),
    }
