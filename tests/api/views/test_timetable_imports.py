"""Versions of timetables from files: all of one, or a report of what is wrong with it."""

from __future__ import annotations

import json
from datetime import time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Room, Timetable, TimetableEntry
from services.access import Role
from services.policy import change_policy
from services.timetabling.exchange.columns import COLUMNS
from tests.installation import College
from tests.published import Published, exported

HEADINGS = [column.heading for column in COLUMNS]
MONDAY_ROW = ["ICT101", "DICT-1A", "theory", 1, "Monday", "08:00", "R1", "no", None]
TUESDAY_ROW = ["ICT101", "DICT-1A", "theory", 2, "Tuesday", "09:00", "R1", "no", None]
LAB_ROW = ["ICT101", "DICT-1A", "practical", 1, "Wednesday", "14:00", "LAB1", "no", None]


@pytest.fixture
def published(college: College) -> Published:
    """A college by Greenwich's clock with a published timetable."""
    with college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "UTC"})
    return Published(college)


def send(published: Published, content: bytes, role: Role = Role.ADMIN) -> TestResponse:
    """Import a file beside the published version."""
    api = published.college.api(role)
    return api.client.post(
        f"/api/timetables/{published.version.id}/import",
        data={"file": (BytesIO(content), "timetable")},
        headers=api.headers,
    )


def workbook(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    book.active.append(headings or HEADINGS)
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def found(answer: TestResponse) -> list[tuple[int, str | None]]:
    """Rows and columns of what is wrong."""
    assert answer.status_code == 422, answer.get_data(as_text=True)
    return [(item["row"], item["column"]) for item in answer.get_json()["errors"]["rows"]]


def versions(published: Published) -> int:
    """How many versions there are."""
    with published.college.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Timetable)) or 0


def entries(published: Published, made: dict[str, Any]) -> set[tuple[str, int, int, time, str, bool]]:
    """What a version has stored."""
    with published.college.unit_of_work() as session:
        rows = session.execute(
            select(
                TimetableEntry.session_type,
                TimetableEntry.ordinal,
                TimetableEntry.weekday,
                TimetableEntry.starts_at,
                Room.code,
                TimetableEntry.is_pinned,
            )
            .join(Room, Room.id == TimetableEntry.room_id)
            .join(Timetable, Timetable.id == TimetableEntry.timetable_id)
            .where(Timetable.number == made["number"])
        )
        return {tuple(row) for row in rows}


def test_a_file_that_was_exported_comes_back_the_same(published: Published) -> None:
    published.change(TimetableEntry, published.monday.id, is_pinned=True)
    helper = published.college.open_account(
        Role.TRAINER, email="helper@college.example", role_fields={"department_id": published.department.id}
    )
    published.change(TimetableEntry, published.tuesday.id, substitute_id=helper.id)

    answer = send(published, exported(published, "xlsx"))
    made = answer.get_json()

    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert (made["number"], made["status"], made["made_from_id"]) == (2, "draft", str(published.version.id))
    assert answer.headers["Location"] == f"/api/timetables/{made['id']}"
    assert entries(published, made) == {
        ("theory", 1, 0, time(8), "R1", True),
        ("theory", 2, 1, time(9), "R1", False),
        ("practical", 1, 2, time(14), "LAB1", False),
    }
    with published.college.unit_of_work() as session:
        second = select(TimetableEntry.substitute_id).join(
            Timetable, Timetable.id == TimetableEntry.timetable_id
        )
        assert helper.id in session.scalars(second.where(Timetable.number == 2)).all()


def test_json_comes_back_the_same_whole_or_the_timetable_alone(published: Published) -> None:
    document = json.loads(exported(published, "json"))

    for number, content in ((2, document), (3, document["timetable"])):
        made = send(published, json.dumps(content).encode()).get_json()
        assert made["number"] == number
        assert len(entries(published, made)) == 3


def test_sessions_without_a_place_stay_without(published: Published) -> None:
    blank = [*TUESDAY_ROW[:4], None, None, None, None, None]

    made = send(published, workbook(MONDAY_ROW, blank)).get_json()

    assert entries(published, made) == {("theory", 1, 0, time(8), "R1", False)}
    assert made["cost"] is None


def test_times_that_excel_made_of_texts_are_read(published: Published) -> None:
    row = [*MONDAY_ROW[:5], time(8), *MONDAY_ROW[6:]]

    assert send(published, workbook(row)).status_code == 201
    assert send(published, workbook([*row[:5], "8:00", *row[6:]])).status_code == 201


BAD_ROWS: list[tuple[str, list[Any], str | None]] = [
    ("an unknown course", ["ICT999", *MONDAY_ROW[1:]], None),
    ("an unknown class group", ["ICT101", "DICT-9Z", *MONDAY_ROW[2:]], None),
    ("a session too many", [*MONDAY_ROW[:3], 3, *MONDAY_ROW[4:]], None),
    ("an unknown type", [*MONDAY_ROW[:2], "seminar", *MONDAY_ROW[3:]], "Type"),
    ("an unknown day", [*MONDAY_ROW[:4], "Moonday", *MONDAY_ROW[5:]], "Day"),
    ("a day without teaching", [*MONDAY_ROW[:4], "Sunday", *MONDAY_ROW[5:]], "Starts"),
    ("a time that is no period", [*MONDAY_ROW[:5], "08:30", *MONDAY_ROW[6:]], "Starts"),
    ("a time that is none", [*MONDAY_ROW[:5], "early", *MONDAY_ROW[6:]], "Starts"),
    ("a time with a zone", [*MONDAY_ROW[:5], "08:00Z", *MONDAY_ROW[6:]], "Starts"),
    ("an unknown room", [*MONDAY_ROW[:6], "R9", *MONDAY_ROW[7:]], "Room"),
    ("half a place", [*MONDAY_ROW[:6], None, *MONDAY_ROW[7:]], "Room"),
    ("a pin without a place", [*MONDAY_ROW[:4], None, None, None, "yes", None], "Pinned"),
    ("an unknown substitute", [*MONDAY_ROW[:8], "nobody@college.example"], "Substitute"),
    ("a formula", [*MONDAY_ROW[:6], "=1+1", *MONDAY_ROW[7:]], "Room"),
    ("no course", [None, *MONDAY_ROW[1:]], "Course"),
]


@pytest.mark.parametrize(
    ("row", "column"), [(row, column) for _, row, column in BAD_ROWS], ids=[name for name, *_ in BAD_ROWS]
)
def test_a_bad_row_is_named_and_nothing_is_stored(
    published: Published, row: list[Any], column: str | None
) -> None:
    answer = send(published, workbook(TUESDAY_ROW, row))

    assert (3, column) in found(answer)
    assert {number for number, _ in found(answer)} == {3}
    assert versions(published) == 1


def test_everything_that_is_wrong_is_told_at_once(published: Published) -> None:
    bad = [
        row for name, row, _ in BAD_ROWS if name in ("an unknown course", "an unknown room", "half a place")
    ]

    assert {number for number, _ in found(send(published, workbook(*bad)))} == {2, 3, 4}


def test_a_session_twice_is_refused(published: Published) -> None:
    answer = send(published, workbook(MONDAY_ROW, TUESDAY_ROW, MONDAY_ROW))

    assert found(answer) == [(4, None)]
    assert "row 2" in answer.get_json()["errors"]["rows"][0]["message"]


def test_places_that_break_a_hard_rule_are_refused_at_their_rows(published: Published) -> None:
    clash = [*TUESDAY_ROW[:4], *MONDAY_ROW[4:]]

    answer = send(published, workbook(LAB_ROW, MONDAY_ROW, clash))

    assert {number for number, _ in found(answer)} == {3, 4}
    assert "Amina Otieno" in answer.get_data(as_text=True)
    assert versions(published) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad_timetable_file"),
        (b"\xff\xfe\x00", "bad_timetable_file"),
        (b"PK\x03\x04 and no more", "bad_spreadsheet"),
        (b"[]", "bad_timetable_file"),
        (b'{"timetable": 7}', "bad_timetable_file"),
        (b'{"timetable": {"placements": [{}]}}', "bad_timetable_file"),
        (b"[" * 100_000, "bad_timetable_file"),
        (workbook(["x"], headings=["Something else"]), "bad_spreadsheet"),
    ],
    ids=[
        "nothing",
        "no text",
        "no archive",
        "a list",
        "a number",
        "no timetable",
        "brackets",
        "other columns",
    ],
)
def test_what_is_no_timetable_is_refused(published: Published, content: bytes, code: str) -> None:
    answer = send(published, content)

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert versions(published) == 1


def test_json_of_another_term_is_refused_in_words(published: Published) -> None:
    document = json.loads(exported(published, "json"))["timetable"]
    document["problem"] = "Elsewhere"

    assert "Elsewhere" in send(published, json.dumps(document).encode()).get_json()["detail"]


def test_json_that_breaks_a_rule_is_refused_at_its_placements(published: Published) -> None:
    document = json.loads(exported(published, "json"))["timetable"]
    document["placements"][1] |= {"slot": document["placements"][0]["slot"]}

    assert {number for number, _ in found(send(published, json.dumps(document).encode()))} == {1, 2}


def test_two_thousand_rows_of_which_most_are_unknown_are_told_in_full(published: Published) -> None:
    rows = [["ICT101", "DICT-1A", "theory", 3 + number % 90, *MONDAY_ROW[4:]] for number in range(2_000)]

    answer = send(published, workbook(*rows))

    assert answer.status_code == 422
    assert "2,000 problems in 2,000 rows" in answer.get_json()["detail"]


def test_who_may_not_plan_imports_nothing(published: Published) -> None:
    content = exported(published, "xlsx")

    assert send(published, content, Role.HOD).status_code == 403
    assert send(published, content, Role.TRAINER).status_code == 403
    assert versions(published) == 1
