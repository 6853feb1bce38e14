"""The evening school: one class whose first session is about to begin, wherever the clock stands.

The demo college teaches by the country's calendar. Who wants to see a session being held, at night or
in the holidays, needs one that is held now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    AcademicYear,
    Base,
    ClassGroup,
    Course,
    Department,
    DpAcademicsProfile,
    Enrollment,
    EnrollmentTrainer,
    Programme,
    ProgrammeCourse,
    Room,
    School,
    Tenant,
    Term,
    TraineeProfile,
    TrainerProfile,
)
from models.session import Database, Who
from services.access import Role
from services.errors import Conflict
from services.policy import change_policy
from services.policy.grid import Period
from services.seeding.facilities import CAMPUS, circle
from services.seeding.generated import SEED
from services.seeding.names import draw_names
from services.seeding.people import PeopleBuilder
from services.seeding.removing import remove_institution
from services.tenants import found_tenant

SLUG = "evening"
TRAINEES = 4
FENCE_M = 100.0
QUARTER = timedelta(minutes=15)
AHEAD = timedelta(minutes=5)
"""The least time between the founding and the first session."""

PERIODS = 3
PERIOD = timedelta(minutes=60)
MORNING = 9
"""The hour of its clock at which the school is founded: its zone is chosen so."""

WESTERNMOST = -12
"""Hours by which a zone may be behind UTC."""

DAYS_BEFORE, DAYS_AFTER = 7, 60
PATIENT = {"start_opens_minutes": 120, "end_opens_minutes": 240}
"""Sessions may be started early and ended early, so that one can be held in a minute."""


class AlreadyFounded(Conflict):
    """The evening school is there."""

    code = "already_founded"


@dataclass(frozen=True, slots=True, kw_only=True)
class EveningSchool:
    """The evening school as it was stored.

    Parameters
    ----------
    begins_at
        When its first period begins today.
    """

    tenant_id: UUID
    begins_at: datetime


def seed_evening(database: Database, *, now: datetime, password: str, again: bool = False) -> EveningSchool:
    """Found the evening school, with a course that waits for its timetable.

    Parameters
    ----------
    database
        Migrated already.
    now
        Its first period begins at the next quarter of an hour that is five minutes away or more.
    password
        Of everybody: ``admin``, ``dp``, ``trainer`` and ``trainee1`` to ``trainee4``.
    again
        Replace the one that is there, with everything that was done in it.

    Raises
    ------
    AlreadyFounded
        If it is there and is not to be replaced.
    WeakPassword
        If the password will not do.
    """
    hours = MORNING - now.astimezone(UTC).hour
    hours += 24 if hours < WESTERNMOST else 0
    begins = _next_quarter((now.astimezone(UTC) + timedelta(hours=hours)).replace(tzinfo=None))
    with database.unit_of_work() as session:
        earlier = session.scalar(select(Tenant.id).where(Tenant.slug == SLUG))
    if earlier is not None and not again:
        raise AlreadyFounded(f"The evening school is there already, as institution {SLUG!r}.")
    with database.unit_of_work(Who(earlier)) as session:
        if earlier is not None:
            remove_institution(session, earlier)
        tenant = found_tenant(session, slug=SLUG, name="Evening School", school_code="EVE")
        change_policy(session, values=_policy(hours, begins))
        for row in _rows(session, today=begins.date(), password=password):
            session.add(row)
            session.flush()
        return EveningSchool(
            tenant_id=tenant.id, begins_at=(begins - timedelta(hours=hours)).replace(tzinfo=UTC)
        )


def _next_quarter(moment: datetime) -> datetime:
    earliest = moment + AHEAD
    passed = earliest - earliest.replace(minute=0, second=0, microsecond=0)
    return earliest + -passed % QUARTER


def _policy(hours: int, begins: datetime) -> dict[str, object]:
    # Its names say what is to be added to reach UTC: the other way round than the clock is ahead.
    return {
        "time_zone": "Etc/GMT" if hours == 0 else f"Etc/GMT{-hours:+d}",
        "teaching_days": tuple(range(7)),
        "periods": tuple(
            Period(starts_at=(begins + PERIOD * place).time(), ends_at=(begins + PERIOD * (place + 1)).time())
            for place in range(PERIODS)
        ),
        "cycle_weeks": 1,
        **PATIENT,
    }


def _rows(session: Session, *, today: date, password: str) -> list[Base]:
    """Everything of the school, each row after those it refers to."""
    first, last = today - timedelta(days=DAYS_BEFORE), today + timedelta(days=DAYS_AFTER)
    school = session.scalars(select(School)).one()
    year = AcademicYear(name=f"{first.year}/{last.year}", starts_on=first, ends_on=last, is_active=True)
    term = Term(academic_year_id=year.id, name="Term 1", starts_on=first, ends_on=last)
    department = Department(school_id=school.id, code="EVE", name="Evening Classes")
    programme = Programme(
        department_id=department.id, code="CERT", name="Certificate", level="certificate", duration_terms=3
    )
    group = ClassGroup(programme_id=programme.id, name="CERT-1", year_of_study=1)
    room = Room(code="H1", name="Hall 1", room_type="theory", capacity=20, geo_zone=circle(*CAMPUS, FENCE_M))
    course = Course(
        department_id=department.id,
        code="EVE101",
        title="Bookkeeping",
        duration_weeks=8,
        theory_sessions=2,
        theory_slots=1,
        practical_sessions=0,
        practical_slots=1,
    )
    mapping = ProgrammeCourse(
        programme_id=programme.id,
        course_id=course.id,
        year_of_study=1,
        term_number=1,
        theory_room_type="theory",
    )
    enrollment = Enrollment(
        class_group_id=group.id, course_id=course.id, academic_year_id=year.id, term_id=term.id
    )
    people, trainer_id = _people(session, department, group, password=password)
    teaching = EnrollmentTrainer(enrollment_id=enrollment.id, trainer_id=trainer_id, position=0)
    structure = [year, term, department, programme, group, room, course, mapping]
    return [*structure, *people, enrollment, teaching]


def _people(
    session: Session, department: Department, group: ClassGroup, *, password: str
) -> tuple[list[Base], UUID]:
    """Accounts with what belongs to each, and who of them teaches."""
    names = draw_names(3 + TRAINEES, seed=SEED)
    builder = PeopleBuilder(session, password=password, names=names)
    admin = builder.open(Role.ADMIN, shown_as="admin")
    deputy = builder.open(Role.DP_ACADEMICS, shown_as="dp")
    trainer = builder.open(Role.TRAINER, shown_as="trainer")
    trainees = [builder.open(Role.TRAINEE, shown_as=f"trainee{number}") for number in range(1, TRAINEES + 1)]
    profiles = [
        DpAcademicsProfile(user_id=deputy.id, office="Office"),
        TrainerProfile(user_id=trainer.id, department_id=department.id),
        *(TraineeProfile(user_id=trainee.id, class_group_id=group.id) for trainee in trainees),
    ]
    return [admin, deputy, trainer, *trainees, *builder.belongings, *profiles], trainer.id
