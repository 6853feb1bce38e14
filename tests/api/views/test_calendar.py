"""Academic years, terms and holidays over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from models.session import utc_now
from services.access import Role
from tests.installation import College, Installation
from tests.structure import class_group, enrolled, term, year


def test_only_one_year_is_active(college: College) -> None:
    first = year(college, is_active=True)
    second = year(college, name="2027/2028", starts_on="2027-09-01", ends_on="2028-07-31")

    college.admin.patch(f"/academic-years/{second['id']}", {"is_active": True})

    active = college.admin.get("/academic-years", is_active="true").get_json()["items"]
    assert [item["id"] for item in active] == [second["id"]]
    assert college.admin.get(f"/academic-years/{first['id']}").get_json()["version"] == 2


def test_years_that_overlap_are_refused_by_name(college: College) -> None:
    year(college)

    answer = college.admin.post(
        "/academic-years", {"name": "Other", "starts_on": "2027-07-31", "ends_on": "2028-07-31"}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (409, "dates_overlap")
    assert "2026/2027 (2026-09-01 to 2027-07-31)" in answer.get_json()["detail"]
    next_day = {"name": "Other", "starts_on": "2027-08-01", "ends_on": "2028-07-31"}
    assert college.admin.post("/academic-years", next_day).status_code == 201


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("2026-09-01", "2026-09-01"),
        ("2026-09-02", "2026-09-01"),
        ("0001-01-01", "2026-09-01"),
        ("2026-09-01", "9999-12-31"),
        ("2026-02-30", "2026-09-01"),
        ("today", "2026-09-01"),
        (20260901, "2027-09-01"),
        (None, "2026-09-01"),
    ],
)
def test_dates_that_make_no_year_are_refused(college: College, starts_on: Any, ends_on: Any) -> None:
    answer = college.admin.post(
        "/academic-years", {"name": "2026/2027", "starts_on": starts_on, "ends_on": ends_on}
    )

    assert answer.status_code == 422


def test_a_year_with_terms_stays_and_still_holds_them_after_a_change(college: College) -> None:
    first = term(college)
    path = f"/academic-years/{first['academic_year_id']}"

    shorter = college.admin.patch(path, {"ends_on": "2026-12-10"})
    gone = college.admin.delete(path)

    assert (shorter.status_code, shorter.get_json()["code"]) == (422, "outside_year")
    assert "Term 1" in shorter.get_json()["detail"]
    assert (gone.status_code, gone.get_json()["code"]) == (409, "still_in_use")
    assert college.admin.patch(path, {"ends_on": "2026-12-11"}).status_code == 200
    college.admin.delete(f"/terms/{first['id']}")
    assert college.admin.delete(path).status_code == 204


def test_a_term_tells_how_long_it_lasts(college: College) -> None:
    whole_weeks = term(college, starts_on="2026-09-07", ends_on="2026-09-20")
    one_day_more = college.admin.patch(f"/terms/{whole_weeks['id']}", {"ends_on": "2026-09-21"}).get_json()

    assert (whole_weeks["duration_days"], whole_weeks["duration_weeks"]) == (14, 2)
    assert (one_day_more["duration_days"], one_day_more["duration_weeks"]) == (15, 3)


def test_terms_that_overlap_or_leave_their_year_are_refused_in_words(college: College) -> None:
    first = term(college)
    other = {"academic_year_id": first["academic_year_id"], "name": "Term 2"}

    overlapping = college.admin.post("/terms", other | {"starts_on": "2026-12-11", "ends_on": "2027-01-31"})
    outside = college.admin.post("/terms", other | {"starts_on": "2027-05-01", "ends_on": "2027-08-01"})
    backwards = college.admin.post("/terms", other | {"starts_on": "2027-05-01", "ends_on": "2027-04-01"})
    nowhere = college.admin.post(
        "/terms",
        {"academic_year_id": str(uuid4()), "name": "x", "starts_on": "2027-05-01", "ends_on": "2027-06-01"},
    )

    assert (overlapping.status_code, overlapping.get_json()["code"]) == (409, "dates_overlap")
    assert "Term 1 (2026-09-07 to 2026-12-11)" in overlapping.get_json()["detail"]
    assert (outside.status_code, outside.get_json()["code"]) == (422, "outside_year")
    assert "2026/2027" in outside.get_json()["detail"]
    assert (backwards.status_code, nowhere.status_code) == (422, 422)
    assert set(nowhere.get_json()["errors"]) == {"academic_year_id"}


def test_a_name_is_taken_once_in_a_year(college: College) -> None:
    first = term(college)

    again = college.admin.post(
        "/terms",
        {
            "academic_year_id": first["academic_year_id"],
            "name": "Term 1",
            "starts_on": "2027-01-11",
            "ends_on": "2027-04-02",
        },
    )

    assert again.status_code == 409


def test_whether_a_term_is_current_goes_by_the_clock_on_the_institution_s_wall(
    college: College, installation: Installation
) -> None:
    first = term(college)
    path = f"/terms/{first['id']}"
    # Half past eleven at night before the first day in UTC: in Nairobi the first day has begun.
    installation.clock.ahead = datetime(2026, 9, 6, 23, 30, tzinfo=UTC) - utc_now()
    reader = college.api(Role.STAFF)

    in_nairobi = reader.get(path).get_json()["is_current"]
    listed = reader.get("/terms", current="true").get_json()["items"]
    college.admin.patch("/policy", {"time_zone": "America/New_York"})
    in_new_york = reader.get(path).get_json()["is_current"]

    assert (in_nairobi, in_new_york) == (True, False)
    assert [item["id"] for item in listed] == [first["id"]]
    assert reader.get("/terms", current="true").get_json()["items"] == []
    assert len(reader.get("/terms", current="false").get_json()["items"]) == 1


def test_the_last_day_of_a_term_is_still_current(college: College, installation: Installation) -> None:
    first = term(college)
    installation.clock.ahead = datetime(2026, 12, 11, 12, 0, tzinfo=UTC) - utc_now()
    assert college.admin.get(f"/terms/{first['id']}").get_json()["is_current"] is True

    installation.clock.ahead += timedelta(days=1)
    assert college.admin.get(f"/terms/{first['id']}").get_json()["is_current"] is False


def test_a_year_lists_its_terms_and_a_day_finds_its_term(college: College) -> None:
    first = term(college)
    key = first["academic_year_id"]
    second = term(college, academic_year_id=key, name="Term 2", starts_on="2027-01-11", ends_on="2027-04-02")
    later = year(college, name="2027/2028", starts_on="2027-09-01", ends_on="2028-07-31")
    term(college, academic_year_id=later["id"], starts_on="2027-09-06", ends_on="2027-12-10")

    of_year = college.admin.get(f"/academic-years/{key}/terms", sort="-starts_on").get_json()["items"]
    on_day = college.admin.get("/terms", on="2027-04-02").get_json()["items"]

    assert [item["id"] for item in of_year] == [second["id"], first["id"]]
    assert [item["id"] for item in on_day] == [second["id"]]
    assert college.admin.get("/academic-years/" + str(uuid4()) + "/terms").status_code == 404


def test_a_term_for_which_class_groups_are_enrolled_stays_where_it_is(college: College) -> None:
    first = term(college)
    later = year(college, name="2027/2028", starts_on="2027-09-01", ends_on="2028-07-31")
    enrolled(college, group=class_group(college), term=first)
    path = f"/terms/{first['id']}"

    gone = college.admin.delete(path)
    moved = college.admin.patch(
        path, {"academic_year_id": later["id"], "starts_on": "2027-09-06", "ends_on": "2027-12-10"}
    )

    assert [answer.get_json()["code"] for answer in (gone, moved)] == ["still_in_use"] * 2
    assert college.admin.patch(path, {"ends_on": "2026-12-18"}).status_code == 200


def test_holidays_are_found_by_the_days_they_touch(college: College) -> None:
    for name, first, last in (
        ("Independence", "2026-12-12", "2026-12-12"),
        ("Recess", "2026-12-20", "2027-01-05"),
    ):
        college.admin.created("/holidays", name=name, starts_on=first, ends_on=last)

    found = college.admin.get("/holidays", since="2027-01-05", until="2027-03-01").get_json()["items"]

    assert [item["name"] for item in found] == ["Recess"]
    backwards = {"name": "x", "starts_on": "2026-12-12", "ends_on": "2026-12-11"}
    assert college.admin.post("/holidays", backwards).status_code == 422


def test_everybody_reads_the_calendar_and_planners_write_it(college: College) -> None:
    first = term(college)
    body = {"name": "x", "starts_on": "2026-12-12", "ends_on": "2026-12-12"}

    for role in Role:
        api = college.api(role)
        assert api.get(f"/terms/{first['id']}").status_code == 200
        allowed = role in (Role.ADMIN, Role.DP_ACADEMICS, Role.OPERATOR)
        assert (api.post("/holidays", body).status_code == 201) is allowed
        assert (api.delete(f"/academic-years/{uuid4()}").status_code == 404) is allowed


def test_the_calendar_of_another_college_is_not_there(college: College, installation: Installation) -> None:
    first = term(college)
    other = installation.found_college()

    assert other.admin.get(f"/terms/{first['id']}").status_code == 404
    assert other.admin.get(f"/academic-years/{first['academic_year_id']}").status_code == 404
    # Its days are free here: institutions do not stand in each other's way.
    assert date.fromisoformat(term(other)["starts_on"]) == date(2026, 9, 7)
