"""Pages of other sites: only those that the installation names are answered by a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from tests.installation import Installation

FRIEND = "https://lms.example"
PREFLIGHT = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A browser before an installation that one other site may ask; none of this asks a database."""
    installed = Installation.over("sqlite://")
    settings = replace(installed.settings, allowed_origins=(FRIEND,))
    return create_app(settings, database=installed.database, runtime=installed.runtime).test_client()


def test_a_named_site_may_ask_and_read(client: FlaskClient) -> None:
    asked = client.options("/api/users/me", headers={"Origin": FRIEND, **PREFLIGHT})
    answer = client.get("/api/openapi.json", headers={"Origin": FRIEND})

    assert asked.status_code == 204
    assert "PATCH" in asked.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    for response in (asked, answer):
        assert response.headers["Access-Control-Allow-Origin"] == FRIEND
        assert "Origin" in response.headers["Vary"]
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_refusals_are_readable_too(client: FlaskClient) -> None:
    answer = client.get("/api/nothing", headers={"Origin": FRIEND})

    assert answer.status_code == 404
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND


def test_cookies_are_never_shared(client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json", headers={"Origin": FRIEND})

    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://lms.example", f"{FRIEND}.evil.example", f"{FRIEND}/", "null", "*"],
)
def test_nobody_else_may(client: FlaskClient, origin: str) -> None:
    for answer in (
        client.options("/api/openapi.json", headers={"Origin": origin, **PREFLIGHT}),
        client.get("/api/openapi.json", headers={"Origin": origin}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_without_the_setting_no_site_may() -> None:
    client = Installation.over("sqlite://").app.test_client()

    answer = client.get("/api/openapi.json", headers={"Origin": FRIEND})

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
