"""Runs over HTTP: asked for, watched, stopped; by whom, within bounds, and while the queue is away."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from api.streaming import MOST_STREAMS
from models import Enrollment, Run, Timetable
from services.access import Role
from services.policy import change_policy
from services.runs.executing import execute
from services.runs.queueing import job_id
from services.runs.reaping import PATIENCE, reap
from tests.installation import Api, College, Installation
from tests.services.runs.solving_college import SolvingCollege

QUICK = {"time_limit_s": 20, "workers": 1}


@pytest.fixture
def solving(college: College) -> SolvingCollege:
    """A college with a term that is solved at once."""
    return SolvingCollege(college)


def ask(solving: SolvingCollege, body: Any = None, **headers: str) -> TestResponse:
    """Ask for a solve as a planner."""
    api = solving.college.api(Role.DP_ACADEMICS)
    return api.post(f"/timetables/{solving.base.id}/solves", QUICK if body is None else body, **headers)


def asked(solving: SolvingCollege) -> UUID:
    """A solve that was asked for."""
    response = ask(solving)
    assert response.status_code == 202, response.get_data(as_text=True)
    return UUID(response.get_json()["id"])


def do(solving: SolvingCollege, run_id: UUID) -> None:
    """Do a run as a worker does."""
    execute(
        solving.college.installation.database,
        tenant_id=solving.college.tenant_id,
        run_id=run_id,
        attempt=0,
        leaving=Event(),
    )


def follow(api: Api, run_id: UUID, **headers: str) -> Iterator[str]:
    """The lines of a run's stream as they come."""
    response = api.client.get(f"/api/runs/{run_id}/events", headers={**api.headers, **headers})
    assert response.status_code == 200, response.get_data(as_text=True)
    return (part.decode() for part in response.iter_encoded())


def events(parts: Iterator[str]) -> list[tuple[int, str, dict[str, Any]]]:
    """The events among the lines: number, kind and data."""
    found = []
    for part in parts:
        fields = dict(line.split(": ", 1) for line in part.strip().splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def test_a_solve_is_asked_for_queued_done_and_read(solving: SolvingCollege) -> None:
    response = ask(solving)
    run = response.get_json()
    api = solving.college.api(Role.DP_ACADEMICS)

    assert response.status_code == 202
    assert response.headers["Location"] == f"/api/runs/{run['id']}"
    assert (run["kind"], run["status"], run["attempt"]) == ("solve", "queued", 0)
    assert run["request"] == {**QUICK, "seed": 1, "keep_pins": True}
    solving.college.installation.deliver()
    assert solving.college.installation.queue.lists(job_id(UUID(run["id"]), 0))

    do(solving, UUID(run["id"]))
    done = api.get(f"/runs/{run['id']}").get_json()
    assert (done["status"], done["answer"]["status"]) == ("succeeded", "optimal")
    assert done["result_timetable_id"] is not None
    assert done["history"][-1]["gap"] == 0


@pytest.mark.parametrize(
    "wish",
    [
        {"time_limit_s": 0},
        {"time_limit_s": 3601},
        {"time_limit_s": 1.5},
        {"time_limit_s": "60"},
        {"workers": 0},
        {"workers": 9},
        {"workers": True},
        {"seed": -1},
        {"seed": 2**31},
        {"keep_pins": "perhaps"},
        {"speed": 1},
    ],
    ids=str,
)
def test_wishes_out_of_bounds_are_refused(solving: SolvingCollege, wish: dict[str, Any]) -> None:
    response = ask(solving, wish)

    assert response.status_code == 422
    assert list(response.get_json()["errors"]["json"]) == list(wish)


def test_a_term_with_nothing_to_plan_is_refused_in_words(solving: SolvingCollege) -> None:
    with solving.college.unit_of_work() as session:
        session.execute(update(Enrollment).values(status="cancelled"))

    response = ask(solving)

    assert (response.status_code, response.get_json()["code"]) == (422, "nothing_to_plan")


def test_a_request_that_is_repeated_under_its_key_makes_one_run(solving: SolvingCollege) -> None:
    first, second = (ask(solving, Idempotency_Key="solve-1") for _ in range(2))

    assert first.get_json() == second.get_json()
    assert second.headers["Location"] == first.headers["Location"]
    with solving.college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 1


def test_heads_follow_runs_and_do_not_ask_for_them(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    head, trainer = solving.college.api(Role.HOD), solving.college.api(Role.TRAINER)

    assert head.get(f"/runs/{run_id}").status_code == 200
    assert head.post(f"/timetables/{solving.base.id}/solves", QUICK).status_code == 403
    assert head.delete(f"/runs/{run_id}").status_code == 403
    assert trainer.get("/runs").status_code == 403
    assert trainer.get(f"/runs/{run_id}/events").status_code == 403


def test_another_college_sees_and_stops_nothing(solving: SolvingCollege, installation: Installation) -> None:
    run_id = asked(solving)
    stranger = installation.found_college().admin

    assert stranger.get("/runs").get_json()["items"] == []
    for answer in (
        stranger.get(f"/runs/{run_id}"),
        stranger.get(f"/runs/{run_id}/events"),
        stranger.delete(f"/runs/{run_id}"),
        stranger.get(f"/timetables/{solving.base.id}/solves"),
        stranger.post(f"/timetables/{solving.base.id}/solves", QUICK),
    ):
        assert answer.status_code == 404
    assert solving.run(run_id).cancel_requested_at is None


def test_runs_are_listed_by_what_they_are_and_page_by_page(solving: SolvingCollege) -> None:
    api = solving.college.api(Role.DP_ACADEMICS)
    runs = [str(asked(solving)) for _ in range(3)]
    api.delete(f"/runs/{runs[0]}")

    def ids(path: str, **query: Any) -> list[str]:
        return [item["id"] for item in api.get(path, **query).get_json()["items"]]

    assert ids("/runs") == runs[::-1]
    assert ids("/runs", newest_first="false") == runs
    assert ids("/runs", status="cancelled") == runs[:1]
    assert ids("/runs", kind="repair") == []
    assert ids("/runs", term_id=str(solving.plan.term.id), timetable_id=str(solving.base.id)) == runs[::-1]
    assert ids("/runs", term_id=str(solving.plan.term.id), kind="solve", status="queued") == runs[:0:-1]
    assert ids("/runs", term_id=str(uuid4())) == []
    assert ids(f"/timetables/{solving.base.id}/solves", status="queued") == runs[:0:-1]
    page = api.get("/runs", limit=2).get_json()
    assert ids("/runs", limit=2, cursor=page["next_cursor"]) == runs[:1]
    assert api.get("/runs", status="asleep").status_code == 422


def test_a_run_that_nobody_has_begun_is_stopped_at_once_and_as_often_as_one_likes(
    solving: SolvingCollege,
) -> None:
    run_id = asked(solving)
    api = solving.college.api(Role.DP_ACADEMICS)

    first, second = api.delete(f"/runs/{run_id}"), api.delete(f"/runs/{run_id}")

    assert (first.status_code, first.get_json()["status"]) == (202, "cancelled")
    assert (second.status_code, second.get_json()) == (202, first.get_json())
    do(solving, run_id)
    assert solving.run(run_id).result_timetable_id is None


def test_a_run_at_work_is_told_to_stop(college: College) -> None:
    solving = SolvingCollege(college, groups=10)
    run_id = UUID(ask(solving, {"time_limit_s": 600, "workers": 1}).get_json()["id"])
    worker = Thread(target=do, args=(solving, run_id))
    worker.start()
    api = college.api(Role.DP_ACADEMICS)
    wait_for(lambda: solving.run(run_id).progress is not None)

    stopped = api.delete(f"/runs/{run_id}")
    worker.join(120)

    assert (stopped.status_code, stopped.get_json()["status"]) == (202, "running")
    assert stopped.get_json()["cancel_requested_at"] is not None
    assert not worker.is_alive()
    assert solving.run(run_id).status == "cancelled"


def test_a_run_that_has_ended_cannot_be_stopped(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    do(solving, run_id)

    response = solving.college.api(Role.DP_ACADEMICS).delete(f"/runs/{run_id}")

    assert (response.status_code, response.get_json()["code"]) == (409, "run_ended")


def test_a_second_solve_of_a_term_waits_or_is_refused_as_the_policy_says(solving: SolvingCollege) -> None:
    asked(solving)
    asked(solving)
    with solving.college.unit_of_work() as session:
        change_policy(session, values={"queue_solves": False})

    refused = ask(solving)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "solve_open")
    with solving.college.unit_of_work() as session:
        session.execute(update(Run).values(status="succeeded"))
    assert ask(solving).status_code == 202


def test_while_the_queue_is_away_requests_are_taken_and_done_when_it_is_back(
    lone_installation: Installation,
) -> None:
    college = lone_installation.found_college()
    solving = SolvingCollege(college)
    lone_installation.queue.lists("s-0")  # which starts it
    lone_installation.queue.server.stop()

    began = time.monotonic()
    run_id = asked(solving)
    took = time.monotonic() - began
    lone_installation.deliver()

    assert took < 2
    assert college.admin.get(f"/runs/{run_id}").get_json()["status"] == "queued"
    lone_installation.queue.server.start()
    lone_installation.clock.ahead = PATIENCE + timedelta(seconds=1)
    reap(lone_installation.database, lone_installation.runtime)
    assert lone_installation.queue.lists(job_id(run_id, 0))


def test_a_stream_tells_how_a_run_goes_until_it_ends(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    api = solving.college.api(Role.HOD)
    parts = follow(api, run_id)
    assert next(parts).startswith("retry: ")
    assert next(parts).startswith("id: ")  # queued

    worker = Thread(target=do, args=(solving, run_id))
    worker.start()
    told = events(parts)
    worker.join()

    numbers = [number for number, _, _ in told]
    assert all(earlier < later for earlier, later in pairwise(numbers))
    assert [kind for _, kind, _ in told] == ["progress"] * (len(told) - 1) + ["ended"]
    assert told[-1][2]["status"] == "succeeded"
    assert told[-1][2]["result_timetable_id"] is not None
    assert "running" in [data["status"] for _, _, data in told[:-1]]


def test_who_comes_again_hears_only_what_is_new_and_then_to_stay_away(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    do(solving, run_id)
    api = solving.college.api(Role.HOD)

    (number, kind, _), *others = events(follow(api, run_id))
    again = api.client.get(
        f"/api/runs/{run_id}/events", headers={**api.headers, "Last-Event-ID": str(number)}
    )

    assert (kind, others) == ("ended", [])
    assert again.status_code == 204
    assert [k for _, k, _ in events(follow(api, run_id, **{"Last-Event-ID": str(number - 1)}))] == ["ended"]


@pytest.mark.parametrize("number", ["x", "-1", "1.0", "9" * 30, "\u0661"])
def test_a_number_that_no_event_had_is_refused(solving: SolvingCollege, number: str) -> None:
    api = solving.college.api(Role.HOD)
    headers = {**api.headers, "Last-Event-ID": number}

    answer = api.client.get(f"/api/runs/{asked(solving)}/events", headers=headers)

    assert answer.status_code == 422


def test_streams_hold_no_connection_and_leave_threads_for_others(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    api = solving.college.api(Role.HOD)
    streams = [follow(api, run_id) for _ in range(MOST_STREAMS)]
    for parts in streams:
        assert next(parts).startswith("retry: ")
        next(parts)

    crowded = list(follow(api, run_id))

    pool: Any = solving.college.installation.database.engine.pool
    assert pool.checkedout() == 0
    assert crowded[0] == "retry: 3000\n\n"
    assert [kind for _, kind, _ in events(iter(crowded))] == ["progress"]
    solving.college.api(Role.DP_ACADEMICS).delete(f"/runs/{run_id}")
    assert [events(parts)[-1][1] for parts in streams] == ["ended"] * MOST_STREAMS
    assert next(follow(api, run_id)) == "retry: 1000\n\n"


def test_a_stream_ends_when_its_timetable_is_deleted(solving: SolvingCollege) -> None:
    run_id = asked(solving)
    parts = follow(solving.college.api(Role.HOD), run_id)
    next(parts), next(parts)
    with solving.college.unit_of_work() as session:
        session.delete(session.get_one(Timetable, solving.base.id))

    assert list(parts) == []


def wait_for(happened: Any) -> None:
    """Wait for something that comes soon."""
    until = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)
