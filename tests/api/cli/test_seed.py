"""The demo college from the command line, and a solve of it from the tables."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from api.cli.seed import SIZES
from services.seeding.generated import DEMO_SIZES

Run = Callable[..., Result]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an installation whose database has not been migrated."""
    monkeypatch.chdir(tmp_path)
    key = base64.b64encode(bytes(range(32))).decode()
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'roster.db'}",
        "TOKEN_SECRET": "x" * 40,
        "DATA_KEYS": f"1:{key}",
        "INDEX_KEY": key,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MIGRATION_DATABASE_URL", raising=False)
    return tmp_path


def test_a_college_is_seeded_once_and_solved_from_its_tables(run: Run, installed: Path) -> None:
    run("migrate")

    seeded = run("seed", "--size", "small", "--password", "correct-horse-7")
    again = run("seed", "--size", "small")
    solved = run("solve", "--tenant", "demo", "--time-limit", 5, "--json", "--out", "week.json")

    assert (seeded.exit_code, again.exit_code, solved.exit_code) == (0, 0, 0)
    assert "8 class groups, 260 trainees, 16 trainers, 10 rooms, 52 enrolments" in seeded.stdout
    assert "trainer@demo.example" in seeded.stdout
    assert "shown only now: correct-horse-7" in seeded.stdout
    assert "is there already" in again.stdout
    assert "correct-horse-7" not in again.stdout
    assert json.loads(solved.stdout)["problem"]["events"] == 130
    assert (installed / "week.json").exists()


def test_what_cannot_be_planned_is_said_in_a_sentence(run: Run, installed: Path) -> None:
    run("migrate")
    run("seed", "--size", "small")

    unknown = run("solve", "--tenant", "nobody")
    no_term = run("solve", "--tenant", "demo", "--term", "Term 9")

    assert (unknown.exit_code, no_term.exit_code) == (2, 2)
    assert "There is no institution 'nobody'." in unknown.stderr
    assert "There is no term Term 9; known are: Term 1 " in no_term.stderr


def test_a_weak_password_is_refused(run: Run, installed: Path) -> None:
    run("migrate")

    result = run("seed", "--size", "small", "--password", "short")

    assert result.exit_code == 2
    assert "not safe" in result.stderr


@pytest.mark.usefixtures("installed")
def test_a_database_without_tables_is_said_in_a_sentence(run: Run) -> None:
    result = run("seed")

    assert result.exit_code == 2
    assert "smart-roster doctor" in result.stderr


def test_either_a_file_or_a_tenant_is_solved(run: Run, college: Path) -> None:
    answers = [
        run("solve"),
        run("solve", college, "--tenant", "demo"),
        run("solve", college, "--term", "Term 1"),
    ]

    assert [answer.exit_code for answer in answers] == [2, 2, 2]
    assert ["either a FILE" in answer.stderr for answer in answers] == [True, True, False]


def test_the_sizes_offered_are_the_services() -> None:
    assert set(SIZES) == set(DEMO_SIZES)
