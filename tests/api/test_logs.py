"""What is logged of a request: who asked for what, by ids; nobody's name, address or secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from models import User
from services.access import Role
from tests.installation import PASSWORD, College

PERSON = {
    "email": "wanjiru.kamau@college.example",
    "first_name": "Wanjiru",
    "last_name": "Kamau",
    "phone": "+254712345678",
    "id_number": "32145678",
    "address": "P.O. Box 30197",
    "birth_date": "2004-05-17",
}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the service logs, as machines read it: one object a line."""
    before = structlog.get_config()
    stream = io.StringIO()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    yield stream
    structlog.configure(**before)


def test_a_line_tells_request_status_tenant_and_person_by_their_ids(
    college: College, written: io.StringIO
) -> None:
    api = college.admin

    answer = api.client.get("/api/departments", headers={**api.headers, "X-Request-ID": "a-request-of-ours"})
    (line,) = _lines(written)

    assert answer.headers["X-Request-ID"] == line["request_id"] == "a-request-of-ours"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/departments", 200)
    assert (line["tenant"], line["user"]) == (str(college.tenant_id), str(college.user(Role.ADMIN).id))
    assert line["milliseconds"] >= 0


def test_no_line_holds_personal_data_or_a_secret(
    college: College, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = college.admin
    body = {**PERSON, "role": "trainee"}
    login = {"email": PERSON["email"], "password": PASSWORD, "tenant": college.slug}

    made = api.post("/users", body)
    again = api.post("/users", body)
    api.post("/users", {**body, "phone": "nonsense"})
    api.get("/users", search=PERSON["email"])
    api.client.post("/api/auth/token", json=login)
    api.client.post("/api/auth/password/forgot", json={"email": PERSON["email"], "tenant": college.slug})
    monkeypatch.setattr(User, "full_name", property(lambda _user: 1 / 0))
    broken = api.get(f"/users/{made.get_json()['id']}")

    text = written.getvalue()
    secrets = [*PERSON.values(), PASSWORD, api.headers["Authorization"].split()[1]]
    assert (made.status_code, again.status_code, broken.status_code) == (201, 409, 500)
    assert [secret for secret in secrets if secret in text] == []
    assert "unexpected_error" in text
    assert len(_lines(written)) >= 7


def test_what_supervisors_ask_every_few_seconds_is_not_logged(college: College, written: io.StringIO) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert college.admin.client.get(path).status_code == 200

    assert written.getvalue() == ""


def _lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_the_secret_of_a_calendar_feed_is_in_no_line(college: College, written: io.StringIO) -> None:
    token = "A" * 64

    answer = college.installation.app.test_client().get(f"/api/feeds/{token}.ics")
    (line,) = _lines(written)

    assert answer.status_code == 404
    assert line["path"] == "/api/feeds/….ics"
    assert token not in written.getvalue()
