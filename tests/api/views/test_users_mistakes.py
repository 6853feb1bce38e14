"""Accounts that were opened by mistake, twice, or for the wrong address; heads of nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.access import Role
from services.identity import accounts
from tests.installation import PASSWORD, College


def person(**fields: Any) -> dict[str, Any]:
    """The body of a new account."""
    return {
        "email": f"someone{uuid4().hex[:8]}@college.example",
        "role": "trainee",
        "first_name": "Wanjiru",
        "last_name": "Kamau",
        **fields,
    }


def token_sent_to(college: College, address: str) -> str:
    """The token of the link that went to an address."""
    college.installation.deliver()
    return college.installation.letterbox.token_for(address)


def test_the_admission_number_of_a_deleted_trainee_can_be_given_again(college: College) -> None:
    mistaken = college.admin.created("/users", **person(trainee={"admission_number": "ICT/1"}))

    college.admin.delete(f"/users/{mistaken['id']}")

    again = college.admin.created("/users", **person(trainee={"admission_number": "ICT/1"}))
    assert again["trainee"]["admission_number"] == "ICT/1"


def test_two_who_open_the_same_account_at_once_get_one(
    college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = person()
    college.admin.created("/users", **body)
    # As the slower of the two: it looked before the other one stored.
    monkeypatch.setattr(accounts, "find_by_email", lambda *_: None)

    slower = college.admin.post("/users", body)

    assert (slower.status_code, slower.get_json()["code"]) == (409, "email_taken")


def test_a_link_that_went_to_a_mistaken_address_opens_nothing_once_it_is_mended(college: College) -> None:
    created = college.admin.created("/users", **person(email="strangr@address.example"))
    stray = token_sent_to(college, "strangr@address.example")

    college.admin.patch(f"/users/{created['id']}", {"email": "stranger@address.example"})
    sent = token_sent_to(college, "stranger@address.example")

    for token, status in ((stray, 422), (sent, 204)):
        answer = college.api().post("/auth/password/reset", {"token": token, "password": PASSWORD})
        assert answer.status_code == status


def test_who_heads_no_department_does_not_see_those_who_are_in_none(college: College) -> None:
    trainer = college.open_account(Role.TRAINER)
    head = college.open_account(Role.HOD)

    seen = college.api(user=head).get("/users").get_json()["items"]
    assert [item["email"] for item in seen] == [head.email]
    assert college.api(user=head).get(f"/users/{trainer.id}").status_code == 404
