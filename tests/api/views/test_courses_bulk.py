"""Many courses from one workbook: all of them, or none and a report."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from services.access import Role
from tests.installation import Api, College, Installation
from tests.teaching import Teaching

HEADINGS = ("Code", "Title", "Department", "Weeks", "Prerequisites", "Tags", "Theory sessions")


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


def _workbook(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _send(api: Api, data: bytes) -> TestResponse:
    return api.client.post(
        "/api/courses/bulk", data={"file": (BytesIO(data), "courses.xlsx")}, headers=api.headers
    )


def _findings(answer: TestResponse) -> set[tuple[int, str, str]]:
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert answer.get_json()["code"] == "rows_refused"
    return {(item["row"], item["column"], item["message"]) for item in answer.get_json()["errors"]["rows"]}


def _codes(college: College) -> list[str]:
    return [item["code"] for item in college.admin.get("/courses", sort="code").get_json()["items"]]


def test_the_template_comes_back_filled_in(teaching: Teaching, college: College) -> None:
    template = college.admin.get("/courses/bulk/template")
    workbook = load_workbook(BytesIO(template.data))
    workbook.worksheets[0].append(["N1", "Networks", "ict", None, None, "Cables; LAN", "expert", 10])
    content = BytesIO()
    workbook.save(content)

    answer = _send(college.admin, content.getvalue())

    created = answer.get_json()
    course = college.admin.get(f"/courses/{created['courses'][0]['id']}").get_json()
    assert (answer.status_code, created["created"]) == (201, 1)
    assert (course["code"], course["difficulty_level"], course["duration_weeks"]) == ("N1", "expert", 10)
    assert (course["tags"], course["theory_sessions"]) == (["cables", "lan"], 1)
    assert course["department"]["code"] == "ICT"
    assert course["created_by"] == str(college.user(Role.ADMIN).id)


def test_prerequisites_are_courses_of_the_sheet_or_stored_ones(teaching: Teaching, college: College) -> None:
    teaching.course(code="OLD")

    answer = _send(
        college.admin,
        _workbook(("B", "Second", "ICT", 5, "A; OLD"), ("A", "First", "ICT", 5, "OLD")),
    )

    first = answer.get_json()["courses"][0]
    tree = college.admin.get(f"/courses/{first['id']}/prerequisites/tree").get_json()
    assert [item["code"] for item in tree["prerequisites"]] == ["A", "OLD"]
    assert [item["code"] for item in tree["prerequisites"][0]["prerequisites"]] == ["OLD"]


def test_every_row_that_is_wrong_is_named_and_nothing_is_stored(teaching: Teaching, college: College) -> None:
    teaching.course(code="OLD")

    answer = _send(
        college.admin,
        _workbook(
            ("GOOD", "Good", "ICT", 5),
            ("OLD", "Old", "ICT", 5),
            ("TWICE", "One", "ICT", 5),
            ("TWICE", "Two", "ICT", 5),
            ("X1", "Nowhere", "MATH", 5),
            ("X2", None, "ICT", 500),
            ("X3", "Idle", "ICT", 5, None, None, 0),
            ("X4", "Lost", "ICT", 5, "NONE"),
            ("X5", "Quoted", "ICT", 5, None, 'a"b'),
            ("X6", "=1+1", "ICT", 5),
        ),
    )

    found = _findings(answer)
    assert {(row, column) for row, column, _ in found} == {
        (3, "Code"),
        (5, "Code"),
        (6, "Department"),
        (7, "Title"),
        (7, "Weeks"),
        (8, "Theory sessions"),
        (9, "Prerequisites"),
        (10, "Tags"),
        (11, "Title"),
    }
    assert (5, "Code", "Stands in row 4 already.") in found
    assert (9, "Prerequisites", "There is no course 'NONE'.") in found
    assert _codes(college) == ["OLD"]


def test_a_circle_is_told_at_each_of_its_rows(teaching: Teaching, college: College) -> None:
    answer = _send(
        college.admin,
        _workbook(("A", "A", "ICT", 5, "B"), ("B", "B", "ICT", 5, "A"), ("C", "C", "ICT", 5, "A")),
    )

    found = _findings(answer)
    assert {(row, column) for row, column, _ in found} == {(2, "Prerequisites"), (3, "Prerequisites")}
    assert {message for *_, message in found} <= {
        "Goes in a circle: A needs B, which needs A.",
        "Goes in a circle: B needs A, which needs B.",
    }
    assert _codes(college) == []


def test_a_chain_of_rows_ends_somewhere(teaching: Teaching, college: College) -> None:
    rows = [(f"C{n}", "C", "ICT", 5, f"C{n + 1}" if n < 30 else None) for n in range(31)]

    found = _findings(_send(college.admin, _workbook(*rows)))

    assert {message for *_, message in found} == {"Is in a chain of 31 courses, at most 30 can be."}
    assert _send(college.admin, _workbook(*rows[1:])).status_code == 201


def test_a_thousand_courses_take_seconds(teaching: Teaching, college: College) -> None:
    rows = [(f"C{n:04d}", "Course", "ICT", 5, f"C{n + 1:04d}" if n % 20 else None) for n in range(1000)]
    data = _workbook(*rows[:-1], (*rows[-1][:4], None))

    begun = time.monotonic()
    answer = _send(college.admin, data)
    took = time.monotonic() - begun

    assert (answer.status_code, answer.get_json()["created"]) == (201, 1000)
    assert took < 20  # two or three on a machine of one's own


def test_a_head_registers_courses_of_the_own_department_only(teaching: Teaching, college: College) -> None:
    head = college.api(user=teaching.head(teaching.ict))

    own = _send(head, _workbook(("A", "A", "ICT", 5)))
    foreign = _send(head, _workbook(("B", "B", "ENG", 5)))

    assert own.status_code == 201
    assert _findings(foreign) == {(2, "Department", "As hod you may not write courses of ENG.")}


def test_others_register_nothing_and_other_colleges_are_apart(
    teaching: Teaching, college: College, installation: Installation
) -> None:
    teaching.course(code="A")
    stranger = Teaching(installation.found_college())

    assert _send(college.api(Role.TRAINER), _workbook(("B", "B", "ICT", 5))).status_code == 403
    assert college.api(Role.TRAINEE).get("/courses/bulk/template").status_code == 403
    assert _send(stranger.college.admin, _workbook(("A", "A", "ICT", 5))).status_code == 201
    lost = _send(stranger.college.admin, _workbook(("B", "B", "ICT", 5, "ICT101")))
    assert _findings(lost) == {(2, "Prerequisites", "There is no course 'ICT101'.")}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", _workbook(), _workbook(headings=("Name",))])
def test_what_is_no_such_workbook_is_refused(college: College, data: bytes) -> None:
    answer = _send(college.admin, data)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_spreadsheet")
