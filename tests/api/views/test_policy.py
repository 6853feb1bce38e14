"""The policy over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from models import Tenant
from services.access import Role
from services.policy import Policy, policy_of
from tests.installation import College, Installation


def test_an_institution_that_decided_nothing_has_the_defaults(college: College) -> None:
    answer = college.admin.get("/policy")

    shown = answer.get_json()
    assert (shown["start_opens_minutes"], shown["pass_mark_percent"]) == (15, 70)
    assert (shown["face_accept"], shown["reminder_days"]) == (0.5, [30, 7, 1])
    assert shown["periods"][0] == {"starts_at": "08:00", "ends_at": "09:00"}
    assert shown["breaks"] == [
        {"starts_at": "10:00", "ends_at": "10:20"},
        {"starts_at": "13:20", "ends_at": "14:00"},
    ]
    assert answer.headers["ETag"] == '"1"'


def test_only_what_differs_from_the_defaults_is_kept(college: College) -> None:
    college.admin.patch("/policy", {"pass_mark_percent": 60, "attempts": 3, "teaching_days": [0, 1, 6]})

    with college.unit_of_work() as session:
        kept = session.get_one(Tenant, college.tenant_id).policy
        assert policy_of(session).teaching_days == (0, 1, 6)
    assert kept == {"pass_mark_percent": 60, "teaching_days": [0, 1, 6]}


def test_null_sets_a_setting_back(college: College) -> None:
    college.admin.patch("/policy", {"pass_mark_percent": 60, "time_zone": "Europe/Dublin"})

    back = college.admin.patch("/policy", {"pass_mark_percent": None, "time_zone": None}).get_json()

    assert (back["pass_mark_percent"], back["time_zone"]) == (70, "Africa/Nairobi")
    with college.unit_of_work() as session:
        assert session.get_one(Tenant, college.tenant_id).policy == {}


def test_every_change_is_in_the_history(college: College) -> None:
    college.admin.patch("/policy", {"pass_mark_percent": 60, "attempts": 3})
    college.admin.patch("/policy", {"pass_mark_percent": 60})

    changes = college.admin.get("/history", entity="tenants").get_json()["items"]

    assert [change["fields"] for change in changes] == [{"policy.pass_mark_percent": [70, 60]}]
    assert changes[0]["user_id"] == str(college.user(Role.ADMIN).id)
    assert changes[0]["entity_id"] == str(college.tenant_id)


def test_a_change_upon_an_old_version_is_refused(college: College) -> None:
    college.admin.patch("/policy", {"attempts": 4}, If_Match='"1"')

    late = college.admin.patch("/policy", {"attempts": 5}, If_Match='"1"')

    assert late.status_code == 412
    assert college.admin.get("/policy").get_json()["attempts"] == 4


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"attempts": 0}, "attempts"),
        ({"attempts": 2.5}, "attempts"),
        ({"attempts": 10**40}, "attempts"),
        ({"atempts": 3}, "atempts"),
        ({"breaks": []}, "breaks"),
        ({"face_accept": "nan"}, "face_accept"),
        ({"self_registration": "perhaps"}, "self_registration"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"phone_region": "XX"}, "phone_region"),
        ({"teaching_days": []}, "teaching_days"),
        ({"teaching_days": [1, 0]}, "teaching_days"),
        ({"teaching_days": [0, 7]}, "teaching_days"),
        ({"reminder_days": [1, 7]}, "reminder_days"),
        ({"reminder_days": [7, 7]}, "reminder_days"),
        ({"face_accept": 0.6}, "face_review"),
        ({"place_review": 0.95}, "place_review"),
        ({"present_minutes": 31}, "late_minutes"),
        ({"recurrence_months": 2}, "recurrence_opens_days"),
        ({"periods": []}, "periods"),
        ({"periods": [{"starts_at": "08:00"}]}, "periods"),
        ({"periods": [{"starts_at": "8", "ends_at": "09:00"}]}, "periods"),
        ({"periods": [{"starts_at": "09:00", "ends_at": "08:00"}]}, "periods"),
    ],
)
def test_settings_that_will_not_do_are_named_and_nothing_is_changed(
    college: College, change: dict[str, Any], wrong: str
) -> None:
    answer = college.admin.patch("/policy", change)

    assert answer.status_code == 422
    errors = answer.get_json()["errors"]
    assert set(errors.get("json", errors)) == {wrong}
    assert college.admin.get("/policy").headers["ETag"] == '"1"'


def test_settings_that_contradict_each_other_may_change_together(college: College) -> None:
    answer = college.admin.patch("/policy", {"face_accept": 0.6, "face_review": 0.65})

    assert answer.status_code == 200


def test_a_week_of_one_s_own_is_kept_with_its_breaks(college: College) -> None:
    periods = [
        {"starts_at": "07:30", "ends_at": "08:15"},
        {"starts_at": "08:15", "ends_at": "09:00"},
        {"starts_at": "09:30", "ends_at": "10:15"},
    ]

    shown = college.admin.patch("/policy", {"periods": periods, "cycle_weeks": 1}).get_json()

    assert shown["periods"] == periods
    assert shown["breaks"] == [{"starts_at": "09:00", "ends_at": "09:30"}]


def test_only_the_admin_changes_it_and_trainees_do_not_read_it(college: College) -> None:
    for role in (Role.DP_ACADEMICS, Role.HOD, Role.TRAINER, Role.STAFF):
        assert college.api(role).get("/policy").status_code == 200
        assert college.api(role).patch("/policy", {"attempts": 4}).status_code == 403
    assert college.api(Role.TRAINEE).get("/policy").status_code == 403


def test_institutions_decide_each_for_themselves(college: College, installation: Installation) -> None:
    other = installation.found_college()

    college.admin.patch("/policy", {"attempts": 9})

    assert other.admin.get("/policy").get_json()["attempts"] == Policy().attempts
    assert other.admin.get("/history", entity="tenants").get_json()["items"] == []


def test_the_document_tells_bounds_and_meaning_of_every_setting(college: College) -> None:
    schemas = college.api().get("/openapi.json").get_json()["components"]["schemas"]

    settings = schemas["PolicyPatch"]["properties"]
    assert all(field.get("description") for field in settings.values())
    assert (settings["attempts"]["minimum"], settings["attempts"]["maximum"]) == (1, 100)
