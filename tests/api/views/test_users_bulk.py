"""Many accounts at once, from an Excel workbook."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Message, User
from services.access import Role
from services.people.bulk_columns import COLUMNS
from tests.installation import Api, College

HEADINGS = [column.heading for column in COLUMNS]
MAX_SECONDS = 10


def person(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A row that can be used, by headings."""
    return {
        "E-mail": f"person{number}@college.example",
        "First name": "Wanjiru",
        "Last name": "Kamau",
        "Role": "trainee",
        **{name.replace("_", " "): value for name, value in fields.items()},
    }


def workbook_of(*rows: dict[str, Any]) -> bytes:
    """The template, filled in."""
    workbook = Workbook()
    workbook.active.append(HEADINGS)
    for row in rows:
        workbook.active.append([row.get(heading) for heading in HEADINGS])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def send(api: Api, data: bytes) -> TestResponse:
    """Upload a workbook."""
    return api.client.post(
        "/api/users/bulk", data={"file": (BytesIO(data), "people.xlsx")}, headers=api.headers
    )


def findings(response: TestResponse) -> set[tuple[int, str, str]]:
    """Row, column and the last word of what is wrong with it."""
    assert response.status_code == 422, response.get_data(as_text=True)
    rows = response.get_json()["errors"]["rows"]
    return {(row["row"], row["column"], row["message"].split()[-1]) for row in rows}


def counts(college: College) -> tuple[int, int]:
    """How many accounts and e-mails to be sent there are."""
    with college.unit_of_work() as session:
        users = session.scalar(select(func.count()).select_from(User)) or 0
        mails = session.scalar(select(func.count()).select_from(Message)) or 0
    return users, mails


def group_of(college: College) -> str:
    """A class group called DICT-2A; its id."""
    department = college.admin.created("/departments", code="ICT", name="Computing")["id"]
    programme = college.admin.created(
        "/programmes",
        department_id=department,
        code="DICT",
        name="Diploma",
        level="diploma",
        duration_terms=6,
    )["id"]
    group: str = college.admin.created(
        "/class-groups", programme_id=programme, name="DICT-2A", year_of_study=2
    )["id"]
    return group


def test_the_template_is_filled_in_and_every_row_becomes_an_invited_account(college: College) -> None:
    group = group_of(college)
    template = college.admin.get("/users/bulk/template")
    workbook = load_workbook(BytesIO(template.data))
    sheet = workbook.worksheets[0]
    sheet.append(
        [
            *(
                "Ada@College.example",
                "Ada",
                "Otieno",
                "TRAINEE",
                None,
                712345678,
                32145678,
                None,
                "2004-05-17",
            ),
            *("dict-2a", "ICT/7", None, "suspended"),
        ]
    )
    sheet.append(
        [
            *("brian@college.example", "Brian", "Mwangi", "trainer", "male", "+254 712 345 679", *[None] * 7),
            *("ict", "MSc; PhD ", 18),
        ]
    )
    sheet.append(["carol@college.example", "Carol", "Njeri", "hod", *[None] * 9, "ICT", None, 12])
    filled = BytesIO()
    workbook.save(filled)

    answer = send(college.admin, filled.getvalue())

    assert answer.status_code == 201, answer.get_data(as_text=True)
    body = answer.get_json()
    assert body["created"] == 3
    assert [(user["row"], user["email"]) for user in body["users"]] == [
        (3, "ada@college.example"),
        (4, "brian@college.example"),
        (5, "carol@college.example"),
    ]
    ada, brian, carol = (college.admin.get(f"/users/{user['id']}").get_json() for user in body["users"])
    assert (ada["phone"], ada["id_number"], ada["birth_date"]) == ("+254712345678", "32145678", "2004-05-17")
    assert ada["trainee"] == {
        "class_group_id": group,
        "admission_number": "ICT/7",
        "status": "suspended",
        "admitted_on": None,
    }
    assert brian["trainer"]["qualifications"] == ["MSc", "PhD"]
    assert brian["trainer"]["department_id"] == carol["trainer"]["department_id"] is not None
    assert carol["hod"]["department_id"] is None
    assert counts(college) == (4, 3)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_stored(college: College) -> None:
    group_of(college)
    college.open_account(Role.TRAINEE, email="taken@college.example", role_fields={"admission_number": "A1"})
    before = counts(college)

    answer = send(
        college.admin,
        workbook_of(
            person(1),
            person(2, Role="king", Phone="12", Birth_date="2031-01-01"),
            {"E-mail": "nobody", "First name": "A", "Last name": "B", "Role": "trainee"},
            person(4, Class_group="DICT-9Z", Weekly_load_hours=12),
            {**person(5), "E-mail": "Taken@College.example", "Admission number": "A1"},
            person(6, Admission_number="A2"),
            {**person(7, Admission_number="A2"), "E-mail": "PERSON6@college.example"},
            {**person(8), "First name": None, "Last name": "=1+1", "Address": "@cmd"},
            person(9, Role="trainer", Department="XYZ"),
            person(10, Role="admin"),
        ),
    )

    assert answer.get_json()["code"] == "rows_refused"
    assert {(row, column) for row, column, _ in findings(answer)} == {
        (3, "Role"),
        (3, "Phone"),
        (3, "Birth date"),
        (4, "E-mail"),
        (5, "Class group"),
        (5, "Weekly load hours"),
        (6, "E-mail"),
        (6, "Admission number"),
        (8, "E-mail"),
        (8, "Admission number"),
        (9, "First name"),
        (9, "Last name"),
        (9, "Address"),
        (10, "Department"),
        (11, "Role"),
    }
    assert counts(college) == before


@pytest.mark.parametrize("data", [b"", b"E-mail,Role", b"PK\x03\x04broken", workbook_of()])
def test_what_is_no_filled_in_workbook_is_refused(college: College, data: bytes) -> None:
    answer = send(college.admin, data)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_spreadsheet")


def test_the_same_address_may_be_registered_in_another_college(college: College) -> None:
    assert send(college.admin, workbook_of(person())).status_code == 201
    other = college.installation.found_college()

    assert send(other.admin, workbook_of(person())).status_code == 201
    assert findings(send(college.admin, workbook_of(person()))) == {(2, "E-mail", "already.")}


def test_only_the_admin_registers_many(college: College) -> None:
    for role in (Role.DP_ACADEMICS, Role.HOD, Role.TRAINER, Role.TRAINEE, Role.STAFF):
        assert send(college.api(role), workbook_of(person())).status_code == 403
    assert send(college.api(Role.OPERATOR), workbook_of(person())).status_code == 201


def test_a_repeated_upload_under_its_key_has_one_effect(college: College) -> None:
    api = college.admin
    keyed = Api(api.client, {**api.headers, "Idempotency-Key": "upload-1"})
    data = workbook_of(person())
    # The same boundary, as a client that repeats a request would send it.
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="p.xlsx"\r\n\r\n'
        + data
        + b"\r\n--b--\r\n"
    )

    answers = [
        keyed.client.post(
            "/api/users/bulk",
            data=body,
            headers=keyed.headers,
            content_type="multipart/form-data; boundary=b",
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json()


@pytest.mark.slow
def test_a_thousand_people_are_registered_in_seconds(college: College) -> None:
    rows = [person(number, Phone=f"+2547{number:08}", Admission_number=number + 1) for number in range(1_000)]
    data = workbook_of(*rows)

    begun = time.process_time()
    answer = send(college.admin, data)
    taken = time.process_time() - begun

    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert counts(college) == (1_001, 1_000)
    assert taken <= MAX_SECONDS
