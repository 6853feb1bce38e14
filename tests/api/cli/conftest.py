"""The command line as a test calls it, and files to call it with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from engine.timetable.formats import write_problem, write_timetable
from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Course, Event, Problem, Room, Teacher, TimeGrid
from engine.timetable.weights import Weights

Run = Callable[..., Result]

SETTINGS = (
    "DATABASE_URL",
    "BASE_URL",
    "MAIL_URL",
    "QUEUE_URL",
    "SECURE_COOKIES",
    "TOKEN_SECRET",
    "DATA_KEYS",
    "INDEX_KEY",
)


@pytest.fixture
def run() -> Run:
    """The program in this process: ``run("solve", file)``."""

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    return call


@pytest.fixture(scope="session")
def college(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated college, with a timetable of it beside: ``witness.json``."""
    folder = tmp_path_factory.mktemp("college")
    problem, witness = generate_with_witness("small")
    write_problem(problem, folder / "college.json")
    write_timetable(problem, witness, folder / "witness.json")
    return folder / "college.json"


@pytest.fixture
def lessons(tmp_path: Path) -> Callable[[int], Path]:
    """Makes a problem file: so many lessons by Ada, in a week of two slots."""

    def make(count: int) -> Path:
        path = tmp_path / "lessons.json"
        write_problem(ada(count), path)
        return path

    return make


def ada(count: int) -> Problem:
    """Lessons by Ada in one room and two slots; three are too many."""
    return Problem(
        "Ada's week",
        TimeGrid(days=1, slots_per_day=2),
        (Room("R1", 10),),
        (Teacher("Ada"),),
        (),
        tuple(Course(f"C{number}", teachers=(0,), students=12) for number in range(count)),
        tuple(Event(number) for number in range(count)),
        Weights.preset("itc2007"),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to install in; what `.env` sets is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    for name in SETTINGS:
        os.environ.pop(name, None)
