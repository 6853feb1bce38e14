"""Missed sessions made up from the command line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.problem import Problem

Run = Callable[..., Result]
MONDAY = dt.date(2026, 9, 7)


@pytest.fixture
def witness(college: Path) -> Path:
    return college.with_name("witness.json")


@pytest.fixture
def problem(college: Path) -> Problem:
    return read_problem(college)


@pytest.fixture
def missed(problem: Problem, witness: Path) -> list[str]:
    """The first event, on the date that the first week has it."""
    place = read_timetable(witness, problem)[problem.events_of_course[0][0]]
    assert place is not None
    date = MONDAY + dt.timedelta(days=problem.grid.day(place.slot))
    return ["--event", f"{problem.courses[0].id}/1", "--date", str(date)]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a document of a kind: ``write("calendar", first=…)``."""

    def document(kind: str, **members: Any) -> Path:
        path = tmp_path / f"{kind}.json"
        path.write_text(json.dumps({"format": f"smart-roster/{kind}", "version": 1, **members}), "utf-8")
        return path

    return document


def test_places_are_ranked_by_cost_from_the_day_after(
    run: Run, college: Path, witness: Path, missed: list[str]
) -> None:
    result = run("makeup", college, witness, *missed, "--top", 5, "--json")

    answer = json.loads(result.stdout)
    costs = [option["cost"] for option in answer["options"]]
    assert result.exit_code == 0
    assert len(costs) == 5
    assert costs == sorted(costs)
    assert all(option["date"] > missed[-1] for option in answer["options"])
    assert all(sum(option["parts"].values()) == option["cost"] for option in answer["options"])


def test_the_terminal_names_the_places_and_who_is_touched(
    run: Run, college: Path, witness: Path, missed: list[str]
) -> None:
    result = run("makeup", college, witness, *missed)

    assert result.exit_code == 0
    assert "places are admissible from" in result.stdout
    assert "Who is touched by the first:" in result.stdout


def test_a_calendar_without_a_date_left_open_has_no_place(
    run: Run, college: Path, witness: Path, missed: list[str], write: Callable[..., Path]
) -> None:
    closed = {"first": "2026-09-14", "last": "2026-12-31", "name": "the strike"}
    calendar = write("calendar", first="2026-09-07", last="2026-12-18", holidays=[closed])

    result = run("makeup", college, witness, *missed, "--calendar", calendar, "--earliest", "2026-09-14")

    assert result.exit_code == 3
    assert "No place is admissible" in result.stdout


def test_why_not_is_answered_for_every_slot_of_a_date(
    run: Run, college: Path, witness: Path, missed: list[str], problem: Problem
) -> None:
    answer = run("makeup", college, witness, *missed, "--why-not", "2026-09-15", "--json")
    told = run("makeup", college, witness, *missed, "--why-not", "2026-09-15")

    slots = json.loads(answer.stdout)["slots"]
    assert len(slots) == problem.grid.slots_per_day
    assert all(len(slot["rooms"]) == len(problem.rooms) for slot in slots)
    assert told.exit_code == 0
    assert "Tuesday 15 September 2026" in told.stdout


def test_a_teacher_s_week_is_placed_together_with_proof(
    run: Run, college: Path, witness: Path, problem: Problem
) -> None:
    away = ["--teacher", problem.teachers[0].id, "--from", "2026-09-07", "--to", "2026-09-13"]

    result = run("makeup", college, witness, *away, "--json")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["placed"] == answer["sessions"] > 0
    assert answer["status"] == "optimal"
    assert all(one["place"]["date"] >= "2026-09-14" for one in answer["places"])


def test_a_closed_room_is_told_on_the_terminal(
    run: Run, college: Path, witness: Path, problem: Problem
) -> None:
    timetable = read_timetable(witness, problem)
    monday = range(problem.grid.slots_per_day)
    room = next(place.room for _, place in timetable.placed() if place.slot in monday)

    result = run("makeup", college, witness, "--room", problem.rooms[room].id, "--from", "2026-09-07")

    assert result.exit_code in (0, 3)
    assert "sessions have a place:" in result.stdout


def test_what_has_no_place_at_all_is_named_and_exits_with_three(
    run: Run, college: Path, witness: Path, problem: Problem, missed: list[str], write: Callable[..., Path]
) -> None:
    first = event_ids([course.id for course in problem.courses], problem.events)[0]
    sessions = write("missed", sessions=[{"event": first, "date": missed[-1]}])
    calendar = write(
        "calendar", first="2026-09-07", last="2026-09-13",
        holidays=[{"first": "2026-09-07", "last": "2026-09-13"}],
    )  # fmt: skip

    result = run("makeup", college, witness, "--missed", sessions, "--calendar", calendar)

    assert result.exit_code == 3
    assert "0 of 1 sessions have a place" in result.stdout
    assert "no place is admissible" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "found none"),
        (["--event", "x", "--room", "y"], "found --event and --room"),
        (["--event", "{event}"], "--event needs --date"),
        (["--teacher", "{teacher}"], "need --from too"),
        (["--teacher", "nobody", "--from", "2026-09-07"], "no teacher 'nobody'"),
        (["--room", "nowhere", "--from", "2026-09-07"], "no room 'nowhere'"),
        (["--teacher", "{teacher}", "--from", "2026-09-12"], "has no session"),
        (["--teacher", "{teacher}", "--from", "2026-09-07", "--why-not", "2026-09-08"], "give --event"),
        (["--event", "nothing", "--date", "2026-09-07"], "no course 'nothing'"),
        (["--event", "{event}", "--date", "2026-09-12"], "is not held on Saturday"),
        (["--event", "{event}", "--date", "12.9.2026"], "does not match the format"),
        (["{missed}", "--until", "2026-09-01"], "The horizon is empty"),
        (["{missed}", "--earliest", "2027-09-01", "--until", "2027-09-02"], "has no date of the term"),
        (["{missed}", "--why-not", "2027-09-01"], "not in the term"),
    ],
)
def test_what_makes_no_sense_is_bad_input(
    run: Run,
    college: Path,
    witness: Path,
    problem: Problem,
    missed: list[str],
    arguments: list[str],
    said: str,
) -> None:
    names = {"event": f"{problem.courses[0].id}/1", "teacher": problem.teachers[0].id}
    texts = [text.format(**names) for text in arguments if text != "{missed}"]
    asked = [*missed, *texts] if "{missed}" in arguments else texts

    result = run("makeup", college, witness, *asked)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_horizon_in_the_past_is_bad_input(
    run: Run, college: Path, witness: Path, missed: list[str], write: Callable[..., Path]
) -> None:
    calendar = write("calendar", first="2026-09-07", last="2026-12-18", today="2026-10-12")
    horizon = ["--earliest", "2026-09-14", "--until", "2026-09-20"]

    result = run("makeup", college, witness, *missed, "--calendar", calendar, *horizon)

    assert result.exit_code == 2
    assert "The horizon lies in the past" in result.stderr


def test_a_broken_calendar_is_named_with_its_line(
    run: Run, college: Path, witness: Path, missed: list[str], write: Callable[..., Path]
) -> None:
    calendar = write("calendar", first="2026-09-07", last="2026-02-30")

    result = run("makeup", college, witness, *missed, "--calendar", calendar)

    assert result.exit_code == 2
    assert 'calendar.json:1: last: expected a date, found "2026-02-30"' in result.stderr


def test_the_timetable_of_another_problem_is_bad_input(
    run: Run, college: Path, missed: list[str], lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    assert run("solve", lessons(1), "--time-limit", 2, "--out", other).exit_code == 0

    result = run("makeup", college, other, *missed)

    assert result.exit_code == 2
