"""Fills the sessions of a term with attendance that was made up, a week at a time."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Connection,
    Table,
    bindparam,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, Base, CheckIn, Excuse, SessionFeedback
from models.session import Database, Who, now_of, tenant_of
from services.errors import Conflict
from services.policy import policy_of
from services.seeding.logins import SLUG
from services.simulation.behaviour import College
from services.simulation.rows import Rows, Values, Writer
from services.simulation.term import Planned, PlannedTerm, read_planned
from services.statistics.counting import count_attendance
from services.tenants import enter_institution

STORING = 2
"""Weeks that are stored at a time."""

CHUNK = 10_000
"""Rows that are sent to the database at once."""

_sessions = cast(Table, AttendanceSession.__table__)
_TABLES: tuple[type[Base], ...] = (Excuse, AttendanceRecord, CheckIn, SessionFeedback)


class OnlyTheDemo(Conflict):
    """Nothing is made up for people that there are."""

    code = "only_the_demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What was made up.

    Parameters
    ----------
    sessions
        How many there were of each fate: held, missed, cancelled.
    rows
        How many rows each table was given, by the table's name.
    last
        The last date of which something was made up, as text.
    is_ahead
        Whether some of these dates are still to come.
    """

    tenant_id: UUID
    term: str
    last: str
    is_ahead: bool
    sessions: Counter[str]
    rows: Counter[str]


def simulate_term(
    database: Database,
    *,
    tenant: str = SLUG,
    term: str | None = None,
    weeks: int = 10,
    seed: int = 1,
    on_week: Callable[[int, int], None] = lambda _week, _records: None,
) -> Simulated:
    """Hold the first weeks of the demo college's published term, as if people had come or not.

    Sessions that something has become of already are left alone: done once more, nothing happens. The
    same college, weeks and seed give the same behaviour. Each week is a unit of work of its own, after
    which ``on_week`` is told how many weeks and records there are so far.

    Raises
    ------
    OnlyTheDemo
        If it is another institution.
    NotFound, NotPublished
        If the term is not there, or has no published timetable.
    """
    if tenant != SLUG:
        raise OnlyTheDemo(f"Attendance is made up for the demo college {SLUG!r} only, not for {tenant!r}.")
    with database.unit_of_work() as session:
        tenant_id = enter_institution(session, slug=tenant).id
    with database.unit_of_work(Who(tenant_id)) as session:
        planned = read_planned(session, term=term, weeks=weeks)
        writer = Writer(planned, _college(planned, seed), policy_of(session))
    who, weeks_of = Who(tenant_id), _by_week(planned)
    # Excuses of one week may be for days of the next, which another connection stores.
    excuses = writer.excuses([number for number, sessions in enumerate(weeks_of) if sessions])
    _store(database, who, excuses)
    fates, stored = Counter[str](), excuses.counts
    for number, rows in enumerate(_stored(database, who, writer, weeks_of), start=1):
        fates.update(rows.fates)
        stored.update(rows.counts)
        on_week(number, stored["attendance_records"])
    count_attendance(database, tenant_id)
    return Simulated(
        tenant_id=tenant_id,
        term=planned.name,
        last=planned.last.isoformat(),
        is_ahead=planned.last > database.clock().astimezone(planned.zone).date(),
        sessions=fates,
        rows=stored,
    )


def _college(planned: PlannedTerm, seed: int) -> College:
    return College(
        trainees=sum(map(len, planned.trainees.values())),
        courses=len({session.course_id for session in planned.sessions}),
        trainers=len({session.trainer_id for session in planned.sessions}),
        days=planned.days,
        seed=seed,
    )


def _by_week(planned: PlannedTerm) -> list[list[Planned]]:
    weeks: dict[int, list[Planned]] = defaultdict(list)
    for session in planned.sessions:
        weeks[planned.day(session.starts_at) // 7].append(session)
    return [weeks.get(number, []) for number in range(-(-planned.days // 7))]


def _stored(database: Database, who: Who, writer: Writer, weeks: Sequence[list[Planned]]) -> Iterator[Rows]:
    """Write down what happens and store it, each week by itself; it is told of them in order.

    While weeks are stored the next is written down: the database's time and ours, which are about the same.
    """
    with ThreadPoolExecutor(STORING) as pool:
        waiting: deque[tuple[Rows, Future[None]]] = deque()
        for sessions in weeks:
            rows = writer.week(sessions)
            waiting.append((rows, pool.submit(_store, database, who, rows)))
            if len(waiting) > STORING:
                yield _first_of(waiting)
        while waiting:
            yield _first_of(waiting)


def _first_of(waiting: deque[tuple[Rows, Future[None]]]) -> Rows:
    rows, stored = waiting.popleft()
    stored.result()
    return rows


def _store(database: Database, who: Who, rows: Rows) -> None:
    """Store rows at once and past the history, which is of people."""
    with database.unit_of_work(who) as session:
        _store_in(session, rows)


def _store_in(session: Session, rows: Rows) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # With the usual cache of 2 MB, a fifth of the time goes into reading parts of indexes again.
        connection.exec_driver_sql("PRAGMA cache_size = -131072")
    for model in _TABLES:
        table = cast(Table, model.__table__)
        values = rows.by_table[table.name]
        for first in range(0, len(values), CHUNK):
            _insert(connection, table, values[first : first + CHUNK], _same(session))
    if rows.sessions:
        names = [name for name in rows.sessions[0] if name != "held_id"]
        values_of: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in names}
        connection.execute(
            update(_sessions)
            .where(_sessions.c.tenant_id == tenant_of(session), _sessions.c.id == bindparam("held_id"))
            .values(**values_of, is_uncounted=True),
            rows.sessions,
        )


def _insert(connection: Connection, table: Table, rows: Sequence[Values], same: dict[str, Any]) -> None:
    """Add rows at once, with what is the same in all of them."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table).values(same), rows)
        return
    # One statement for all: one for each row would take twice the server's time, and ours.
    names = list(rows[0])
    arrays = [literal([row[name] for row in rows], ARRAY(table.c[name].type, dimensions=1)) for name in names]
    given = func.unnest(*arrays).table_valued(*names).render_derived()
    columns = [*(given.c[name] for name in names), *same.values()]
    connection.execute(insert(table).from_select([*names, *same], select(*columns)))


def _same(session: Session) -> dict[str, Any]:
    """What is the same in all rows, written into the statement once instead of sent with each of them."""
    now, columns, dialect = now_of(session), _sessions.c, session.connection().dialect
    values = {"tenant_id": tenant_of(session), "created_at": now, "updated_at": now}
    return {
        name: literal_column(
            str(
                literal(value, columns[name].type).compile(
                    dialect=dialect, compile_kwargs={"literal_binds": True}
                )
            )
        )
        for name, value in values.items()
    }
