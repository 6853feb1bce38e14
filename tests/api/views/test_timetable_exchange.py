"""Versions of timetables as files, and in figures, over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.problem_json import parse_problem
from engine.timetable.formats.timetable_json import parse_timetable
from models import Holiday, TimetableEntry
from services.access import Role
from services.policy import change_policy
from services.spreadsheets import CONTENT_TYPE
from services.timetabling.exchange.columns import COLUMNS
from tests.installation import College, Installation
from tests.published import Published, export, exported
from tests.services.timetabling.college_to_plan import ToPlan

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


@pytest.mark.parametrize(
    ("file_format", "content_type"),
    [
        ("json", "application/json"),
        ("xlsx", CONTENT_TYPE),
        ("ics", "text/calendar; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_files_say_what_they_are(published: Published, file_format: str, content_type: str) -> None:
    answer = export(published, file_format)

    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="college-')
    assert answer.headers["Content-Disposition"].endswith(f'-1.{file_format}"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_json_is_in_the_engines_own_formats(published: Published) -> None:
    document = json.loads(exported(published, "json"))

    problem = parse_problem(json.dumps(document["problem"]), file="p")
    timetable = parse_timetable(json.dumps(document["timetable"]), problem, file="t")

    assert [problem.grid.label(place.slot) for _, place in timetable.placed()] == [
        "Monday 08:00", "Tuesday 09:00", "Wednesday 14:00"
    ]  # fmt: skip


def test_a_workbook_has_a_row_for_every_session_and_a_grid_for_every_class_group(
    published: Published,
) -> None:
    published.change(TimetableEntry, published.monday.id, is_pinned=True)
    book = load_workbook(BytesIO(exported(published, "xlsx")))

    rows = [[cell.value for cell in row] for row in book["Sessions"].iter_rows()]
    grid = [[cell.value for cell in row] for row in book["DICT-1A"].iter_rows()]

    assert book.sheetnames == ["Sessions", "Columns", "DICT-1A"]
    assert rows == [HEADINGS, [*MONDAY_ROW[:-2], "yes", None], TUESDAY_ROW, LAB_ROW]
    assert grid[0][:3] == [None, "Monday", "Tuesday"]
    assert grid[1][1] == "Course ICT101, R1, Amina Otieno"
    assert grid[6][3] == "Course ICT101, LAB1, Amina Otieno, odd weeks"


def test_nothing_in_a_workbook_is_calculated(published: Published) -> None:
    published.change(type(published.programming), published.programming.id, title='=HYPERLINK("http://x")')

    book = load_workbook(BytesIO(exported(published, "xlsx")))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]

    assert [value for value in values if isinstance(value, str) and value.startswith("=")] == []


def test_a_week_is_a_calendar_by_the_institutions_clock(published: Published) -> None:
    with published.college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "Europe/Dublin"})
    published.college.add(Holiday(name="Half-term", starts_on=date(2026, 10, 26), ends_on=date(2026, 10, 30)))

    calendar: Any = Calendar.from_ical(exported(published, "ics"))
    lecture, _, practical = calendar.walk("VEVENT")

    assert calendar.subcomponents[0].name == "VTIMEZONE"
    assert lecture.start == datetime(2026, 9, 7, 8, tzinfo=ZoneInfo("Europe/Dublin"))
    assert str(lecture["UID"]) == str(published.monday.id)
    assert [moment.dt.date() for moment in lecture["EXDATE"].dts] == [date(2026, 10, 26)]
    assert lecture["RRULE"]["UNTIL"] == [datetime(2026, 12, 7, 23, 59, 59, tzinfo=UTC)]
    assert practical.start.date() == date(2026, 9, 9)
    every_other = [date(2026, 9, 16) + timedelta(weeks=week) for week in range(0, 12, 2)]
    assert [moment.dt.date() for moment in practical["EXDATE"].dts] == every_other


def test_a_page_says_which_version_it_shows(published: Published) -> None:
    page = exported(published, "html").decode()

    assert "Version 1, Version 1, published. Every session has a place, and every hard rule holds." in page
    assert "No timetable was found" not in page


def test_a_page_of_a_draft_says_how_far_it_is(published: Published) -> None:
    with published.college.unit_of_work() as session:
        session.delete(session.get_one(TimetableEntry, published.tuesday.id))

    assert "2 of 3 sessions have a place." in exported(published, "html").decode()


def test_what_the_competition_has_no_words_for_is_refused_in_words(published: Published) -> None:
    answer = export(published, "ctt")

    assert (answer.status_code, answer.get_json()["code"]) == (422, "cannot_be_carried")
    assert "cannot carry" in answer.get_json()["detail"]


def test_lectures_alone_are_an_instance_of_the_competition(college: College) -> None:
    plan = ToPlan(college)
    trainer = plan.trainer()
    for code in ("ICT101", "ICT102"):
        plan.enrol(plan.group(f"G {code}"), plan.course(code), trainer)
    plan.room("R1", building="Main building")
    made = college.admin.created("/timetables", term_id=str(plan.term.id), name="Empty")

    answer = college.admin.get(f"/timetables/{made['id']}/export", format="ctt")
    problem = parse_ctt(answer.get_data(as_text=True), file="x")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [course.id for course in problem.courses] == ["ICT101_G_ICT101", "ICT102_G_ICT102"]
    assert (len(problem.teachers), len(problem.events), problem.rooms[0].capacity) == (1, 4, 40)


def test_another_institution_has_no_such_version(published: Published, installation: Installation) -> None:
    stranger = installation.found_college().admin
    path = f"/timetables/{published.version.id}"
    content = {"file": (BytesIO(exported(published, "xlsx")), "x.xlsx")}

    assert stranger.get(f"{path}/export").status_code == 404
    assert stranger.get(f"{path}/analytics").status_code == 404
    sent = stranger.client.post(f"/api{path}/import", data=content, headers=stranger.headers)
    assert sent.status_code == 404


def test_an_unknown_format_is_refused(published: Published) -> None:
    assert export(published, "docx").status_code == 422
    assert published.college.admin.get(f"/timetables/{uuid4()}/export").status_code == 404


def test_figures_tell_of_rooms_people_and_slots(published: Published) -> None:
    answer = published.college.admin.get(f"/timetables/{published.version.id}/analytics")
    body = answer.get_json()

    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert (body["sessions"], body["placed"]) == (3, 3)
    rooms = {room["code"]: room for room in body["rooms"]}
    assert (rooms["R1"]["booked_hours"], rooms["R1"]["open_hours"]) == (2.0, 45.0)
    assert (rooms["LAB1"]["booked_hours"], rooms["R1"]["seat_use"]) == (0.5, 0.75)
    assert [use["name"] for use in body["room_types"]] == ["lab", "theory"]
    assert [use["name"] for use in body["buildings"]] == ["Block A", None]
    (trainer,) = [one for one in body["trainers"] if one["trainer_id"] == str(published.teacher.id)]
    assert (trainer["hours"], trainer["limit_hours"], trainer["days"]) == (2.5, 24.0, 2.5)
    (group,) = body["class_groups"]
    assert (group["name"], group["hours"], group["size"]) == ("DICT-1A", 2.5, 30)
    assert body["slots"]["sessions"][0][0] == 1.0
    assert body["slots"]["sessions"][2][5] == 0.5
    assert body["cost"] == sum(body["cost_by_rule"].values())
    assert sum(one["cost"] for one in body["cost_by_whom"]) <= body["cost"]


def test_figures_are_for_planners_and_heads(published: Published) -> None:
    path = f"/timetables/{published.version.id}/analytics"

    assert published.college.api(Role.HOD).get(path).status_code == 200
    assert published.college.api(Role.TRAINER).get(path).status_code == 403
    assert published.college.api(Role.TRAINEE).get(path).status_code == 403
