"""Versions of timetables over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from models import Run, Timetable
from services.access import Role
from tests.installation import College, Installation
from tests.planning import MONDAY, TUESDAY, Planning


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def test_an_empty_draft_says_how_much_there_is_to_place(planning: Planning) -> None:
    answer = planning.planner.post("/timetables", {"term_id": str(planning.term.id), "name": "First attempt"})

    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/timetables/{made['id']}")
    assert answer.headers["ETag"] == f'"{made["version"]}"'
    assert (made["number"], made["status"], made["cost"], made["gap"]) == (1, "draft", None, None)
    assert made["counts"] == {"sessions": 6, "placed": 0, "pinned": 0, "left_over": 0, "temporary": 0}
    assert made["created_by"] == str(planning.college.user(Role.DP_ACADEMICS).id)


def test_a_complete_version_shows_what_it_costs(planning: Planning) -> None:
    version = planning.planned()

    shown = planning.planner.get(version).get_json()

    assert shown["counts"]["placed"] == 6
    assert shown["cost"] == sum(shown["cost_by_rule"].values())


def test_a_copy_has_the_week_with_pins_and_substitutes(planning: Planning) -> None:
    version = planning.planned()
    carol = planning.trainer()
    entry = planning.entry_at(version, MONDAY, "08:00")
    planning.move(version, entry, is_pinned=True, substitute_id=str(carol))

    copy = planning.draft("Second attempt", made_from_id=version.rsplit("/", 1)[1])

    told = [
        [
            (item["weekday"], item["starts_at"], item["room"], item["is_pinned"], item["substitute"])
            for item in planning.entries(address)
        ]
        for address in (version, copy)
    ]
    shown = planning.planner.get(copy).get_json()
    assert told[0] == told[1]
    assert {item["id"] for item in planning.entries(copy)}.isdisjoint(
        item["id"] for item in planning.entries(version)
    )
    assert (shown["number"], shown["made_from_id"], shown["counts"]["pinned"]) == (2, version[12:], 1)
    assert shown["cost"] == planning.planner.get(version).get_json()["cost"]


def test_versions_are_found_by_term_status_and_name(planning: Planning) -> None:
    published = planning.published()
    draft = planning.draft("Second attempt")

    def found(**query: Any) -> list[str]:
        items = planning.planner.get("/timetables", **query).get_json()["items"]
        return [f"/timetables/{item['id']}" for item in items]

    assert found(term_id=str(planning.term.id)) == [published, draft]
    assert found(term_id=str(uuid4())) == []
    assert found(status="published") == [published]
    assert found(search="second") == [draft]
    assert found(sort="-number") == [draft, published]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"term_id": str(uuid4())}, {"term_id"}),
        ({"made_from_id": str(uuid4())}, {"made_from_id"}),
        ({"name": ""}, {"json"}),
        ({"name": "x" * 101}, {"json"}),
        ({"name": None}, {"json"}),
        ({"term_id": "1"}, {"json"}),
        ({"status": "published"}, {"json"}),
        ({"number": 10**30}, {"json"}),
    ],
)
def test_a_version_that_makes_no_sense_is_refused(
    planning: Planning, fields: dict[str, Any], named: set[str]
) -> None:
    values = {"term_id": str(planning.term.id), "name": "First attempt"}

    answer = planning.planner.post("/timetables", values | fields)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == named


def test_a_version_of_another_term_is_not_copied(planning: Planning) -> None:
    draft = planning.draft()
    other = planning.planner.created(
        "/terms",
        academic_year_id=str(planning.term.academic_year_id),
        name="Term 2",
        starts_on="2027-01-11",
        ends_on="2027-04-09",
    )

    answer = planning.planner.post(
        "/timetables", {"term_id": other["id"], "name": "Copy", "made_from_id": draft[12:]}
    )

    assert answer.status_code == 422
    assert answer.get_json()["detail"].startswith("Version 1 (First attempt) is one of another term")


def test_a_version_gets_another_name_by_who_has_read_it(planning: Planning) -> None:
    draft = planning.draft()

    renamed = planning.planner.patch(draft, {"name": "Better"}, If_Match='"1"')
    late = planning.planner.patch(draft, {"name": "Worse"}, If_Match='"1"')

    assert (renamed.status_code, renamed.get_json()["name"]) == (200, "Better")
    assert late.status_code == 412
    assert planning.planner.patch(draft, {"status": "published"}).status_code == 422


def test_a_draft_is_deleted_and_leaves_what_came_of_it(planning: Planning) -> None:
    draft = planning.planned()
    copy = planning.draft("Copy", made_from_id=draft[12:])
    run = Run(
        timetable_id=UUID(copy[12:]),
        kind="repair",
        status="succeeded",
        request={},
        result_timetable_id=UUID(draft[12:]),
    )
    planning.college.add(run)

    gone = planning.planner.delete(draft)

    assert gone.status_code == 204
    assert planning.planner.get(draft).status_code == 404
    assert planning.planner.get(copy).get_json()["made_from_id"] is None
    with planning.college.unit_of_work() as session:
        assert session.get_one(Run, run.id).result_timetable_id is None


def test_what_is_published_or_worked_at_is_not_deleted(planning: Planning) -> None:
    published, draft = planning.published(), planning.draft()
    planning.college.add(Run(timetable_id=UUID(draft[12:]), kind="solve", request={}))

    answers = [planning.planner.delete(version) for version in (published, draft)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert [answer.get_json()["code"] for answer in answers] == ["timetable_kept"] * 2
    assert "withdraw it before you delete it" in answers[0].get_json()["detail"]


def test_an_archived_version_is_deleted_and_what_was_held_of_it_stays(planning: Planning) -> None:
    version = planning.published()
    planning.planner.delete(f"{version}/publication")

    gone = planning.planner.delete(version)

    assert gone.status_code == 204, gone.get_json()
    with planning.college.unit_of_work() as session:
        assert session.query(Timetable).count() == 0


def test_planners_write_versions_and_heads_and_staff_only_read_them(planning: Planning) -> None:
    draft = planning.draft()
    values = {"term_id": str(planning.term.id), "name": "Other"}

    for role, read, written in (
        (Role.ADMIN, 200, 201),
        (Role.HOD, 200, 403),
        (Role.STAFF, 200, 403),
        (Role.TRAINER, 403, 403),
        (Role.TRAINEE, 403, 403),
        (Role.DEVICE, 403, 403),
    ):
        api = planning.college.api(role)
        assert api.get(draft).status_code == read
        assert api.get(f"{draft}/entries").status_code == read
        assert api.get(f"{draft}/verdict").status_code == read
        assert api.post("/timetables", values).status_code == written


def test_nobody_sees_or_changes_the_versions_of_another_college(
    planning: Planning, installation: Installation
) -> None:
    version = planning.planned()
    entry = planning.entry_at(version, MONDAY, "08:00")
    other = installation.found_college().admin

    statuses = [
        answer.status_code
        for answer in (
            other.get(version),
            other.get(f"{version}/entries"),
            other.get(f"{version}/entries/{entry['id']}"),
            other.get(f"{version}/verdict"),
            other.get(f"{version}/unplaced"),
            other.patch(version, {"name": "Mine"}),
            other.patch(f"{version}/entries/{entry['id']}", {"weekday": TUESDAY}),
            other.delete(f"{version}/entries/{entry['id']}"),
            other.post(f"{version}/swaps", {"entry_ids": [entry["id"], str(uuid4())]}),
            other.post(f"{version}/checks", {"entry_id": entry["id"], "weekday": TUESDAY}),
            other.post(f"{version}/validation"),
            other.post(f"{version}/publication"),
            other.delete(f"{version}/publication"),
            other.post(f"{version}/undo"),
            other.delete(version),
        )
    ]

    assert statuses == [404] * len(statuses)
    assert other.get("/timetables").get_json()["items"] == []
    assert other.post("/timetables", {"term_id": str(planning.term.id), "name": "Mine"}).status_code == 422
