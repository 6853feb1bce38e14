"""The history of changes over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from models.session import utc_now
from services.access import Role
from tests.installation import College, Installation
from tests.structure import department


def entries(college: College, **query: Any) -> list[dict[str, Any]]:
    """Changes that the admin is shown."""
    answer = college.admin.get("/history", **query)
    assert answer.status_code == 200, answer.get_json()
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def test_it_tells_who_changed_what_from_what_to_what(college: College) -> None:
    part = department(college, code="ICT", name="Computing")
    deputy = college.api(Role.DP_ACADEMICS)
    deputy.patch(f"/departments/{part['id']}", {"name": "Informatics"})
    college.admin.delete(f"/departments/{part['id']}")

    told = entries(college, entity="departments", entity_id=part["id"])

    assert [item["action"] for item in told] == ["change", "change", "create"]
    assert told[1]["fields"] == {"name": ["Computing", "Informatics"]}
    assert told[1]["user_name"] == college.user(Role.DP_ACADEMICS).full_name
    assert told[2]["fields"]["code"] == [None, "ICT"]
    assert list(told[0]["fields"]) == ["deleted_at"]
    assert told[1]["request_id"]


def test_a_refused_change_leaves_no_trace(college: College) -> None:
    part = department(college)
    college.admin.patch(f"/departments/{part['id']}", {"name": "x" * 300})
    college.admin.patch(f"/departments/{part['id']}", {"name": "New"}, If_Match='"7"')

    assert len(entries(college, entity_id=part["id"])) == 1


def test_it_is_filtered_by_person_deed_and_time(college: College, installation: Installation) -> None:
    admin, deputy = college.user(Role.ADMIN), college.user(Role.DP_ACADEMICS)
    part = department(college)
    installation.clock.ahead = timedelta(hours=2)
    college.api(Role.DP_ACADEMICS).patch(f"/departments/{part['id']}", {"name": "New"})
    between = (utc_now() + timedelta(hours=1)).isoformat()

    def actions(**query: Any) -> list[str]:
        return [item["action"] for item in entries(college, entity="departments", **query)]

    assert actions(user_id=str(admin.id)) == ["create"]
    assert actions(user_id=str(deputy.id)) == ["change"]
    assert actions(action="create") == ["create"]
    assert actions(since=between) == ["change"]
    assert actions(until=between) == ["create"]
    assert actions(user_id=str(uuid4())) == []


def test_it_is_read_page_by_page_from_the_newest(college: College) -> None:
    part = department(college)
    for number in range(4):
        college.admin.patch(f"/departments/{part['id']}", {"name": f"Name {number}"})

    names, cursor = [], None
    while True:
        query = {"entity_id": part["id"], "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = college.admin.get("/history", **query).get_json()
        names += [item["fields"]["name"][1] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert names == ["Name 3", "Name 2", "Name 1", "Name 0", part["name"]]


def test_secrets_are_in_no_entry(college: College) -> None:
    college.open_account(Role.TRAINEE, password="correct-horse-7-battery")  # noqa: S106 - of a test's account

    fields = {name for item in entries(college, entity="users") for name in item["fields"]}

    assert "email" in fields
    assert not fields & {"password_hash", "email_index"}


def test_a_deleted_account_still_has_its_name(college: College) -> None:
    deputy = college.user(Role.DP_ACADEMICS)
    part = department(college)
    college.api(Role.DP_ACADEMICS).patch(f"/departments/{part['id']}", {"name": "New"})
    assert college.admin.delete(f"/users/{deputy.id}").status_code == 204

    told = entries(college, entity="departments", action="change")

    assert told[0]["user_name"] == deputy.full_name


def test_bad_filters_are_refused(college: College) -> None:
    bad: list[dict[str, Any]] = [
        {"action": "steal"},
        {"entity_id": "7"},
        {"since": "yesterday"},
        {"since": "2026-01-01T00:00:00"},
        {"limit": 1000},
        {"cursor": "x"},
    ]

    assert [college.admin.get("/history", **query).status_code for query in bad] == [422] * len(bad)


def test_admins_and_deputies_read_it_and_nobody_else(college: College, installation: Installation) -> None:
    part = department(college)
    allowed = {role for role in Role if college.api(role).get("/history").status_code == 200}

    assert allowed == {Role.ADMIN, Role.DP_ACADEMICS, Role.OPERATOR}
    assert entries(installation.found_college(), entity_id=part["id"]) == []
