"""The demo college: founded, filled and ready to be planned in one go."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base, School, Tenant
from models.session import Database, Who
from services.errors import Conflict
from services.policy import change_policy
from services.seeding.calendar import build_calendar
from services.seeding.curriculum import build_curriculum
from services.seeding.departments import build_structure
from services.seeding.facilities import CAMPUS, CAMPUS_RADIUS_M, build_facilities, circle
from services.seeding.generated import Generated
from services.seeding.logins import SLUG, Login
from services.seeding.people import build_people
from services.seeding.removing import remove_institution
from services.tenants import found_tenant

TIME_ZONE = "Africa/Nairobi"
POLICY = {"time_zone": TIME_ZONE, "phone_region": "KE"}


class AlreadySeeded(Conflict):
    """The demo college is there."""

    code = "already_seeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """The demo college as it was stored.

    Parameters
    ----------
    term
        The term that its enrolments are for.
    rows
        How many rows each table was given, by the table's name.
    password
        Of all the log-ins; kept nowhere else.
    """

    tenant_id: UUID
    term: str
    rows: dict[str, int]
    logins: tuple[Login, ...]
    password: str


def seed_demo(
    database: Database,
    *,
    today: date,
    size: str = "demo",
    password: str | None = None,
    again: bool = False,
) -> Seeded:
    """Found the demo college, the same for the same day and size but for keys and passwords.

    It is the engine's generated college as far as tables carry it: its people have names, its
    courses a place in a curriculum, and its weekly closures dates.

    Parameters
    ----------
    database
        Migrated already.
    today
        The day around which its academic year lies, and in or before whose term it is enrolled.
    size
        ``demo`` or ``small``, of the generator's.
    password
        Of the log-ins for visitors; drawn where none is given. Nobody else has a password.
    again
        Replace the one that is there, with everything that was done in it.

    Raises
    ------
    AlreadySeeded
        If it is there and is not to be replaced.
    UnknownSize
        If there is no such size.
    WeakPassword
        If the password will not do.
    """
    college = Generated.of(size)
    password = password or f"{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    with database.unit_of_work() as session:
        earlier = session.scalar(select(Tenant.id).where(Tenant.slug == SLUG))
    if earlier is not None and not again:
        raise AlreadySeeded(f"The demo college is there already, as institution {SLUG!r}.")
    with database.unit_of_work(Who(earlier)) as session:
        if earlier is not None:
            remove_institution(session, earlier)
        return _found(session, college, today=today, size=size, password=password)


def _found(session: Session, college: Generated, *, today: date, size: str, password: str) -> Seeded:
    tenant = found_tenant(session, slug=SLUG, name="Demo Technical College", school_code="DTC")
    change_policy(session, values=POLICY)
    school = session.scalars(select(School)).one()
    school.address, school.geo_zone = "1 College Road, Nairobi", circle(*CAMPUS, CAMPUS_RADIUS_M)
    calendar = build_calendar(today)
    structure = build_structure(college, school_id=school.id)
    people = build_people(
        session, college, structure, size=size, password=password, year=calendar.year.starts_on
    )
    rows = _store(
        session,
        [
            *calendar.rows,
            *structure.rows,
            *people.rows,
            *build_facilities(
                college, term=calendar.term, trainers=people.trainers, zone=ZoneInfo(TIME_ZONE)
            ),
            *build_curriculum(college, structure, calendar, people.trainers),
        ],
    )
    accounts = (*people.offices, *people.heads, *people.trainers, *people.trainees)
    shown = [user for user in accounts if user.password_hash is not None]
    return Seeded(
        tenant_id=tenant.id,
        term=f"{calendar.term.name} {calendar.year.name}",
        rows=rows,
        logins=tuple(Login(role=user.role, email=user.email) for user in shown),
        password=password,
    )


def _store(session: Session, rows: Iterable[Base]) -> dict[str, int]:
    """Store rows table by table, each after those it refers to; how many each table was given."""
    by_table: dict[str, list[Base]] = defaultdict(list)
    for row in rows:
        by_table[row.__tablename__].append(row)
    for table in Base.metadata.sorted_tables:
        session.add_all(by_table.get(table.name, ()))
        session.flush()
    return {name: len(stored) for name, stored in by_table.items()}
