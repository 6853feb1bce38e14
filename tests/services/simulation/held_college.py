"""The small demo college with a published timetable, for tests of what is made up in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Event

from sqlalchemy import select

from engine.timetable import solve
from models import Term, User
from models.session import utc_now
from services.access import Role, load_actor
from services.seeding.demo import seed_demo
from services.timetabling.plan import plan_of
from services.timetabling.publishing import publish, validate
from services.timetabling.storing import store_version
from tests.installation import PASSWORD, College, Installation

SOLVE_LIMIT_S = 30


def published_college(installation: Installation) -> College:
    """Found it, solve its first term until there is a timetable, and publish that on its second Wednesday."""
    seeded = seed_demo(
        installation.database, today=date(2026, 9, 16), size="small", password=PASSWORD, again=True
    )
    college = College(installation, seeded.tenant_id, "demo")
    with college.unit_of_work() as session:
        term_id = session.scalars(select(Term.id).order_by(Term.starts_on)).first()
        admin = session.scalars(select(User).where(User.role == Role.ADMIN)).one()
        assert term_id is not None
        plan = plan_of(session, term_id=term_id)
        actor = load_actor(session, admin.id)
        assert actor is not None
    college.users[Role.ADMIN] = admin
    found = Event()
    result = solve(
        plan.problem,
        time_limit=SOLVE_LIMIT_S,
        stop=found,
        on_progress=lambda progress: found.set() if progress.cost is not None else None,
    )
    assert result.timetable is not None
    installation.clock.ahead = datetime(2026, 9, 16, 12, tzinfo=UTC) - utc_now()
    with college.unit_of_work() as session:
        version = store_version(session, plan, result.timetable, name="First")
        validate(session, actor=actor, timetable_id=version.id)
        publish(session, actor=actor, timetable_id=version.id)
    installation.clock.ahead = timedelta()
    return college
