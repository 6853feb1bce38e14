"""The one school of an institution over HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import event
from werkzeug.test import TestResponse

from models import Room
from services.access import Role
from services.structure.totals import school_totals
from tests.installation import Api, College, Installation
from tests.structure import class_group, course, head_of, programme, trainee_in

CAMPUS: dict[str, Any] = {"type": "circle", "center": {"lat": -1.2921, "lon": 36.8219}, "radius_m": 250.0}
BLOCK: dict[str, Any] = {
    "type": "polygon",
    "ring": [{"lat": 0.0, "lon": 0.0}, {"lat": 0.0, "lon": 0.01}, {"lat": 0.01, "lon": 0.01}],
}


def test_a_college_is_founded_with_its_school(college: College) -> None:
    school = college.api(Role.TRAINEE).get("/school")

    assert school.get_json()["code"] == "MAIN"
    assert school.headers["ETag"] == '"1"'


def test_the_admin_changes_it_upon_the_version_that_was_read(college: College) -> None:
    first = college.admin.patch("/school", {"address": "12 Harbour Road"}, If_Match='"1"')
    late = college.admin.patch("/school", {"address": "Elsewhere"}, If_Match='"1"')
    whole = college.admin.put("/school", {"name": "Lakeside", "code": "LTC"})

    assert (first.status_code, late.status_code, whole.status_code) == (200, 412, 200)
    assert college.admin.get("/school").get_json()["name"] == "Lakeside"
    assert college.admin.put("/school", {"name": "Lakeside"}).status_code == 422


def test_there_is_no_second_school_and_the_one_there_is_stays(college: College) -> None:
    second = college.admin.post("/school", {"name": "Second", "code": "TWO"})
    gone = college.admin.delete("/school")

    assert (second.status_code, gone.status_code) == (405, 405)
    assert set(gone.headers["Allow"].split(", ")) >= {"GET", "PATCH", "PUT"}
    assert "GET" in gone.get_json()["detail"]
    assert college.admin.get("/school").status_code == 200


def test_only_the_admin_changes_it(college: College) -> None:
    roles = [role for role in Role if role not in (Role.ADMIN, Role.OPERATOR)]

    assert {college.api(role).patch("/school", {"name": "Mine"}).status_code for role in roles} == {403}
    assert college.api().get("/school").status_code == 401


def test_a_phone_number_is_kept_as_it_is_dialled_from_anywhere(college: College) -> None:
    local = college.admin.patch("/school", {"phone": "0712 345 678", "email": "Office@Lakeside.Example"})
    college.admin.patch("/policy", {"phone_region": "IE"})
    irish = college.admin.patch("/school", {"phone": "01 679 2222"})

    assert local.get_json()["phone"] == "+254712345678"
    assert local.get_json()["email"] == "office@lakeside.example"
    assert irish.get_json()["phone"] == "+35316792222"


def test_contacts_that_reach_nobody_are_refused_by_name(college: College) -> None:
    for name, value in (("phone", "12"), ("email", "office"), ("website", "javascript:alert(1)")):
        answer = college.admin.patch("/school", {name: value})

        assert answer.status_code == 422
        errors = answer.get_json()["errors"]
        assert name in errors.get("json", errors)


@pytest.mark.parametrize("tail", ["\0", "\ud800", "\x1b"])
def test_an_address_that_no_database_keeps_is_refused(college: College, tail: str) -> None:
    answer = college.admin.patch("/school", {"website": f"https://lakeside.example/a{tail}b"})

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == {"website"}


def test_its_grounds_are_a_circle_or_a_polygon_or_nothing(college: College) -> None:
    for zone in (CAMPUS, BLOCK, None):
        answer = college.admin.patch("/school", {"geo_zone": zone})

        assert answer.status_code == 200
        assert college.admin.get("/school").get_json()["geo_zone"] == zone


def test_zones_that_are_none_are_refused(college: College) -> None:
    corners = BLOCK["ring"]
    fourth = {"lat": 0.01, "lon": 0.0}
    bad: list[Any] = [
        {},
        {"type": "square"},
        {"type": []},
        CAMPUS | {"radius_m": 0},
        CAMPUS | {"radius_m": 1e9},
        CAMPUS | {"center": {"lat": 91, "lon": 0}},
        CAMPUS | {"center": {"lat": 0, "lon": 181}},
        CAMPUS | {"center": {"lat": 0}},
        CAMPUS | {"height": 3},
        {"type": "polygon", "ring": corners[:2]},
        {"type": "polygon", "ring": corners * 50},
        {"type": "polygon", "ring": [corners[0], corners[2], corners[1], fourth]},
    ]

    answers = [college.admin.patch("/school", {"geo_zone": zone}) for zone in bad]

    assert [answer.status_code for answer in answers] == [422] * len(bad)
    assert all("geo_zone" in str(answer.get_json()["errors"]) for answer in answers)


def test_the_document_shows_both_shapes_of_a_zone(college: College) -> None:
    schemas = college.api().get("/openapi.json").get_json()["components"]["schemas"]

    shapes = schemas["School"]["properties"]["geo_zone"]["oneOf"]
    assert shapes == [
        {"$ref": "#/components/schemas/Circle"},
        {"$ref": "#/components/schemas/Polygon"},
        {"type": "null"},
    ]
    assert {"Circle", "Polygon", "Point"} <= set(schemas)


def picture(colour: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG of one colour."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


def upload(api: Api, data: bytes) -> TestResponse:
    """Upload a logo."""
    return api.client.put("/api/school/logo", data={"file": (BytesIO(data), "x.png")}, headers=api.headers)


def file_at(api: Api, address: str) -> TestResponse:
    """What an answer's address shows."""
    return api.client.get(address, headers=api.headers)


def test_a_logo_is_uploaded_shown_replaced_and_removed(college: College) -> None:
    assert college.admin.get("/school/logo").status_code == 404

    first = upload(college.admin, picture("red"))
    second = upload(college.admin, picture("blue"))
    shown = college.api(Role.TRAINEE).get("/school/logo")

    assert first.status_code == second.status_code == 200
    assert first.get_json()["logo_url"] != second.get_json()["logo_url"]
    assert Image.open(BytesIO(shown.data)).size == (40, 30)
    assert file_at(college.admin, first.get_json()["logo_url"]).status_code == 404
    assert college.admin.delete("/school/logo").status_code == 204
    assert college.admin.get("/school").get_json()["logo_url"] is None


def test_what_is_no_picture_is_no_logo(college: College) -> None:
    assert upload(college.admin, b"<svg onload=alert(1)>").status_code == 422
    assert upload(college.api(Role.HOD), picture("red")).status_code == 403
    assert college.admin.put("/school/logo", None).status_code == 422


def test_the_logo_of_another_college_is_not_shown(college: College, installation: Installation) -> None:
    address = upload(college.admin, picture("red")).get_json()["logo_url"]
    other = installation.found_college().admin

    assert other.get("/school/logo").status_code == 404
    assert file_at(other, address).status_code == 404


def test_totals_of_every_level_count_what_is_there_now(college: College, installation: Installation) -> None:
    group = class_group(college)
    study = college.admin.get(f"/programmes/{group['programme_id']}").get_json()
    part = study["department_id"]
    class_group(college, programme_id=study["id"])
    programme(college, department_id=part)
    gone = programme(college, department_id=part)
    college.admin.delete(f"/programmes/{gone['id']}")
    course(college, part)
    trainee_in(college, group)
    trainee_in(college, group)
    closed = college.open_account(
        Role.TRAINEE, role_fields={"class_group_id": UUID(group["id"])}, is_active=False
    )
    college.open_account(Role.TRAINER, role_fields={"department_id": UUID(part)})
    college.add(Room(code="R1", name="Room 1", room_type="theory", capacity=30))
    class_group(installation.found_college())

    levels = [
        college.admin.get(address).get_json()
        for address in (
            "/school/statistics",
            f"/departments/{part}/statistics",
            f"/programmes/{study['id']}/statistics",
            f"/class-groups/{group['id']}/statistics",
        )
    ]

    assert not closed.is_active
    assert levels == [
        {
            "departments": 1,
            "programmes": 2,
            "class_groups": 2,
            "trainees": 2,
            "trainers": 1,
            "rooms": 1,
            "courses": 1,
        },
        {"programmes": 2, "class_groups": 2, "trainees": 2, "trainers": 1, "courses": 1},
        {"class_groups": 2, "trainees": 2, "trainers": 0, "courses": 0},
        {"trainees": 2, "trainers": 0, "enrollments": 0},
    ]


def test_totals_take_one_statement(college: College) -> None:
    statements: list[str] = []
    with college.unit_of_work() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))

        school_totals(session)

    assert len(statements) == 1


def test_totals_stay_within_reach(college: College) -> None:
    mine, other = class_group(college), class_group(college)
    study = college.admin.get(f"/programmes/{mine['programme_id']}").get_json()
    head = college.api(user=head_of(college, study["department_id"]))

    assert head.get(f"/class-groups/{mine['id']}/statistics").status_code == 200
    assert head.get(f"/class-groups/{other['id']}/statistics").status_code == 404
    assert head.get(f"/programmes/{other['programme_id']}/statistics").status_code == 404
