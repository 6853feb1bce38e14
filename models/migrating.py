"""Brings a database to the present schema, and says how far it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from models.base import Base

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(engine: Engine, *, revision: str = "head", grant_to: str | None = None) -> None:
    """Bring the schema up to a revision; what is there already stays.

    ``grant_to`` is the PostgreSQL role that the service connects as, where another role owns the
    tables: it may then read and write rows and nothing else.
    """
    with engine.begin() as connection:
        _hold_off_others(connection)
        command.upgrade(_config(connection), revision)
        if grant_to is not None:
            _grant(connection, grant_to)


def unmigrate(engine: Engine, *, revision: str = "base") -> None:
    """Take migrations back down to a revision; what they added is lost."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision a database is at; none if it has never been migrated."""
    with engine.connect() as connection:
        # Asked by whoever supervises the service: on SQLite this must not wait for one who writes.
        reading = connection.execution_options(read_only=True)
        return MigrationContext.configure(reading).get_current_revision()


def newest_revision() -> str:
    """The revision that this version of the program works with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None, "The project has migrations."  # noqa: S101 - a missing file is a broken package
    return head


def drift(engine: Engine) -> list[object]:
    """What the tables of the program have that the database has not, or the other way round."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _hold_off_others(connection: Connection) -> None:
    # Two hosts that start at once: the second waits here, and then finds nothing to do.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('smart-roster migrations'))"))


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    connection.exec_driver_sql(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    )


def bypasses_row_level_security(engine: Engine) -> bool:
    """Whether the role that the service connects as could see every tenant's rows on PostgreSQL."""
    if engine.name != "postgresql":
        return False
    with engine.connect() as connection:
        return bool(
            connection.scalar(
                text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            )
        )
