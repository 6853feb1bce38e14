"""What people work with in ``benchmarks.load``: a college with a published timetable, and their tokens."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from sqlalchemy import select

from api.app import create_app
from api.cli.demo.client import Client
from api.cli.demo.planning import current_term, publish, solve
from api.cli.demo.stack import Stack
from api.tokens import write_tokens
from models import Tenant, User
from models.session import Database, Who, utc_now
from services.access import Role
from services.identity.families import begin
from services.mail import mailer_of
from services.queue import queue_of
from services.runtime import Runtime
from services.seeding.logins import SLUG
from services.settings import Settings

PASSWORD = "correct-horse-7-battery"  # noqa: S105 - of a college that lives as long as the benchmark
SOLVE_S = 10
FEEDS = 40
SHARES = {Role.TRAINEE: 0.90, Role.TRAINER: 0.08, Role.DP_ACADEMICS: 0.02}
"""Of all who work at once; the same as the weights in :mod:`benchmarks.load_users`."""

Scene = dict[str, Any]


def set_scene(stack: Stack, users: int) -> Scene:
    """Publish a timetable over the API, and give everybody a token, planners a draft of their own."""
    planner = Client(stack.address)
    planner.log_in(email="dp@demo.example", password=PASSWORD, tenant="demo")
    term = current_term(planner)
    empty = planner.post("/api/timetables", {"term_id": term["id"], "name": "Empty"})
    solved = solve(planner, empty["id"], time_limit=SOLVE_S, workers=2)
    published = publish(planner, solved)
    copy = {"term_id": term["id"], "name": "Next", "made_from_id": published["id"]}
    draft = planner.post("/api/timetables", copy)
    people = _log_everybody_in(stack.folder, users)
    for person in people[Role.DP_ACADEMICS]:
        own = planner.post("/api/timetables", {"term_id": term["id"], "name": "Mine"})
        person["draft"] = own["id"]
    return {
        "people": people,
        "feeds": [_feed(stack, person) for person in people[Role.TRAINEE][:FEEDS]],
        "run": next(planner.all(f"/api/timetables/{empty['id']}/solves"))["id"],
        "draft": draft["id"],
        "entries": [
            one["id"] for one in planner.get(f"/api/timetables/{draft['id']}/entries", limit=50)["items"]
        ],
        "rooms": [room["id"] for room in planner.all("/api/rooms")],
    }


def _feed(stack: Stack, person: dict[str, str]) -> str:
    """The path of a calendar of somebody's own."""
    client = Client(stack.address, token=person["token"])
    feed = client.post("/api/feeds", {"subject_type": "person", "subject_id": person["id"]})
    return str(feed["address"]).removeprefix(stack.address)


def _log_everybody_in(folder: Path, users: int) -> dict[Role, list[dict[str, str]]]:
    """Tokens as log-ins give them, without the password's cost; accounts of a role take turns."""
    settings = Settings.from_env(
        {name: value or "" for name, value in dotenv_values(folder / ".env").items()}
    )
    database = Database(settings.database_url, keyring=settings.keyring)
    runtime = Runtime(
        clock=utc_now,
        mailer=mailer_of(settings.mail_url),
        queue=queue_of(settings.queue_url),
        base_url=settings.base_url,
    )
    app = create_app(settings, database=database, runtime=runtime)
    with database.unit_of_work(read_only=True) as session:
        tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == SLUG)).one()
    people: dict[Role, list[dict[str, str]]] = {}
    with database.unit_of_work(Who(tenant_id)) as session, app.app_context():
        for role, share in SHARES.items():
            accounts = itertools.cycle(session.scalars(select(User).where(User.role == role)).all())
            people[role] = [
                {"id": str(user.id), "token": write_tokens(begin(session, user=user))["access_token"]}
                for user in itertools.islice(accounts, max(1, round(users * share)))
            ]
    database.close()
    return people
