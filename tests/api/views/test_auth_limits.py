"""How often strangers may try, over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from services.access import Role
from services.settings import Settings
from tests.installation import College


@pytest.fixture
def settings(college: College) -> Settings:
    """Settings as in service: with limits."""
    return replace(college.installation.settings, rate_limits=True)


@pytest.fixture
def client(college: College, settings: Settings) -> FlaskClient:
    """A client of an application that limits."""
    return _client(college, settings)


def test_the_eleventh_try_of_an_account_within_a_minute_is_refused(
    college: College, client: FlaskClient
) -> None:
    tries = [_try(client, college, "ada") for _ in range(11)]

    late = tries[-1]
    assert [answer.status_code for answer in tries[:10]] == [401] * 10
    assert late.status_code == 429
    assert late.content_type == "application/problem+json"
    assert late.get_json()["code"] == "too_many_requests"
    assert 1 <= int(late.headers["Retry-After"]) <= 61


def test_others_at_the_same_address_may_go_on(college: College, client: FlaskClient) -> None:
    for _ in range(11):
        _try(client, college, "ada")

    assert _try(client, college, "bob").status_code == 401
    assert _try(client, college, "ADA").status_code == 429


def test_a_method_is_limited_without_those_beside_it_and_before_a_photo_is_looked_at(
    college: College, client: FlaskClient
) -> None:
    headers = college.bearer(college.user(Role.TRAINEE))

    statuses = [client.put("/api/me/face", headers=headers).status_code for _ in range(61)]
    beside = [client.get("/api/me/face", headers=headers).status_code for _ in range(61)]

    assert statuses == [422] * 60 + [429]
    assert beside == [200] * 61


def test_one_address_has_an_end_too(college: College, client: FlaskClient) -> None:
    statuses = [client.post("/api/auth/verify-email", json={"token": "x"}).status_code for _ in range(61)]

    assert statuses == [422] * 60 + [429]


def test_an_account_is_asked_for_letters_five_times_an_hour(college: College, client: FlaskClient) -> None:
    body = {"email": f"ada@{college.slug}.example", "tenant": college.slug}

    statuses = [client.post("/api/auth/password/forgot", json=body).status_code for _ in range(6)]

    assert statuses == [202] * 5 + [429]


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff", b"7", b'{"email": {"a": [1]}}', b""])
def test_a_body_that_is_none_is_limited_and_refused_in_words(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/auth/token", data=body, content_type="application/json")

    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_what_a_caller_says_of_its_address_counts_behind_a_proxy_alone(
    college: College, settings: Settings
) -> None:
    direct = _client(college, settings)
    behind = _client(college, replace(settings, trusted_proxies=1))

    plain = [_try(direct, college, "ada", address=f"192.0.2.{number}") for number in range(11)]
    proxied = [_try(behind, college, "ada", address=f"192.0.2.{number}") for number in range(11)]

    assert plain[-1].status_code == 429
    assert [answer.status_code for answer in proxied] == [401] * 11


def _client(college: College, settings: Settings) -> FlaskClient:
    installed = college.installation
    return create_app(settings, database=installed.database, runtime=installed.runtime).test_client()


def _try(client: FlaskClient, college: College, name: str, *, address: str = "") -> TestResponse:
    body = {"email": f"{name}@{college.slug}.example", "password": "x", "tenant": college.slug}
    return client.post("/api/auth/token", json=body, headers={"X-Forwarded-For": address})
