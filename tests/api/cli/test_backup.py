"""Backing up and restoring by command: files where they should be, and sentences where it cannot be done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from click.testing import Result

from api.cli.stack.lock import alone_in_folder

Run = Callable[..., Result]


def _tenants(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "var" / "roster.db")) as database:
        return [row[0] for row in database.execute("SELECT slug FROM tenants")]


def test_an_installation_that_was_damaged_comes_back_healthy(run: Run, folder: Path) -> None:
    run("setup")
    run("migrate")
    run("seed", "--size", "small")
    (folder / "backups").mkdir()

    written = run("backup", "backups")
    (file,) = (folder / "backups").iterdir()
    (folder / "var" / "roster.db").write_bytes(b"not a database at all")
    refused = run("restore", file)
    restored = run("restore", file, "--replace")

    assert (written.exit_code, file.suffix) == (0, ".sqlite")
    assert "DATA_KEYS" in written.output
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    assert restored.exit_code == 0, restored.output
    assert "at revision" in restored.output
    assert _tenants(folder) == ["demo"]
    assert run("doctor").exit_code == 0


def test_a_backup_replaces_no_file(run: Run, folder: Path) -> None:
    run("setup")
    run("migrate")
    run("backup", "one.sqlite")

    again = run("backup", "one.sqlite")

    assert again.exit_code == 2
    assert "replaces nothing" in again.output


def test_nothing_is_restored_while_the_folder_is_being_served(run: Run, folder: Path) -> None:
    run("setup")
    run("migrate")
    run("backup", "one.sqlite")

    with alone_in_folder("http://127.0.0.1:8000 is being served already."):
        result = run("restore", "one.sqlite", "--replace")

    assert result.exit_code == 2
    assert "is being served already" in result.output


def test_a_database_that_is_not_there_is_told(run: Run, folder: Path) -> None:
    run("setup")

    result = run("backup", "one.sqlite")

    assert result.exit_code == 2
    assert "There is no database" in result.output
    assert not (folder / "one.sqlite").exists()


def test_programs_of_other_hosts_need_settings_too(run: Run, folder: Path) -> None:
    for name in ("worker", "relay", "scheduler", "backup"):
        result = run(name, *(["file"] if name == "backup" else []))

        assert result.exit_code == 2
        assert "smart-roster setup" in result.output
