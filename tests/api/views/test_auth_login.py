"""Logging in, the lock after failures, log-ins and their end, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Activity, Change, Tenant, User
from services.access import Role
from services.identity.login import college_of
from tests.installation import PASSWORD, Api, College, Installation

WRONG = "wrong-Password-1"


@pytest.fixture
def user(college: College) -> User:
    """A trainer who has a password."""
    return college.open_account(Role.TRAINER, password=PASSWORD)


def test_logging_in_gives_tokens_that_open_the_api(college: College, user: User) -> None:
    answer = _log_in(college, user.email.upper())

    tokens = answer.get_json()
    assert answer.status_code == 200
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert _as(college, tokens).get("/auth/sessions").status_code == 200


@pytest.mark.parametrize("who", ["wrong password", "unknown address", "no password", "closed account"])
def test_a_failure_does_not_tell_what_was_wrong(college: College, user: User, who: str) -> None:
    with college.unit_of_work() as session:
        closed = session.get_one(User, college.open_account(Role.STAFF, password=PASSWORD).id)
        closed.is_active = False
    email, password = {
        "wrong password": (user.email, WRONG),
        "unknown address": (f"nobody@{college.slug}.example", PASSWORD),
        "no password": (college.user(Role.HOD).email, PASSWORD),
        "closed account": (closed.email, PASSWORD),
    }[who]

    answer = _log_in(college, email, password)

    assert answer.status_code == 401
    assert answer.get_json()["code"] == "wrong_credentials"
    assert answer.get_json()["detail"] == "E-mail, password or institution is wrong."


def test_half_a_character_is_no_password(college: College, user: User) -> None:
    half = "seven-Horses-7-\ud83d"
    body = {"email": f"new@{college.slug}.example", "first_name": "A", "last_name": "B", "password": half}

    for email in (user.email, f"nobody@{college.slug}.example"):
        assert _log_in(college, email, half).get_json()["code"] == "wrong_credentials"
    refused = college.api().post("/auth/register", {**body, "tenant": college.slug})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "weak_password")


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(college: College, user: User) -> None:
    failures = [_log_in(college, user.email, WRONG).status_code for _ in range(5)]

    locked = _log_in(college, user.email)
    college.installation.clock.ahead = timedelta(minutes=14)
    still = _log_in(college, user.email)
    college.installation.clock.ahead = timedelta(minutes=16)
    opened = _log_in(college, user.email)

    assert failures == [401] * 5
    assert (locked.status_code, locked.get_json()["code"]) == (403, "locked")
    assert (still.status_code, opened.status_code) == (403, 200)


def test_a_success_forgets_the_failures_before(college: College, user: User) -> None:
    for _ in range(3):
        for _ in range(4):
            _log_in(college, user.email, WRONG)
        assert _log_in(college, user.email).status_code == 200


def test_logging_in_is_noted_but_is_no_change_of_the_account(college: College, user: User) -> None:
    _log_in(college, user.email, WRONG)
    _log_in(college, user.email)

    with college.unit_of_work() as session:
        stored = session.get_one(User, user.id)
        deeds = session.scalars(select(Activity.kind).where(Activity.user_id == user.id)).all()
        changes = session.scalars(select(Change.action).where(Change.entity_id == user.id)).all()
    assert stored.last_login_at is not None
    assert (stored.version, changes) == (1, ["create"])
    assert sorted(deeds) == ["gave_a_wrong_password", "logged_in"]


def test_the_institution_decides_whose_account_it_is(college: College, installation: Installation) -> None:
    other = installation.found_college()
    mine = college.open_account(Role.TRAINER, password=PASSWORD)

    assert _log_in(other, mine.email).status_code == 401
    assert _log_in(college, mine.email).status_code == 200
    missing = college.api().post("/auth/token", {"email": mine.email, "password": PASSWORD})
    assert (missing.status_code, missing.get_json()["code"]) == (422, "unknown_tenant")


def test_a_closed_institution_lets_nobody_in(college: College, user: User) -> None:
    tokens = _log_in(college, user.email).get_json()
    with college.unit_of_work() as session:
        tenant: Tenant = college_of(session)
        tenant.is_active = False

    assert _log_in(college, user.email).status_code == 422
    assert _as(college, tokens).get("/auth/sessions").status_code == 401
    assert _refresh(college, tokens).status_code == 401


def test_a_refresh_token_is_exchanged_for_new_tokens(college: College, user: User) -> None:
    first = _log_in(college, user.email).get_json()

    second = _refresh(college, first)
    third = _refresh(college, second.get_json())

    assert (second.status_code, third.status_code) == (200, 200)
    assert _as(college, third.get_json()).get("/auth/sessions").status_code == 200


def test_a_refresh_token_that_comes_again_ends_the_log_in(college: College, user: User) -> None:
    first = _log_in(college, user.email).get_json()
    second = _refresh(college, first).get_json()

    reused = _refresh(college, first)

    assert (reused.status_code, reused.get_json()["code"]) == (401, "token_reused")
    assert _refresh(college, second).status_code == 401
    assert _as(college, second).get("/auth/sessions").status_code == 401


def test_a_log_in_that_nobody_uses_for_a_day_has_ended(college: College, user: User) -> None:
    tokens = _log_in(college, user.email).get_json()
    college.installation.clock.ahead = timedelta(hours=25)

    answer = _refresh(college, tokens)

    assert answer.status_code == 401


def test_a_closed_account_cannot_refresh(college: College, user: User) -> None:
    tokens = _log_in(college, user.email).get_json()
    with college.unit_of_work() as session:
        session.get_one(User, user.id).is_active = False

    assert _refresh(college, tokens).status_code == 401
    assert _as(college, tokens).get("/auth/sessions").status_code == 401


def test_logging_out_ends_this_log_in_and_no_other(college: College, user: User) -> None:
    here, there = (_log_in(college, user.email).get_json() for _ in range(2))

    gone = _as(college, here).post("/auth/logout")

    assert gone.status_code == 204
    assert _as(college, here).get("/auth/sessions").status_code == 401
    assert _refresh(college, here).status_code == 401
    assert _as(college, there).get("/auth/sessions").status_code == 200


def test_logging_out_everywhere_ends_all_log_ins(college: College, user: User) -> None:
    many = [_log_in(college, user.email).get_json() for _ in range(3)]

    gone = _as(college, many[0]).post("/auth/logout-everywhere")

    assert gone.status_code == 204
    assert [_as(college, tokens).get("/auth/sessions").status_code for tokens in many] == [401] * 3
    assert [_refresh(college, tokens).status_code for tokens in many] == [401] * 3


def test_people_see_their_own_log_ins_and_end_the_one_on_a_lost_telephone(
    college: College, user: User
) -> None:
    college.admin.get("/auth/sessions")
    phone = _log_in(college, user.email, user_agent="Telephone").get_json()
    desk = _log_in(college, user.email, user_agent="Desk").get_json()

    listed = _as(college, desk).get("/auth/sessions").get_json()["items"]
    lost = next(item for item in listed if not item["is_current"])
    ended = _as(college, desk).delete(f"/auth/sessions/{lost['id']}")

    assert [(item["user_agent"], item["is_current"]) for item in listed] == [
        ("Desk", True),
        ("Telephone", False),
    ]
    assert (lost["address"], ended.status_code) == ("127.0.0.1", 204)
    assert _as(college, phone).get("/auth/sessions").status_code == 401
    assert len(_as(college, desk).get("/auth/sessions").get_json()["items"]) == 1


def test_log_ins_are_listed_page_by_page(college: College, user: User) -> None:
    answers = [_log_in(college, user.email, user_agent=f"Device {number}") for number in range(3)]
    api = _as(college, answers[-1].get_json())

    first = api.get("/auth/sessions", limit=2).get_json()
    second = api.get("/auth/sessions", limit=2, cursor=first["next_cursor"]).get_json()

    agents = [item["user_agent"] for page in (first, second) for item in page["items"]]
    assert agents == ["Device 2", "Device 1", "Device 0"]
    assert second["next_cursor"] is None
    assert api.get("/auth/sessions", cursor="nonsense").status_code == 422


def test_nobody_ends_the_log_ins_of_another(college: College, user: User, installation: Installation) -> None:
    tokens = _log_in(college, user.email).get_json()
    (mine,) = _as(college, tokens).get("/auth/sessions").get_json()["items"]

    colleague = college.api(Role.ADMIN).delete(f"/auth/sessions/{mine['id']}")
    stranger = installation.found_college().admin.delete(f"/auth/sessions/{mine['id']}")

    assert (colleague.status_code, stranger.status_code) == (404, 404)
    assert _as(college, tokens).get("/auth/sessions").status_code == 200


@pytest.mark.parametrize("path", ["/auth/logout", "/auth/logout-everywhere", "/auth/password/change"])
def test_only_who_is_logged_in_can_log_out_or_change_the_password(college: College, path: str) -> None:
    body = {"present": PASSWORD, "password": WRONG} if path.endswith("change") else None

    assert college.api().post(path, body).status_code == 401


def _log_in(
    college: College, email: str, password: str = PASSWORD, *, user_agent: str = "Test"
) -> TestResponse:
    body = {"email": email, "password": password, "tenant": college.slug}
    return college.api().post("/auth/token", body, User_Agent=user_agent)


def _as(college: College, tokens: dict[str, Any]) -> Api:
    return Api(college.api().client, {"Authorization": f"Bearer {tokens['access_token']}"})


def _refresh(college: College, tokens: dict[str, Any]) -> TestResponse:
    return college.api().post("/auth/token/refresh", Authorization=f"Bearer {tokens['refresh_token']}")
