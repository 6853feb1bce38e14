"""Reading instances of the competition."""

from __future__ import annotations

import pytest

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.weights import Weights
from tests.engine.timetable.formats.examples import CTT, ECTT


def _error(text: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        parse_ctt(text, file="a.ctt")
    return caught.value


def test_an_instance_becomes_the_problem_it_describes() -> None:
    problem = parse_ctt(CTT, file="a.ctt")

    assert problem == Problem(
        "Evening school",
        TimeGrid(2, 3),
        rooms=(Room("rA", 20), Room("rB", 40)),
        teachers=(Teacher("ada"), Teacher("grace")),
        groups=(Group("maths"), Group("baking")),
        courses=(
            Course("logic", (0,), (0,), 30, min_days=2, unavailable=frozenset({1})),
            Course("proofs", (0,), (0,), 12),
            Course("bread", (1,), (1,), 8, unavailable=frozenset({5})),
        ),
        events=(Event(0), Event(0), Event(1), Event(2)),
        weights=Weights.preset("itc2007"),
    )


def test_an_extended_instance_has_buildings_and_unsuitable_rooms_as_well() -> None:
    problem = parse_ctt(ECTT, file="a.ectt")

    assert [room.building for room in problem.rooms] == ["north", "south"]
    assert [course.unsuitable_rooms for course in problem.courses] == [set(), set(), {1}]


def test_weights_may_be_chosen() -> None:
    problem = parse_ctt(CTT, file="a.ctt", weights=Weights.preset("campus"))

    assert problem.weights == Weights.preset("campus")


@pytest.mark.parametrize(
    "variant",
    [
        CTT.replace("\n", "\r\n"),
        CTT.replace("\n", "\r"),
        CTT.replace(" ", "\t").replace("Evening\tschool", "Evening school"),
        CTT.replace("\n", "\n\n  \n"),
        CTT.replace("Days: 2\nPeriods_per_day: 3\n", "Periods_per_day: 3\nDays:2\n"),
        CTT.replace("Days", "  Days"),
        CTT.replace("END.", "END.\nwhatever follows"),
        CTT.removesuffix("\nEND.\n"),
        CTT.replace("logic 0 1\n", "logic 0 1\nlogic 0 1\n").replace("Constraints: 2", "Constraints: 3"),
        CTT.replace("maths 2 logic proofs", "maths 3 logic proofs logic"),
    ],
    ids=[
        "CRLF",
        "CR",
        "tabs",
        "blank lines",
        "header order",
        "indented",
        "text after END",
        "no END",
        "repeated constraint",
        "repeated member",
    ],
)
def test_the_same_instance_written_differently_is_the_same_problem(variant: str) -> None:
    assert parse_ctt(variant, file="a.ctt") == parse_ctt(CTT, file="a.ctt")


def test_an_instance_without_a_name_is_called_as_its_file() -> None:
    problem = parse_ctt(CTT.replace("Name: Evening school\n", ""), file="night.ctt")

    assert problem.name == "night"


def test_a_malformed_course_is_shown_with_its_line_and_what_was_expected() -> None:
    error = _error(CTT.replace("logic ada 2 2 30", "logic ada x"))

    assert str(error) == (
        'a.ctt:10: expected "course teacher lectures min_days students [double_lectures]" '
        'with whole numbers, found "logic ada x"'
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("Days: 2", "Days: 8", 4, "at most 7 days"),
        ("Days: 2", "Days: 0", 4, "1 to 7 days"),
        ("Days: 2", "Days: two", 4, "Days: count"),
        ("Days: 2\n", "", None, 'a field "Days:"'),
        ("Days: 2", "Days: 2\nDays: 2", 5, "occurs twice"),
        ("Periods_per_day: 3", "Periods_per_day: 32", 5, "1 to 31 slots"),
        ("Courses: 3", "Courses: 999999999", 2, "999999999 rows in section COURSES, found 3"),
        ("Courses: 3", "Courses: " + "9" * 5000, 2, "Courses: count"),
        ("Courses: 3", "Courses: -3", 2, "Courses: count"),
        ("Courses: 3", "Courses", 2, "field: value"),
        ("Constraints: 2", "Constraints: 3", 7, "found 2"),
        ("logic ada 2 2 30", "logic ada 2 2 30 0 0", 10, "double_lectures"),
        ("logic ada 2 2 30", "logic ada -2 2 30", 10, "whole numbers"),
        ("logic ada 2 2 30", "logic ada 2 2 3.0", 10, "whole numbers"),
        ("logic ada 2 2 30", "logic ada ٢ 2 30", 10, "whole numbers"),
        ("logic ada 2 2 30", "logic ada 999999999 2 30", 10, "at most 1000 lectures"),
        ("logic ada 2 2 30", "logic ada 2 2 999999999", 10, "students"),
        ("proofs ada 1", "logic ada 1", 11, 'course "logic" occurs twice'),
        ("rB\t40", "rA 40", 16, 'room "rA" occurs twice'),
        ("rB\t40", "rB", 16, "room capacity"),
        ("baking 1 bread", "maths 1 bread", 20, 'curriculum "maths" occurs twice'),
        ("baking 1 bread", "baking 2 bread", 20, "as many courses as it counts"),
        ("baking 1 bread", "baking", 20, "as many courses as it counts"),
        ("baking 1 bread", "baking 1 cake", 20, 'id of a course, found "cake"'),
        ("bread 1 2", "cake 1 2", 24, 'id of a course, found "cake"'),
        ("bread 1 2", "bread 2 2", 24, "day 2; expected 0 to 1"),
        ("bread 1 2", "bread 1 3", 24, "period 3; expected 0 to 2"),
        ("bread 1 2", "bread 1", 24, "course day period"),
    ],
)
def test_a_broken_line_is_named_with_its_reason(old: str, new: str, line: int | None, reason: str) -> None:
    error = _error(CTT.replace(old, new, 1))

    assert error.line == line
    assert reason in error.reason


@pytest.mark.parametrize("row", ["bread rC", "cake rA", "bread"])
def test_a_broken_room_constraint_is_named_with_its_line(row: str) -> None:
    error = _error(ECTT.replace("bread rB", row))

    assert error.line == 29


def test_a_file_that_breaks_off_is_never_taken_for_a_smaller_problem() -> None:
    whole = parse_ctt(ECTT, file="a.ctt")

    for length in range(len(ECTT)):
        try:
            problem = parse_ctt(ECTT[:length], file="a.ctt")
        except FormatError:
            continue
        assert problem == whole


def test_many_courses_cannot_ask_for_more_events_than_the_bound() -> None:
    rows = "".join(f"c{index} t 1000 1 1\n" for index in range(201))
    text = f"Courses: 201\nRooms: 0\nCurricula: 0\nDays: 5\nPeriods_per_day: 5\nCOURSES:\n{rows}END.\n"

    assert "at most 200000 lectures in all" in _error(text).reason


def test_a_line_without_end_is_refused() -> None:
    assert "characters in a line" in _error("Name: " + "x" * 2_000_000).reason
