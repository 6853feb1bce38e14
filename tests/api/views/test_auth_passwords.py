"""Forgotten, reset and changed passwords, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from models import User
from services.access import Role
from services.identity import registration
from tests.installation import PASSWORD, Api, College

NEW = "another-Sentence-9"


@pytest.fixture
def user(college: College) -> User:
    """A trainer who has a password."""
    return college.open_account(Role.TRAINER, password=PASSWORD)


def test_who_forgot_the_password_chooses_another_by_the_link(college: College, user: User) -> None:
    before = _log_in(college, user.email, PASSWORD).get_json()
    token = _forget(college, user.email)

    reset = _reset(college, token)

    assert reset.status_code == 204
    assert _log_in(college, user.email, PASSWORD).status_code == 401
    assert _log_in(college, user.email, NEW).status_code == 200
    old = Api(college.api().client, {"Authorization": f"Bearer {before['access_token']}"})
    assert old.get("/auth/sessions").status_code == 401
    college.installation.deliver()
    assert college.installation.letterbox.to(user.email)[-1].subject.startswith("Your password was changed")


def test_asking_for_the_link_tells_nothing_about_accounts(college: College, user: User) -> None:
    stranger = f"nobody@{college.slug}.example"
    answers = [
        college.api().post("/auth/password/forgot", {"email": email, "tenant": college.slug})
        for email in (user.email, stranger, "no address at all")
    ]

    college.installation.deliver()
    assert [answer.status_code for answer in answers] == [202] * 3
    assert answers[0].get_json() == answers[1].get_json() == answers[2].get_json()
    assert len(college.installation.letterbox.to(user.email)) == 1
    assert college.installation.letterbox.to(stranger) == []


def test_the_link_is_good_once_and_for_an_hour(college: College, user: User) -> None:
    token = _forget(college, user.email)

    first, again = _reset(college, token), _reset(college, token)
    college.installation.clock.ahead = timedelta(minutes=2)
    fresh = _forget(college, user.email)
    college.installation.clock.ahead = timedelta(hours=1, minutes=3)
    late = _reset(college, fresh)

    assert [answer.status_code for answer in (first, again, late)] == [204, 422, 422]


def test_a_used_link_takes_the_others_with_it(college: College, user: User) -> None:
    older = _forget(college, user.email)
    college.installation.clock.ahead = timedelta(minutes=2)
    newer = _forget(college, user.email)

    assert _reset(college, newer).status_code == 204
    assert _reset(college, older).status_code == 422


def test_a_weak_password_does_not_use_up_the_link(college: College, user: User) -> None:
    token = _forget(college, user.email)

    weak = _reset(college, token, f"1-{user.first_name}-is-me")
    strong = _reset(college, token)

    assert (weak.status_code, weak.get_json()["code"]) == (422, "weak_password")
    assert strong.status_code == 204


def test_a_link_of_one_college_changes_nothing_in_another(college: College, user: User) -> None:
    other = college.installation.found_college()
    token = _forget(college, user.email)
    foreign = other.open_account(Role.TRAINER, password=PASSWORD, email=user.email)

    _reset(college, token)

    assert _log_in(other, foreign.email, PASSWORD).status_code == 200
    assert _log_in(college, user.email, NEW).status_code == 200


def test_the_link_opens_a_locked_account_and_proves_the_address(college: College) -> None:
    user = college.open_account(Role.TRAINEE, password=PASSWORD, verified=False)
    for _ in range(5):
        _log_in(college, user.email, "wrong-Password-1")

    _reset(college, _forget(college, user.email))

    assert _log_in(college, user.email, NEW).status_code == 200


def test_a_closed_account_is_sent_no_link(college: College, user: User) -> None:
    with college.unit_of_work() as session:
        session.get_one(User, user.id).is_active = False

    college.api().post("/auth/password/forgot", {"email": user.email, "tenant": college.slug})

    college.installation.deliver()
    assert college.installation.letterbox.to(user.email) == []


def test_who_was_invited_chooses_the_first_password_within_a_week(college: College) -> None:
    user = college.open_account(Role.TRAINER, verified=False)
    with college.unit_of_work() as session:
        registration.invite(session, base_url="http://roster.example", user=user)
    college.installation.deliver()
    college.installation.clock.ahead = timedelta(days=6)

    answer = _reset(college, college.installation.letterbox.token_for(user.email))

    assert answer.status_code == 204
    assert _log_in(college, user.email, NEW).status_code == 200


def test_changing_the_password_ends_the_other_log_ins_and_keeps_this_one(
    college: College, user: User
) -> None:
    here, there = (college.api(user=user) for _ in range(2))

    changed = here.post("/auth/password/change", {"present": PASSWORD, "password": NEW})

    assert changed.status_code == 204
    assert here.get("/auth/sessions").status_code == 200
    assert there.get("/auth/sessions").status_code == 401
    assert _log_in(college, user.email, NEW).status_code == 200


def test_a_wrong_present_password_is_refused_and_counts_as_a_failure(college: College, user: User) -> None:
    api = college.api(user=user)
    body = {"present": "wrong-Password-1", "password": NEW}

    answers = [api.post("/auth/password/change", body) for _ in range(6)]

    codes = [answer.get_json()["code"] for answer in answers]
    assert {answer.status_code for answer in answers} == {403}
    assert codes == ["wrong_password"] * 5 + ["locked"]
    assert _log_in(college, user.email, PASSWORD).get_json()["code"] == "locked"


@pytest.mark.parametrize(
    "password", ["short-1", "onlyletters", "123456789012", "aaaaaaaaaa-1", "x" * 129, "", None, ["a"]]
)
def test_a_weak_password_is_refused_and_the_old_one_stays(
    college: College, user: User, password: object
) -> None:
    answer = college.api(user=user).post("/auth/password/change", {"present": PASSWORD, "password": password})

    assert answer.status_code == 422
    assert _log_in(college, user.email, PASSWORD).status_code == 200


def _forget(college: College, email: str) -> str:
    college.api().post("/auth/password/forgot", {"email": email, "tenant": college.slug})
    college.installation.deliver()
    return college.installation.letterbox.token_for(email)


def _reset(college: College, token: str, password: str = NEW) -> TestResponse:
    return college.api().post("/auth/password/reset", {"token": token, "password": password})


def _log_in(college: College, email: str, password: str) -> TestResponse:
    return college.api().post("/auth/token", {"email": email, "password": password, "tenant": college.slug})
