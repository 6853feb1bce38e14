"""Writing instances of the competition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.ctt_writer import format_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.problem import Problem, Teacher
from tests.engine.timetable.formats.examples import CTT, ECTT, competition_problems


@pytest.fixture
def problem() -> Problem:
    return parse_ctt(CTT, file="a.ctt")


@given(competition_problems())
def test_what_is_written_reads_as_an_equal_problem(problem: Problem) -> None:
    for extended in (False, True):
        text = format_ctt(problem, file="a", extended=extended)

        assert parse_ctt(text, file="a") == problem


def test_the_extended_format_carries_buildings_and_unsuitable_rooms() -> None:
    problem = parse_ctt(ECTT, file="a")

    assert parse_ctt(format_ctt(problem, file="a", extended=True), file="a") == problem


def test_the_plain_format_refuses_what_only_the_extended_carries() -> None:
    with pytest.raises(FormatError, match=r"cannot carry rooms\[0\]\.building"):
        format_ctt(parse_ctt(ECTT, file="a"), file="a.ctt")


def test_a_duration_is_refused_by_name(problem: Problem) -> None:
    events = (replace(problem.events[0], duration=2), *problem.events[1:])

    with pytest.raises(FormatError, match=r"cannot carry events\[0\]\.duration"):
        format_ctt(replace(problem, events=events), file="a.ctt")


def test_a_course_with_two_teachers_is_refused(problem: Problem) -> None:
    courses = (replace(problem.courses[0], teachers=(0, 1)), *problem.courses[1:])

    with pytest.raises(FormatError, match="course logic with 2 teachers"):
        format_ctt(replace(problem, courses=courses), file="a.ctt")


def test_a_teacher_who_teaches_nothing_is_not_dropped_in_silence(problem: Problem) -> None:
    teachers = (*problem.teachers, Teacher("idle"))

    with pytest.raises(FormatError, match="cannot carry the teachers"):
        format_ctt(replace(problem, teachers=teachers), file="a.ctt")


def test_a_cycle_of_weeks_is_refused(problem: Problem) -> None:
    with pytest.raises(FormatError, match="cannot carry the time grid"):
        format_ctt(replace(problem, grid=replace(problem.grid, weeks=2)), file="a.ctt")


def test_an_id_of_two_words_is_refused(problem: Problem) -> None:
    rooms = (replace(problem.rooms[0], id="big hall"), problem.rooms[1])

    with pytest.raises(FormatError, match="cannot carry this problem"):
        format_ctt(replace(problem, rooms=rooms), file="a.ctt")
