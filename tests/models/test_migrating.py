"""Migrations: up, down, up again, and no difference to the tables of the program."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory

from models import Base
from models.migrating import MIGRATIONS, drift, migrate, newest_revision, revision_of, unmigrate
from models.session import Database
from tests.installation import KEYRING, Installation


def test_the_migrated_database_has_exactly_the_tables_of_the_program(installation: Installation) -> None:
    assert drift(installation.database.engine) == []
    assert revision_of(installation.database.engine) == newest_revision()


def test_the_newest_revision_is_the_one_head_of_the_migrations() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest_revision()]


def test_migrations_can_be_taken_back_and_run_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'roster.db'}", keyring=KEYRING)
    migrate(database.engine)

    unmigrate(database.engine)
    empty = revision_of(database.engine)
    migrate(database.engine)

    assert empty is None
    assert drift(database.engine) == []
    database.close()


def test_migrating_twice_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'roster.db'}", keyring=KEYRING)

    migrate(database.engine)
    migrate(database.engine)

    assert revision_of(database.engine) == newest_revision()
    database.close()


def test_every_reference_between_tenants_rows_includes_the_tenant() -> None:
    alone = [
        f"{table.name}.{constraint.column_keys[0]}"
        for table in Base.metadata.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.referred_table.name != "tenants" and "tenant_id" not in constraint.column_keys
    ]

    assert alone == []
