"""Brings a database to the present schema, and says how far it is.

Alembic is loaded by what migrates. Everything else asks for the revision alone, as each process does when it
starts, and need not wait for it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from models.base import Base

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrate(engine: Engine, *, revision: str = "head", grant_to: str | None = None) -> None:
    """Bring the schema up to a revision; what is there already stays.

    ``grant_to`` is the PostgreSQL role that the service connects as, where another role owns the
    tables: it may then read and write rows and nothing else.
    """
    from alembic import command

    with engine.begin() as connection:
        _hold_off_others(connection)
        command.upgrade(_config(connection), revision)
        if grant_to is not None:
            _grant(connection, grant_to)


def unmigrate(engine: Engine, *, revision: str = "base") -> None:
    """Take migrations back down to a revision; what they added is lost."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def revision_of(engine: Engine) -> str | None:
    """The revision a database is at; none if it has never been migrated."""
    with engine.connect() as connection:
        # Asked by whoever supervises the service: on SQLite this must not wait for one who writes.
        reading = connection.execution_options(read_only=True)
        if not inspect(reading).has_table("alembic_version"):
            return None
        revision: str | None = reading.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


@cache
def newest_revision() -> str:
    """The revision that this version of the program works with: files are named by theirs, in order."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def drift(engine: Engine) -> list[object]:
    """What the tables of the program have that the database has not, or the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

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
