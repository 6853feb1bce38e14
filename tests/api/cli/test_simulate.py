"""A term of the demo college is simulated and counted from the command line."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def seeded(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an installation that has the small demo college, without a timetable."""
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
    run("migrate")
    run("seed", "--size", "small")
    return tmp_path


@pytest.mark.usefixtures("seeded")
def test_what_cannot_be_simulated_is_said_in_a_sentence(run: Run) -> None:
    unpublished = run("simulate", "--weeks", 1)
    unknown = run("simulate", "--term", "Term 9")
    none = run("simulate", "--weeks", 0)

    assert (unpublished.exit_code, unknown.exit_code, none.exit_code) == (2, 2, 2)
    assert "has no published timetable" in unpublished.stderr
    assert "There is no term Term 9" in unknown.stderr


@pytest.mark.usefixtures("seeded")
def test_an_institution_is_counted_from_the_beginning(run: Run) -> None:
    counted = run("recount", "--tenant", "demo")
    unknown = run("recount", "--tenant", "nobody")

    assert (counted.exit_code, unknown.exit_code) == (0, 2)
    assert "Counted 0 sessions of demo." in counted.stdout
