"""No list asks the database more often because it has more rows, and no read asks without end."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from engine.timetable import solve
from models import (
    AttendanceRecord,
    AttendanceSession,
    AttendanceWarning,
    Base,
    CheckIn,
    Course,
    Enrollment,
    Excuse,
    File,
    Lesson,
    Module,
    PersonalEnrollment,
    Room,
    Run,
    TenantRow,
    Term,
    Timetable,
    TimetableEntry,
    User,
)
from services.access import Role
from services.seeding.demo import seed_demo
from services.timetabling.plan import plan_of
from services.timetabling.storing import store_version
from tests.api.document import Operation, operations
from tests.installation import PASSWORD, College, Installation

MOST_QUERIES = 15
"""For one answer, with who asks and whether the log-in still holds."""

MOST_OF_A_TERM = 26
"""For an answer of the engine, which puts the term's problem together from a dozen tables."""

NOT_SEEDED = (
    "/avatar", "/logo", "/files/{file_id}", "/auth/oidc", "/users/me/schedule", "/code", "/code.svg",
    "/feedback/mine", "/users/me/feedback/open",
)  # fmt: skip
"""What a college has not of itself: pictures, an identity provider, an admin who teaches or learns."""


@pytest.fixture(scope="module")
def seeded(installation: Installation) -> College:
    """A small college with rows of every kind."""
    seeded = seed_demo(
        installation.database, today=date(2026, 9, 7), size="small", password=PASSWORD, again=True
    )
    college = College(installation, seeded.tenant_id, "demo")
    with college.unit_of_work() as session:
        admin = session.scalars(select(User).where(User.role == Role.ADMIN)).first()
        course_id = session.scalars(select(Course.id)).first()
        term_id = session.scalars(select(Term.id)).first()
    assert admin is not None
    assert course_id is not None
    college.users[Role.ADMIN] = admin
    assert term_id is not None
    version_id = _plan(college, term_id)
    module = Module(course_id=course_id, position=1, title="Numbers", duration_hours=4)
    college.add(
        module,
        Lesson(module_id=module.id, position=1, title="Primes", duration_minutes=60),
        PersonalEnrollment(user_id=admin.id, course_id=course_id),
        Run(timetable_id=version_id, kind="solve", status="succeeded", request={}),
    )
    _attend(college)
    _follow_up(college, version_id)
    room = college.admin.get("/rooms").get_json()["items"][0]
    college.admin.created("/feeds", subject_type="room", subject_id=room["id"])
    college.admin.created("/devices", name="Kiosk", public_key=b64encode(bytes(32)).decode())
    college.open_account(Role.TRAINER)  # the newest account is one that has a schedule
    return college


def test_lists_ask_as_often_for_many_rows_as_for_one(seeded: College) -> None:
    grown = []
    for operation in _reads(seeded):
        if operation.parameters or not _takes_limit(operation):
            continue
        few, one = _ask(seeded, operation.path, limit=1)
        if one is None:
            continue  # of one's own, which an admin has none of
        many, all_of_them = _ask(seeded, operation.path, limit=200)
        assert len(one["items"]) <= 1
        if many != few:
            grown.append((operation.path, few, many, len(all_of_them["items"])))

    assert grown == []


def test_every_read_is_answered_in_few_queries(seeded: College) -> None:
    ids = _ids(seeded)
    named = _named(seeded, ids)
    unanswered, dear = [], []
    for operation in _reads(seeded):
        found = None
        query = {name: named[name] for name in operation.questions}
        is_of_a_term = "/timetables/{" in operation.path or "/makeups/" in operation.path
        most = MOST_OF_A_TERM if is_of_a_term else MOST_QUERIES
        for record_id in _likely(ids, operation):
            queries, found = _ask(seeded, operation.address(record_id, **named), **query)
            if found is not None:
                if queries > most:
                    dear.append((operation.path, queries))
                break
        if found is None:
            unanswered.append(operation.path)

    assert dear == []
    assert [path for path in unanswered if not path.endswith(NOT_SEEDED)] == []


def _plan(college: College, term_id: UUID) -> UUID:
    """Solve the term and store it twice, the second version made from the first; the second's id."""
    with college.unit_of_work() as session:
        plan = plan_of(session, term_id=term_id)
        found = Event()
        result = solve(
            plan.problem,
            time_limit=30,
            stop=found,
            on_progress=lambda progress: found.set() if progress.cost is not None else None,
        )
        assert result.timetable is not None
        first = store_version(session, plan, result.timetable, name="First")
        return store_version(session, plan, result.timetable, name="Second", made_from_id=first.id).id


def _attend(college: College) -> None:
    """Sessions that were held, with records and the attempts behind them."""
    with college.unit_of_work() as session:
        enrolment = session.scalars(select(Enrollment)).first()
        room_id = session.scalars(select(Room.id)).first()
        trainer_id = session.scalars(select(User.id).where(User.role == Role.TRAINER)).first()
        trainees = session.scalars(select(User.id).where(User.role == Role.TRAINEE).limit(3)).all()
    assert enrolment is not None
    starts_at = datetime(2026, 9, 8, 8, tzinfo=UTC)
    held = AttendanceSession(
        enrollment_id=enrolment.id,
        session_type="theory",
        trainer_id=trainer_id,
        room_id=room_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        status="active",
        started_at=starts_at,
    )
    college.add(held)
    for trainee_id in trainees:
        line = {"action": "check_in", "channel": "own", "decision": "review", "review": "open"}
        college.add(
            AttendanceRecord(session_id=held.id, trainee_id=trainee_id),
            CheckIn(
                session_id=held.id,
                user_id=trainee_id,
                captured_at=starts_at,
                received_at=starts_at,
                findings=[],
                **line,
            ),
        )


def _follow_up(college: College, version_id: UUID) -> None:
    """What follows from sessions: one was missed beside a published version, excuses, warnings."""
    with college.unit_of_work() as session:
        version = session.get_one(Timetable, version_id)
        version.status = "published"
        entry = session.scalars(
            select(TimetableEntry).where(TimetableEntry.timetable_id == version_id)
        ).first()
        trainer_id = session.scalars(select(User.id).where(User.role == Role.TRAINER)).first()
        trainees = session.scalars(select(User.id).where(User.role == Role.TRAINEE).limit(3)).all()
    assert entry is not None
    starts_at = datetime(2026, 9, 14 + entry.weekday, entry.starts_at.hour, tzinfo=UTC)
    college.add(
        AttendanceSession(
            entry_id=entry.id,
            enrollment_id=entry.enrollment_id,
            session_type=entry.session_type,
            trainer_id=trainer_id,
            room_id=entry.room_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            status="canceled",
        )
    )
    for trainee_id in trainees:
        document = File(
            owner_id=trainee_id, purpose="excuse", name="excuse.jpg", content_type="image/jpeg", size=4,
            sha256="0" * 64, content=b"", sealed=b"note",
        )  # fmt: skip
        college.add(
            document,
            Excuse(
                trainee_id=trainee_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=8),
                reason="Ill",
                document_id=document.id,
            ),
            AttendanceWarning(
                enrollment_id=entry.enrollment_id,
                trainee_id=trainee_id,
                warned_at=starts_at,
                percent=50,
                limit_percent=75,
            ),
        )


def _named(college: College, ids: dict[str, UUID]) -> dict[str, Any]:
    """What stands for parts of addresses and queries that are no record's own id."""
    with college.unit_of_work() as session:
        version = session.scalars(select(Timetable).where(Timetable.number == 2)).one()
        entry = session.scalars(
            select(TimetableEntry).where(TimetableEntry.timetable_id == version.id)
        ).first()
        term = session.get_one(Term, version.term_id)
    assert entry is not None
    held_on = term.starts_on + timedelta(days=7 + (entry.weekday - term.starts_on.weekday()) % 7)
    return {
        "timetable_id": version.id,
        "entry_id": entry.id,
        "run_id": ids["runs"],
        "enrollment_id": entry.enrollment_id,
        "weekday": (entry.weekday + 1) % 5,
        "starts_at": f"{entry.starts_at:%H:%M}",
        "room_id": entry.room_id,
        "date": held_on.isoformat(),
        "on": (held_on + timedelta(days=7)).isoformat(),
    }


def _reads(college: College) -> list[Operation]:
    return [
        operation
        for operation in operations(college.installation.app)
        if operation.method == "get" and operation.permission not in ("public", "platform")
    ]


def _takes_limit(operation: Operation) -> bool:
    return any(parameter.get("name") == "limit" for parameter in operation.details.get("parameters", []))


def _ask(college: College, address: str, **query: Any) -> tuple[int, Any]:
    """How many statements an answer took, and the answer; none if it was refused."""
    api = college.admin
    with _counted(college) as statements:
        response = api.client.get(address, query_string=query, headers=api.headers)
    assert response.status_code < 500, (address, response.get_data(as_text=True))
    if response.status_code != 200:
        return len(statements), None
    return len(statements), response.get_json(silent=True) or response.get_data()


@contextmanager
def _counted(college: College) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = college.installation.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _likely(ids: dict[str, UUID], operation: Operation) -> list[UUID | None]:
    """What may stand in an address, the rows that its words name first."""
    if not operation.parameters:
        return [None]
    words = operation.path.replace("-", "_").split("/")
    named = [ids[word] for word in reversed(words) if word in ids]
    return [*named, *ids.values()]


def _ids(college: College) -> dict[str, UUID]:
    """One row's id of every table that the college has rows in, by table."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantRow)]
    with college.unit_of_work() as session:
        # The newest of each: of versions the one that was made from another.
        found = {
            model.__tablename__: session.scalar(select(model.id).order_by(model.id.desc()).limit(1))
            for model in models
        }
    return {table: record_id for table, record_id in found.items() if record_id is not None}
