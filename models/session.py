"""The door to the database: one unit of work per request or job, bound to one tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import RLock
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, sessionmaker, with_loader_criteria
from sqlalchemy.pool import ConnectionPoolEntry

from models.base import Deletable, Record, TenantRow
from models.encryption import Keyring
from models.history import write_history
from models.schedule_cache import note_changes, note_statement, remove_outdated

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another on SQLite before it gives up."""

POOL_SIZE = 16

PING_AFTER_S = 1.0
"""After idling so long a connection is asked whether it lives before it is used again."""

CONNECT_TIMEOUT_S = 5
"""How long a server may take to accept a connection: one that is cut off never refuses it."""


class ForeignTenant(Exception):
    """A row was about to be stored for a tenant that the unit of work is not of: a bug, never data."""


@dataclass(frozen=True, slots=True)
class Who:
    """On whose behalf a unit of work is done: its tenant and, where a person acts, the person."""

    tenant_id: UUID | None = None
    user_id: UUID | None = None
    request_id: str | None = None


def utc_now() -> datetime:
    """The time, aware and in UTC: the one place where the product asks."""
    return datetime.now(UTC)  # noqa: TID251 - the edge, from where every other part is given the time


class Database:
    """One database, with the keys of its personal data.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: ``sqlite:///file.db`` or ``postgresql+psycopg://…``.
    keyring
        Keys of encrypted columns.
    clock
        Gives the time that rows are stamped with.
    """

    def __init__(self, url: str, *, keyring: Keyring, clock: Callable[[], datetime] = utc_now) -> None:
        self.keyring = keyring
        self.clock = clock
        self.engine = _connect(url)
        self.engine.dialect.keyring = keyring  # type: ignore[attr-defined]
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._turns = RLock()
        _watch(self._sessions)

    @contextmanager
    def unit_of_work(self, who: Who | None = None, *, read_only: bool = False) -> Iterator[Session]:
        """A session that commits when the block ends, and undoes everything when it raises.

        Parameters
        ----------
        who
            The tenant whose rows are seen and stored. Without a tenant none are.
        read_only
            Take no write lock; on PostgreSQL the database refuses writes too.
        """
        who = who or Who()
        info = {"who": who, "clock": self.clock, "keyring": self.keyring}
        with self._turn(read_only), self._sessions(info=info) as session:
            if read_only:
                session.connection(execution_options={"read_only": True, "postgresql_readonly": True})
            with session.begin() if not session.in_transaction() else session.get_transaction():  # type: ignore[union-attr]
                yield session

    @contextmanager
    def _turn(self, read_only: bool) -> Iterator[None]:
        """Let threads of this process that write to SQLite take turns.

        SQLite has those who wait ask again after growing pauses, so of many writers some never get a
        turn before they give up; here whoever waits is woken. Other processes still wait as SQLite does.
        """
        if read_only or self.engine.name != "sqlite":
            yield
            return
        is_mine = self._turns.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            yield
        finally:
            if is_mine:
                self._turns.release()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def tenant_of(session: Session) -> UUID:
    """The tenant whose unit of work this is.

    Raises
    ------
    ForeignTenant
        If it is nobody's.
    """
    who: Who = session.info["who"]
    if who.tenant_id is None:
        raise ForeignTenant("This unit of work belongs to no tenant.")
    return who.tenant_id


def now_of(session: Session) -> datetime:
    """The time by the clock of this unit of work."""
    clock: Callable[[], datetime] = session.info["clock"]
    return clock()


def enter_tenant(session: Session, tenant_id: UUID, user_id: UUID | None = None) -> None:
    """Go on in the name of a tenant that was only found out now, as at log-in."""
    who: Who = session.info["who"]
    session.info["who"] = Who(tenant_id, user_id, who.request_id)
    if session.in_transaction():
        _tell_tenant(session.connection(), tenant_id)


def _connect(url: str) -> Engine:
    # Errors end in logs, where personal data have no place: they tell the statement, not its values.
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            pool_timeout=5,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            hide_parameters=True,
        )
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_refuse_dead, engine))
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _refuse_dead(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection that has idled whether it still lives; the pool takes another one if not.

    One that was used just now is taken as it is: under load, asking each time would cost a tenth.
    """
    used_at = record.info.get("used_at")
    if used_at is None or monotonic() - used_at < PING_AFTER_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where the next function says
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins reading and then writes can fail when another wrote in between; one
    # that takes the lock at once waits for its turn.
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _watch(sessions: sessionmaker[Session]) -> None:
    event.listen(sessions, "after_begin", _bind_connection)
    event.listen(sessions, "do_orm_execute", _keep_to_tenant)
    event.listen(sessions, "before_flush", _stamp)
    event.listen(sessions, "before_flush", note_changes)
    event.listen(sessions, "do_orm_execute", note_statement)
    event.listen(sessions, "before_commit", remove_outdated)


def _bind_connection(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    who: Who = session.info["who"]
    if who.tenant_id is not None:
        _tell_tenant(connection, who.tenant_id)


def _tell_tenant(connection: Connection, tenant_id: UUID) -> None:
    # For this transaction only: a setting of the connection would be met by its next user.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('app.tenant', %s, true)", (str(tenant_id),))


def _keep_to_tenant(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or state.is_column_load or state.is_relationship_load:
        return  # tables know no criteria; loads inherit those of the statement that brought their parent
    options = [_of_tenant(state.session)]
    if not state.execution_options.get("include_deleted", False):
        options.append(_ALIVE)
    state.statement = state.statement.options(*options)


def _of_tenant(session: Session) -> Any:
    """The criteria that rows are of the tenant; made once a unit of work, for they are not cheap."""
    tenant_id = session.info["who"].tenant_id
    known: dict[UUID | None, Any] = session.info.setdefault("of_tenant", {})
    if tenant_id not in known:
        known[tenant_id] = with_loader_criteria(
            TenantRow, lambda row: row.tenant_id == tenant_id, include_aliases=True
        )
    return known[tenant_id]


_ALIVE = with_loader_criteria(
    Deletable, lambda row: row.deleted_at.is_(None), include_aliases=True, propagate_to_loaders=False
)


def _stamp(session: Session, _context: object, _instances: object) -> None:
    who: Who = session.info["who"]
    now = now_of(session)
    for row in session.new:
        if isinstance(row, TenantRow):
            for name, value in (("tenant_id", who.tenant_id), ("created_at", now), ("updated_at", now)):
                if getattr(row, name) is None:
                    setattr(row, name, value)
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at = now
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, TenantRow) and row.tenant_id != who.tenant_id:
            raise ForeignTenant(f"{type(row).__name__} {row.id} is not of tenant {who.tenant_id}.")
    write_history(session, now=now, user_id=who.user_id, request_id=who.request_id)
