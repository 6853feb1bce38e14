"""A whole installation for tests: a migrated database, the web application, colleges in it.

Every test founds a college of its own, a tenant, instead of cleaning up after the one before: what
keeps institutions apart keeps tests apart, and is tested by every one of them.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import Any
from uuid import UUID, uuid4

import structlog
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.edge import Application
from api.tokens import write_tokens
from models import TenantRow, User
from models.encryption import Keyring
from models.session import Database, Who, utc_now
from services.access import Actor, Role, load_actor
from services.identity.accounts import open_account
from services.identity.families import begin
from services.outbox import hand_on_due
from services.queue import EmbeddedServer, queue_of
from services.runtime import Mail, Queue, Runtime
from services.settings import Settings
from services.tenants import found_tenant

KEYRING = Keyring({1: bytes(range(32))}, bytes(range(32, 64)))
PASSWORD = "correct-horse-7-battery"  # noqa: S105 - of accounts that live as long as a test
_numbers = itertools.count(1)

# What a test wants to know it asks for; a line for each of thousands of requests would hide it.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


class Clock:
    """The time, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """The time now, and as much later as the test said."""
        return utc_now() + self.ahead


@dataclass
class Letterbox:
    """Keeps e-mails where a test can read them."""

    mails: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> None:
        """Keep it."""
        self.mails.append(mail)

    def to(self, address: str) -> list[Mail]:
        """The e-mails that went to an address."""
        return [mail for mail in self.mails if mail.to == address]

    def token_for(self, address: str) -> str:
        """The token of the link in the newest e-mail to an address."""
        return self.to(address)[-1].text.split("#token=")[1].split()[0]


@dataclass(frozen=True)
class LazyQueue:
    """The queue of a real server, which is started when it is first needed."""

    server: EmbeddedServer

    def put(self, job: str, /, *arguments: str, job_id: str, lasts_s: float) -> None:
        """Queue a job."""
        self._queue.put(job, *arguments, job_id=job_id, lasts_s=lasts_s)

    def lists(self, job_id: str) -> bool:
        """Whether a job waits or is being done."""
        return self._queue.lists(job_id)

    @cached_property
    def _queue(self) -> Queue:
        self.server.start()
        return queue_of(f"embedded:{self.server.folder}")


@dataclass(frozen=True)
class Installation:
    """A database and the application over it."""

    database: Database
    settings: Settings
    clock: Clock
    letterbox: Letterbox
    queue: LazyQueue
    runtime: Runtime
    app: Application

    @classmethod
    def over(cls, url: str) -> Installation:
        """An installation over a migrated database."""
        clock, letterbox = Clock(), Letterbox()
        queue_folder = Path(gettempdir()) / f"roster-queue-{uuid4().hex}"
        settings = Settings(
            database_url=url,
            queue_url=f"embedded:{queue_folder}",
            token_secret="x" * 40,
            keyring=KEYRING,
            base_url="http://roster.example",
            mail_url="file:unused",
            secure_cookies=False,
            rate_limits=False,
        )
        database = Database(url, keyring=KEYRING, clock=clock)
        queue = LazyQueue(EmbeddedServer(queue_folder))
        runtime = Runtime(clock=clock, mailer=letterbox, queue=queue, base_url=settings.base_url)
        app = create_app(settings, database=database, runtime=runtime)
        app.testing = False  # errors are answered as they are in service
        return cls(database, settings, clock, letterbox, queue, runtime, app)

    def close(self) -> None:
        """Leave no connection and no server behind."""
        self.database.close()
        self.queue.server.stop()
        rmtree(self.queue.server.folder, ignore_errors=True)

    def deliver(self) -> None:
        """Hand on what is due in the outbox, as the worker does."""
        while hand_on_due(self.database, self.runtime):
            pass

    def found_college(self) -> College:
        """A new college with one account for each role."""
        slug = f"college-{uuid4().hex[:12]}"
        with self.database.unit_of_work() as session:
            tenant = found_tenant(session, slug=slug, name=f"College {slug[-4:]}")
        return College(self, tenant.id, slug)


@dataclass
class College:
    """One tenant of an installation, seen by its people."""

    installation: Installation
    tenant_id: UUID
    slug: str
    users: dict[Role, User] = field(default_factory=dict)

    @property
    def admin(self) -> Api:
        """The API as the admin sees it."""
        return self.api(Role.ADMIN)

    def unit_of_work(self, user_id: UUID | None = None) -> Any:
        """A unit of work in the college's name."""
        return self.installation.database.unit_of_work(Who(self.tenant_id, user_id))

    def add(self, *rows: TenantRow) -> None:
        """Store rows."""
        with self.unit_of_work() as session:
            for row in rows:
                session.add(row)
                session.flush()

    def user(self, role: Role) -> User:
        """The account of a role, opened when first asked for."""
        if role not in self.users:
            self.users[role] = self.open_account(role)
        return self.users[role]

    def open_account(self, role: Role, **fields: Any) -> User:
        """One more account, without a password unless one is given."""
        number = next(_numbers)
        values = {
            "email": f"{role}{number}@{self.slug}.example",
            "first_name": f"Given{number}",
            "last_name": f"Family{number}",
            "verified": True,
            **fields,
        }
        with self.unit_of_work() as session:
            return open_account(session, role=role, **values)

    def actor(self, role: Role) -> Actor:
        """The role's account as services see it."""
        with self.unit_of_work() as session:
            actor = load_actor(session, self.user(role).id)
        assert actor is not None
        return actor

    def api(self, role: Role | None = None, *, user: User | None = None) -> Api:
        """The API as seen by a role's account, by a given account, or by nobody."""
        if user is None and role is not None:
            user = self.user(role)
        return Api(self.installation.app.test_client(), {} if user is None else self.bearer(user))

    def bearer(self, user: User) -> dict[str, str]:
        """The header of a user who has logged in."""
        with self.unit_of_work() as session:
            descent = begin(session, user=user)
        with self.installation.app.app_context():
            return {"Authorization": f"Bearer {write_tokens(descent)['access_token']}"}


@dataclass(frozen=True)
class Api:
    """Speaks to the API as one person; the answers' bodies are checked by the caller."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> TestResponse:
        """Ask for something."""
        return self.client.get(f"/api{path}", query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send something new."""
        return self.client.post(f"/api{path}", json=body, headers=self._with(headers))

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Replace something."""
        return self.client.put(f"/api{path}", json=body, headers=self._with(headers))

    def patch(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Change something."""
        return self.client.patch(f"/api{path}", json=body, headers=self._with(headers))

    def delete(self, path: str, **headers: str) -> TestResponse:
        """Delete something."""
        return self.client.delete(f"/api{path}", headers=self._with(headers))

    def created(self, path: str, **body: Any) -> dict[str, Any]:
        """Create something that must succeed; its answer."""
        response = self.post(path, body)
        assert response.status_code == 201, response.get_data(as_text=True)
        answer: dict[str, Any] = response.get_json()
        return answer

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
