"""Registering and verifying the address, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.access import Role
from services.identity.login import college_of, find_by_email
from tests.installation import PASSWORD, College, Installation


def test_who_registers_can_log_in_once_the_address_is_verified(college: College) -> None:
    address = _address(college, "new")
    registered = _register(college, address)
    early = _log_in(college, address)

    college.installation.deliver()
    token = college.installation.letterbox.token_for(address)
    verified = college.api().post("/auth/verify-email", {"token": token})
    late = _log_in(college, address)

    assert registered.status_code == 201
    assert (early.status_code, early.get_json()["code"]) == (403, "email_not_verified")
    assert verified.status_code == 204
    assert late.status_code == 200
    bearer = {"Authorization": f"Bearer {late.get_json()['access_token']}"}
    assert college.api().client.get("/api/auth/sessions", headers=bearer).status_code == 200


def test_who_registers_is_a_trainee_whatever_they_ask_for(college: College) -> None:
    asked = _register(college, _address(college, "sly"), role="admin")
    plain = _register(college, _address(college, "plain"))

    with college.unit_of_work() as session:
        user = find_by_email(session, _address(college, "plain"))
    assert (asked.status_code, plain.status_code) == (422, 201)
    assert user is not None
    assert user.role == Role.TRAINEE


def test_registering_an_address_again_is_answered_alike_and_its_owner_is_told(college: College) -> None:
    owner = college.open_account(Role.TRAINER, password=PASSWORD)

    known = _register(college, owner.email.upper())
    unknown = _register(college, _address(college, "unknown"))

    assert (known.status_code, known.get_json()) == (unknown.status_code, unknown.get_json())
    college.installation.deliver()
    (letter,) = college.installation.letterbox.to(owner.email)
    assert letter.subject.startswith("You have an account already")
    assert _log_in(college, owner.email, PASSWORD).status_code == 200


def test_a_weak_password_is_refused_alike_for_known_and_unknown_addresses(college: College) -> None:
    owner = college.user(Role.TRAINER)

    weak = {"password": "short-1"}

    answers = [_register(college, address, **weak) for address in (owner.email, _address(college, "x"))]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.get_json()["code"] for answer in answers] == ["weak_password", "weak_password"]


def test_the_link_is_good_once_and_for_three_days(college: College) -> None:
    verify = college.api().post
    tokens = []
    for name in ("twice", "late"):
        _register(college, _address(college, name))
        college.installation.deliver()
        tokens.append(college.installation.letterbox.token_for(_address(college, name)))

    first, again = (verify("/auth/verify-email", {"token": tokens[0]}) for _ in range(2))
    college.installation.clock.ahead = timedelta(days=3, minutes=1)
    late = verify("/auth/verify-email", {"token": tokens[1]})

    assert first.status_code == 204
    assert (again.status_code, again.get_json()["code"]) == (422, "bad_link")
    assert (late.status_code, late.get_json()["code"]) == (422, "bad_link")


@pytest.mark.parametrize("token", ["x", "A" * 64, "Ä" * 64, "=" * 64, "A" * 63, "A" * 88])
def test_a_made_up_link_is_refused(college: College, token: str) -> None:
    answer = college.api().post("/auth/verify-email", {"token": token})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_link")


def test_a_link_for_one_purpose_is_not_good_for_another(college: College) -> None:
    address = _address(college, "new")
    _register(college, address)
    college.installation.deliver()
    token = college.installation.letterbox.token_for(address)

    answer = college.api().post("/auth/password/reset", {"token": token, "password": "another-Sentence-9"})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_link")


def test_the_link_is_sent_again_but_not_twice_within_a_minute(college: College) -> None:
    address = _address(college, "new")
    body = {"email": address, "tenant": college.slug}
    _register(college, address)

    at_once = college.api().post("/auth/verify-email/resend", body)
    college.installation.clock.ahead = timedelta(minutes=2)
    later = college.api().post("/auth/verify-email/resend", body)

    college.installation.deliver()
    assert (at_once.status_code, later.status_code) == (202, 202)
    assert len(college.installation.letterbox.to(address)) == 2


def test_nothing_is_sent_again_to_strangers_or_to_verified_accounts(college: College) -> None:
    verified = college.user(Role.TRAINER).email
    stranger = _address(college, "stranger")

    answers = [
        college.api().post("/auth/verify-email/resend", {"email": address, "tenant": college.slug})
        for address in (verified, stranger)
    ]

    college.installation.deliver()
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].get_json() == answers[1].get_json()
    assert college.installation.letterbox.to(verified) == []
    assert college.installation.letterbox.to(stranger) == []


def test_the_institution_must_be_named_where_there_are_several(
    college: College, installation: Installation
) -> None:
    installation.found_college()

    missing = _register(college, _address(college, "a"), tenant=None)
    unknown = _register(college, _address(college, "a"), tenant="no-such-college")

    assert (missing.status_code, missing.get_json()["code"]) == (422, "unknown_tenant")
    assert (unknown.status_code, unknown.get_json()["code"]) == (422, "unknown_tenant")


def test_two_institutions_may_have_the_same_address(college: College, installation: Installation) -> None:
    other = installation.found_college()
    address = _address(college, "both")

    for place in (college, other):
        _register(place, address)
    installation.deliver()

    assert len(installation.letterbox.to(address)) == 2


def test_an_institution_may_keep_registration_to_itself(college: College) -> None:
    with college.unit_of_work() as session:
        college_of(session).policy = {"self_registration": False}

    answer = _register(college, _address(college, "new"))

    assert (answer.status_code, answer.get_json()["code"]) == (403, "registration_closed")


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "no address"},
        {"email": "a@b@c"},
        {"email": "x\r\nBcc: y@z.example"},
        {"email": None},
        {"password": 7},
        {"first_name": ""},
        {"first_name": "\x00"},
        {"last_name": "x" * 101},
    ],
)
def test_nonsense_is_refused_by_name_of_the_field(college: College, fields: dict[str, Any]) -> None:
    answer = _register(college, _address(college, "x"), **fields)

    assert answer.status_code == 422
    assert next(iter(fields)) in str(answer.get_json()["errors"])


def _register(college: College, address: str = "", **fields: Any) -> TestResponse:
    body = {
        "email": address,
        "password": PASSWORD,
        "first_name": "Grace",
        "last_name": "Wanjiru",
        "tenant": college.slug,
        **fields,
    }
    return college.api().post(
        "/auth/register", {name: value for name, value in body.items() if name != "tenant" or value}
    )


def _log_in(college: College, email: str, password: str = PASSWORD) -> TestResponse:
    return college.api().post("/auth/token", {"email": email, "password": password, "tenant": college.slug})


def _address(college: College, name: str) -> str:
    return f"{name}@{college.slug}.example"
