"""A timetable mended from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable, write_problem, write_timetable
from engine.timetable.problem import Group, Teacher, TimeGrid
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import ADA, BEN, LOGIC, PROOFS, school

Run = Callable[..., Result]


@pytest.fixture
def witness(college: Path) -> Path:
    return college.with_name("witness.json")


@pytest.fixture
def school_of_two(tmp_path: Path) -> tuple[Path, Path]:
    """Logic by Ada and Ben, in whose place Cid and Dan are qualified; Proofs by Cid at the same time."""
    logic = replace(LOGIC, teachers=(0, 1), substitutes=(2, 3))
    problem = school(
        teachers=(ADA, BEN, Teacher("Cid"), Teacher("Dan")),
        groups=(Group("1A"),),
        courses=(logic, replace(PROOFS, teachers=(2,), groups=())),
    )
    write_problem(problem, tmp_path / "school.json")
    write_timetable(problem, Timetable.of([(0, 0), (0, 1)]), tmp_path / "week.json")
    return tmp_path / "school.json", tmp_path / "week.json"


def test_an_ill_teacher_is_worked_around_and_who_must_know_is_told(
    run: Run, college: Path, witness: Path, tmp_path: Path
) -> None:
    problem, out, changed = read_problem(college), tmp_path / "mended.json", tmp_path / "changed.json"
    ill = problem.teachers[0]

    result = run(
        "repair", college, witness, "--teacher-away", ill.id, "--when", "monday",
        "--out", out, "--problem-out", changed, "--json",
    )  # fmt: skip

    answer = json.loads(result.stdout)
    now = read_problem(changed)
    assert result.exit_code == 0
    assert answer["moved"] == len(answer["moves"]) >= answer["fewest"]
    assert evaluate(now, read_timetable(out, now)).is_feasible
    assert set(range(problem.grid.slots_per_day)) <= now.teachers[0].unavailable


def test_the_terminal_says_who_is_to_be_told(run: Run, college: Path, witness: Path) -> None:
    problem = read_problem(college)
    timetable = read_timetable(witness, problem)
    room = next(place.room for _, place in timetable.placed())

    result = run("repair", college, witness, "--room-closed", problem.rooms[room].id, "--when", "Friday")

    assert result.exit_code == 0
    assert "moved (proved" in result.stdout


def test_what_cannot_be_held_is_left_out_and_exits_with_three(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source, solved, out = lessons(1), tmp_path / "solved.json", tmp_path / "rest.json"
    assert run("solve", source, "--time-limit", 5, "--out", solved).exit_code == 0

    result = run("repair", source, solved, "--teacher-away", "Ada", "--out", out)

    problem = read_problem(source)
    assert result.exit_code == 3
    assert "It is proved that no timetable holds everything." in result.stdout
    assert "1 event left out (proved: fewer will not do):" in result.stdout
    assert "0 events moved (proved: fewer will not do)" in result.stdout
    assert "Teachers to tell: Ada" in result.stdout
    assert not read_timetable(out, problem).is_complete


def test_what_is_left_out_in_a_week_is_told_with_its_week(run: Run, college: Path, witness: Path) -> None:
    problem = read_problem(college)
    timetable = read_timetable(witness, problem)
    teacher = problem.teachers[problem.courses[problem.events[0].course].teachers[0]]

    result = run("repair", college, witness, "--teacher-away", teacher.id, "--weeks", "2")
    answer = json.loads(
        run("repair", college, witness, "--teacher-away", teacher.id, "--weeks", "2", "--json").stdout
    )

    missed = [e for e in problem.events_of_teacher[problem.teachers.index(teacher)] if problem.weeks(e) & 2]
    assert timetable.is_complete
    assert (result.exit_code, answer["is_proved"]) == (3, True)
    assert f"{len(missed)} meetings left out (proved: fewer will not do):" in result.stdout
    losses, _ = result.stdout.split("0 meetings moved")
    assert losses.count(", week 2: ") == answer["left_out"] == answer["fewest_left_out"] == len(missed)


def test_more_events_get_places_while_the_others_stay(
    run: Run, college: Path, witness: Path, tmp_path: Path
) -> None:
    problem, changed = read_problem(college), tmp_path / "changed.json"
    course = problem.courses[0].id

    answer = json.loads(
        run("repair", college, witness, "--add", f"{course}/1:2", "--problem-out", changed, "--json").stdout
    )

    first, *_, last = read_problem(changed).events
    assert (answer["moved"], answer["fewest"]) == (2, 2)
    assert [move["before"] for move in answer["moves"]] == [None, None]
    assert (last.course, last.duration, last.kind) == (0, first.duration, first.kind)


def test_a_split_group_is_named_by_its_parts(run: Run, college: Path, witness: Path, tmp_path: Path) -> None:
    problem, changed = read_problem(college), tmp_path / "changed.json"
    group = problem.groups[0].id

    result = run(
        "repair", college, witness, "--split", f"{group}:3", "--group-away", f"{group}-3",
        "--when", "Friday 16:00", "--problem-out", changed, "--time-limit", 2,
    )  # fmt: skip

    now = read_problem(changed)
    assert result.exit_code in {0, 3, 4}
    assert [item.id for item in now.groups if item.id.startswith(f"{group}-")] == [
        f"{group}-1",
        f"{group}-2",
        f"{group}-3",
    ]
    assert now.groups[-1].unavailable > problem.groups[0].unavailable


def test_a_teacher_takes_over_a_course_or_one_event_of_it(
    run: Run, college: Path, witness: Path, tmp_path: Path
) -> None:
    problem, changed = read_problem(college), tmp_path / "changed.json"
    one, other = [
        index
        for index, course in enumerate(problem.courses)
        if len(course.teachers) == 1 and len(problem.events_of_course[index]) > 1
    ][:2]
    by = [problem.courses[index].substitutes[0] for index in (one, other)]

    run(
        "repair", college, witness,
        "--replace", f"{problem.courses[one].id}={problem.teachers[by[0]].id}",
        "--replace", f"{problem.courses[other].id}/2={problem.teachers[by[1]].name}",
        "--problem-out", changed, "--time-limit", 2,
    )  # fmt: skip

    now = read_problem(changed)
    second = now.events[problem.events_of_course[other][1]]
    assert now.courses[one].teachers == (by[0],)
    assert now.courses[other].teachers == problem.courses[other].teachers
    assert now.courses[second.course].teachers == (by[1],)


def test_of_several_teachers_the_one_who_is_away_is_replaced(
    run: Run, school_of_two: tuple[Path, Path], tmp_path: Path
) -> None:
    changed = tmp_path / "changed.json"

    result = run(
        "repair", *school_of_two, "--teacher-away", "Ben", "--replace", "Logic/1=Cid",
        "--problem-out", changed,
    )  # fmt: skip

    now = read_problem(changed)
    assert result.exit_code == 0
    assert [now.courses[event.course].teachers for event in now.events] == [(0, 2), (2,)]


def test_what_a_split_has_made_can_be_given_to_another_teacher(
    run: Run, school_of_two: tuple[Path, Path], tmp_path: Path
) -> None:
    changed = tmp_path / "changed.json"

    run(
        "repair", *school_of_two, "--split", "1A", "--teacher-away", "Ben", "--replace", "Logic-1A-2=Dan",
        "--problem-out", changed,
    )  # fmt: skip

    courses = {course.id: course for course in read_problem(changed).courses}
    assert courses["Logic"].teachers == (0, 1)
    assert courses["Logic-1A-2"].teachers == (0, 3)


def test_who_could_stand_in_is_listed_and_who_could_not(run: Run, school_of_two: tuple[Path, Path]) -> None:
    arguments = ["repair", *school_of_two, "--teacher-away", "Ben", "--when", "Monday"]

    said = run(*arguments).stdout
    document = json.loads(run(*arguments, "--json").stdout)

    assert "Could stand in for Ben, by --replace:" in said
    assert "  Logic [Logic], Monday 08:00: Dan (Dan, cost 0)" in said
    assert "    not Cid: Cid teaches" in said
    (missed,) = document["substitutes"]
    assert (missed["for"], missed["event"], missed["slot"]) == ("Ben", "Logic", "Monday 08:00")
    assert missed["offers"] == [{"teacher": "Dan", "id": "Dan", "cost": 0}]
    assert [one["teacher"] for one in missed["unable"]] == ["Cid"]


def test_the_missed_events_of_each_teacher_who_is_away_are_listed(
    run: Run, school_of_two: tuple[Path, Path]
) -> None:
    away = ["--teacher-away", "Ada", "--teacher-away", "Ben"]

    said = run("repair", *school_of_two, *away, "--seats", "R1", 40).stdout

    assert [line for line in said.splitlines() if line.startswith("Could stand in")] == [
        "Could stand in for Ada, by --replace:",
        "Could stand in for Ben, by --replace:",
    ]


def test_nothing_is_said_of_events_for_which_nobody_is_qualified(
    run: Run, school_of_two: tuple[Path, Path]
) -> None:
    result = run("repair", *school_of_two, "--teacher-away", "Cid")

    assert "Could stand in" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--replace", "Logic=Dan"], "Course Logic is taught by Ada, Ben; expected one teacher"),
        (["--replace", "Logic"], "'Logic' does not say who takes over; expected EVENT=ID"),
        (["--replace", "Logic/2=Dan"], "say which, from Logic/1 to Logic/1"),
        (["--replace", "Proofs=Cid"], "Cid teaches Proofs already"),
        (["--add", "Logic:0"], "'Logic:0' ends with 0; expected 1 to 1000"),
        (["--add", "Logic:99999"], "'Logic:99999' ends with 99999; expected 1 to 1000"),
        (["--add", "Logic:9"], "Course Logic gets 9 more events; expected 1 to 8"),
        (["--add", "Logic:two"], "no course 'Logic:two'. Did you mean Logic?"),
        (["--split", "1A:1"], "Group 1A is split into 1 part; expected 2 or more"),
        (["--split", "1B"], "no group '1B'"),
    ],
)
def test_what_cannot_have_happened_is_bad_input(
    run: Run, school_of_two: tuple[Path, Path], arguments: list[str], said: str
) -> None:
    result = run("repair", *school_of_two, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.fixture
def two_weeks(tmp_path: Path) -> tuple[Path, Path]:
    """Logic by Ada, in whose place Ben is qualified, and then Proofs by Ben; odd and even weeks."""
    problem = school(
        grid=TimeGrid(days=2, slots_per_day=4, weeks=2), courses=(replace(LOGIC, substitutes=(1,)), PROOFS)
    )
    write_problem(problem, tmp_path / "school.json")
    write_timetable(problem, Timetable.of([(0, 0), (1, 0)]), tmp_path / "week.json")
    return tmp_path / "school.json", tmp_path / "week.json"


def test_a_teacher_away_in_one_week_is_worked_around_in_that_week(
    run: Run, two_weeks: tuple[Path, Path], tmp_path: Path
) -> None:
    out, changed = tmp_path / "mended.json", tmp_path / "changed.json"
    away = ["--teacher-away", "Ada", "--when", "Monday 08:00", "--weeks", "2"]

    said = run("repair", *two_weeks, *away, "--out", out, "--problem-out", changed)
    answer = json.loads(run("repair", *two_weeks, *away, "--json").stdout)

    now = read_problem(changed)
    mended = read_timetable(out, now)
    assert said.exit_code == 0
    assert "1 meeting moved (proved: fewer will not do)" in said.stdout
    assert "  Logic, week 2: Monday 08:00, R1 -> Monday 10:00, R1" in said.stdout
    assert "cost of week 2 by itself" in said.stdout
    assert "  Logic [Logic], Monday 08:00, week 2: Ben (Ben, cost" in said.stdout
    assert [now.weeks(event) for event in range(3)] == [1, 3, 2]
    assert evaluate(now, mended).is_feasible
    assert (answer["moved"], answer["fewest"]) == (1, 1)
    assert [move["weeks"] for move in answer["moves"]] == [[2]]
    assert [costs["weeks"] for costs in answer["weeks"]] == [[2]]
    assert answer["substitutes"][0]["weeks"] == [2]


def test_a_substitute_takes_over_in_one_week(run: Run, two_weeks: tuple[Path, Path], tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"

    result = run(
        "repair", *two_weeks, "--teacher-away", "Ada", "--weeks", "2", "--replace", "Logic/1=Ben",
        "--problem-out", changed,
    )  # fmt: skip

    now = read_problem(changed)
    assert result.exit_code == 0
    assert "0 meetings moved" in result.stdout
    assert [(now.weeks(i), now.courses[e.course].teachers) for i, e in enumerate(now.events)] == [
        (1, (0,)),
        (3, (1,)),
        (2, (1,)),
    ]


def test_an_event_is_cancelled_and_another_added_in_one_week(
    run: Run, two_weeks: tuple[Path, Path], tmp_path: Path
) -> None:
    changed = tmp_path / "changed.json"

    result = run(
        "repair", *two_weeks, "--cancel", "Logic/1", "--add", "Proofs", "--weeks", " 1 ",
        "--problem-out", changed,
    )  # fmt: skip

    now = read_problem(changed)
    assert result.exit_code == 0
    assert [(event.course, now.weeks(i)) for i, event in enumerate(now.events)] == [(0, 2), (1, 3), (1, 1)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--teacher-away", "Ada", "--weeks", "3"], "There is no week '3'; the cycle has weeks 1 to 2"),
        (["--teacher-away", "Ada", "--weeks", "0"], "There is no week '0'"),
        (["--teacher-away", "Ada", "--weeks", "1,"], "There is no week ''"),
        (["--room-closed", "R1", "--weeks", "odd"], "There is no week 'odd'"),
        (["--seats", "R1", "9", "--weeks", "1"], "--seats holds in every week"),
        (["--split", "1A", "--weeks", "1"], "--split holds in every week"),
        (["--weeks", "1"], "expected something that does"),
        (["--teacher-away", "Ada", "--weeks", "1", "--add", "Logic:99"], "Course Logic gets 99 more"),
    ],
)
def test_weeks_that_make_no_sense_are_bad_input(
    run: Run, two_weeks: tuple[Path, Path], arguments: list[str], said: str
) -> None:
    result = run("repair", *two_weeks, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_weeks_of_a_cycle_of_one_week_are_bad_input(run: Run, school_of_two: tuple[Path, Path]) -> None:
    result = run("repair", *school_of_two, "--teacher-away", "Ben", "--weeks", "1")

    assert result.exit_code == 2
    assert "The cycle has one week, so that every week is alike" in result.stderr


def test_a_timetable_broken_in_other_weeks_is_bad_input(
    run: Run, two_weeks: tuple[Path, Path], tmp_path: Path
) -> None:
    problem, gaps = read_problem(two_weeks[0]), tmp_path / "gaps.json"
    write_timetable(problem, Timetable.of([(0, 0), None]), gaps)

    result = run("repair", two_weeks[0], gaps, "--teacher-away", "Ada", "--weeks", "2")

    assert result.exit_code == 2
    assert "Mend it for all weeks first" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--teacher-away", "nobody"], "no teacher 'nobody'"),
        (["--group-away", "nobody"], "no group 'nobody'"),
        (["--room-closed", "nowhere"], "no room 'nowhere'"),
        (["--teacher-away", "nobody", "--when", "Noday"], "no slot 'noday'"),
        (["--cancel", "nothing"], "no course 'nothing'"),
        (["--time-limit", "-1"], "not in the range"),
    ],
)
def test_unknown_names_are_bad_input(
    run: Run, college: Path, witness: Path, arguments: list[str], said: str
) -> None:
    result = run("repair", college, witness, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_input_is_never_overwritten(run: Run, college: Path, witness: Path) -> None:
    result = run("repair", college, witness, "--out", witness)

    assert result.exit_code == 2
    assert "overwritten" in result.stderr
