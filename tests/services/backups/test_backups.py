"""Back up, damage, restore: the same rows come back, and nothing is lost by accident."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, text
from sqlalchemy.engine import make_url

from models import Base, Department
from models.migrating import drift, migrate
from models.session import Database
from services.backups import CannotBackUp, CannotRestore, back_up, restore
from services.policy import change_policy
from tests.installation import KEYRING, Installation
from tests.postgres import APPLICATION_ROLE, start
from tests.teaching import Teaching


def _owner(installation: Installation) -> str:
    """The address of a role that owns the tables and sees all rows."""
    url = make_url(installation.settings.database_url)
    if url.get_backend_name() == "sqlite":
        return installation.settings.database_url
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return start(run).set(database=url.database).render_as_string(hide_password=False)


def _rows(url: str) -> dict[str, list[Any]]:
    """All rows of all tables, as they are stored."""
    database = Database(url, keyring=KEYRING)
    raw = MetaData()
    with database.engine.connect() as connection:
        connection = connection.execution_options(read_only=True)
        found = {}
        for name in Base.metadata.tables:
            table = Table(name, raw, autoload_with=connection)
            found[name] = sorted(map(repr, connection.execute(table.select())))
    database.close()
    return found


@pytest.fixture
def filled(lone_installation: Installation) -> Installation:
    """An installation with two colleges that have something in them."""
    for name in ("ICT", "ENG"):
        college = lone_installation.found_college()
        Teaching(college)
        with college.unit_of_work() as session:
            change_policy(session, values={"weekly_load_hours": 20 + len(name)})
    return lone_installation


def _damage(installation: Installation) -> None:
    """Lose rows, and a table besides."""
    database = Database(_owner(installation), keyring=KEYRING)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM departments WHERE code = 'NONE'"))
        connection.execute(text("DROP TABLE session_feedback"))
        connection.execute(text("CREATE TABLE not_ours (id integer)"))
        connection.execute(text("DELETE FROM outbox"))
        connection.execute(text("UPDATE schools SET code = 'LOST'"))
    database.close()


def test_what_was_damaged_is_as_it_was_when_it_was_backed_up(filled: Installation, tmp_path: Path) -> None:
    url, file = _owner(filled), tmp_path / "backup"
    before = _rows(url)

    back_up(url, file)
    filled.database.close()
    _damage(filled)
    restore(url, file, replace=True)

    assert _rows(url) == before
    assert sum(map(len, before.values())) > 20
    assert file.stat().st_mode & 0o077 == 0
    database = Database(url, keyring=KEYRING)
    assert drift(database.engine) == []
    role = APPLICATION_ROLE if database.engine.name == "postgresql" else None
    migrate(database.engine, grant_to=role)
    database.close()
    assert filled.found_college().admin.get("/departments").status_code == 200


def test_what_is_stored_during_a_backup_holds_up_nobody(filled: Installation, tmp_path: Path) -> None:
    college = filled.found_college()
    with college.unit_of_work() as session:
        school_id = session.execute(text("SELECT id FROM schools LIMIT 1")).scalar_one()
        assert school_id
        if filled.database.engine.name == "sqlite":
            # The one writer is in the middle of something.
            session.execute(text("UPDATE schools SET code = 'HALF'"))
        back_up(_owner(filled), tmp_path / "backup")

    assert (tmp_path / "backup").stat().st_size > 0


def test_a_database_that_is_not_empty_is_not_replaced_by_accident(
    filled: Installation, tmp_path: Path
) -> None:
    url, file = _owner(filled), tmp_path / "backup"
    back_up(url, file)
    before = _rows(url)

    with pytest.raises(CannotRestore, match="not empty"):
        restore(url, file)

    assert _rows(url) == before


def test_a_backup_that_is_cut_off_changes_nothing(filled: Installation, tmp_path: Path) -> None:
    url, file = _owner(filled), tmp_path / "backup"
    back_up(url, file)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * 2 // 3])
    before = _rows(url)
    filled.database.close()

    with pytest.raises(CannotRestore):
        restore(url, file, replace=True)

    assert _rows(url) == before


def test_a_file_that_is_no_backup_is_told(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("timetable, term 1\n" * 200)

    with pytest.raises(CannotRestore, match="no backup"):
        restore(_owner(filled), file, replace=True)


def test_a_role_that_sees_no_tenant_makes_no_empty_backup(filled: Installation, tmp_path: Path) -> None:
    if filled.database.engine.name != "postgresql":
        return  # a file has no roles

    with pytest.raises(CannotBackUp, match="BYPASSRLS"):
        back_up(filled.settings.database_url, tmp_path / "backup")

    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_leaves_no_file(tmp_path: Path) -> None:
    for url in (
        f"sqlite:///{tmp_path / 'nowhere.db'}",
        "postgresql+psycopg://nobody@127.0.0.1:9/nowhere?connect_timeout=2",
    ):
        with pytest.raises(CannotBackUp):
            back_up(url, tmp_path / "backup")

    assert list(tmp_path.iterdir()) == []


def test_a_lost_department_comes_back(filled: Installation, tmp_path: Path) -> None:
    college = filled.found_college()
    teaching = Teaching(college)
    back_up(_owner(filled), tmp_path / "backup")
    with college.unit_of_work() as session:
        session.get_one(Department, teaching.ict.id).name = "Overwritten"
    filled.database.close()

    restore(_owner(filled), tmp_path / "backup", replace=True)
    if filled.database.engine.name == "postgresql":
        owner = Database(_owner(filled), keyring=KEYRING)
        migrate(owner.engine, grant_to=APPLICATION_ROLE)
        owner.close()

    with college.unit_of_work() as session:
        assert session.get_one(Department, teaching.ict.id).name == "Department ICT"
