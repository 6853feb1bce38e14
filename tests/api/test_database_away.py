"""A database that is away, locked or lost: every answer says so, and when to try again."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from api.edge import Application
from api.tokens import write_tokens
from models import session
from models.migrating import migrate
from models.session import PING_AFTER_S, Database
from services.identity.families import Descent
from tests.api.document import operations
from tests.installation import KEYRING, PASSWORD, Installation

LOGIN = {"email": "ada@college.example", "password": PASSWORD}
INNER_WORDS = ("Traceback", "sqlalchemy", "sqlite", "psycopg", "SELECT", "127.0.0.1", ".db", "secret")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody listens who never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@pytest.fixture
def on_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation over a file, whose writers wait for each other a moment only."""
    monkeypatch.setattr(session, "BUSY_TIMEOUT_MS", 100)
    installed = Installation.over(f"sqlite:///{tmp_path / 'data' / 'roster.db'}")
    (tmp_path / "data").mkdir()
    migrate(installed.database.engine)
    yield installed
    installed.database.close()


def test_nobody_listens_where_the_server_should_be(free_port: int) -> None:
    installed = Installation.over(f"postgresql+psycopg://roster:secret@127.0.0.1:{free_port}/roster")

    _says_that_it_is_away(installed.app)

    assert installed.app.test_client().get("/health/live").status_code == 200


def test_a_server_that_never_answers_is_given_up(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "CONNECT_TIMEOUT_S", 2)
    installed = Installation.over(f"postgresql+psycopg://roster:secret@127.0.0.1:{silent_port}/roster")

    _is_unavailable(installed.app.test_client().get("/health/ready"))


def test_the_folder_of_the_file_is_gone(on_file: Installation, tmp_path: Path) -> None:
    on_file.database.close()
    shutil.rmtree(tmp_path / "data")

    _says_that_it_is_away(on_file.app)


def test_the_file_is_gone_and_people_are_told_to_migrate(on_file: Installation, tmp_path: Path) -> None:
    headers = on_file.found_college().admin.headers
    on_file.database.close()
    for path in (tmp_path / "data").iterdir():
        path.unlink()
    client = on_file.app.test_client()

    _is_unavailable(client.get("/api/departments", headers=headers))
    _is_unavailable(client.post("/api/auth/token", json=LOGIN))
    ready = client.get("/health/ready")

    _is_unavailable(ready)
    assert ready.get_json()["code"] == "not_migrated"
    assert "smart-roster migrate" in ready.get_json()["detail"]


def test_while_another_writes_for_long_reading_goes_on_and_writing_is_put_off(
    on_file: Installation, tmp_path: Path
) -> None:
    admin = on_file.found_college().admin
    other = sqlite3.connect(tmp_path / "data" / "roster.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    refused = admin.post("/departments", {"code": "ICT", "name": "Computing"})
    read = admin.get("/departments")
    ready = admin.client.get("/health/ready")
    other.execute("ROLLBACK")
    other.close()

    _is_unavailable(refused)
    assert (read.status_code, read.get_json()["items"]) == (200, [])
    assert ready.status_code == 200
    assert admin.post("/departments", {"code": "ICT", "name": "Computing"}).status_code == 201


def test_the_service_goes_on_by_itself_when_the_database_is_back(
    on_file: Installation, tmp_path: Path
) -> None:
    admin = on_file.found_college().admin
    on_file.database.close()
    (tmp_path / "data").rename(tmp_path / "aside")

    away = admin.get("/departments")
    (tmp_path / "aside").rename(tmp_path / "data")

    _is_unavailable(away)
    assert admin.get("/departments").status_code == 200


def test_idle_connections_that_the_server_has_cut_are_replaced(lone_installation: Installation) -> None:
    if lone_installation.database.engine.name != "postgresql":
        return  # a file has no server
    admin = lone_installation.found_college().admin
    _cut_connections(lone_installation)
    sleep(PING_AFTER_S)

    assert admin.get("/departments").status_code == 200
    assert admin.post("/departments", {"code": "ICT", "name": "Computing"}).status_code == 201


def test_of_connections_that_are_cut_in_use_only_the_first_is_noticed(
    lone_installation: Installation,
) -> None:
    if lone_installation.database.engine.name != "postgresql":
        return  # a file has no server
    admin = lone_installation.found_college().admin
    _cut_connections(lone_installation)

    _is_unavailable(admin.get("/departments"))
    assert [admin.get("/departments").status_code for _ in range(3)] == [200, 200, 200]


def _cut_connections(installation: Installation) -> None:
    other = Database(installation.settings.database_url, keyring=KEYRING)
    with other.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()


def _says_that_it_is_away(app: Application) -> None:
    """Every address of the document that asks the database, and the one that supervisors ask."""
    client = app.test_client()
    headers = _token(app)
    for operation in operations(app):
        if operation.permission == "public":
            continue
        _is_unavailable(
            client.open(operation.address(uuid4()), method=operation.method.upper(), headers=headers)
        )
    _is_unavailable(client.post("/api/auth/token", json=LOGIN))
    _is_unavailable(client.post("/api/auth/password/forgot", json={"email": LOGIN["email"]}))
    _is_unavailable(client.get("/health/ready"))


def _token(app: Application) -> dict[str, str]:
    """The header of somebody who has logged in while there was a database."""
    descent = Descent(user_id=uuid4(), tenant_id=uuid4(), family_id=uuid4(), refresh_id=uuid4())
    with app.app_context():
        return {"Authorization": f"Bearer {write_tokens(descent)['access_token']}"}


def _is_unavailable(answer: TestResponse) -> None:
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json"), text
    assert int(answer.headers["Retry-After"]) > 0
    assert [word for word in INNER_WORDS if word in text] == []
