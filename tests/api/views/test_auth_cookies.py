"""Tokens in cookies: out of reach of scripts, and of other sites."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.access import Role
from tests.installation import PASSWORD, College


@pytest.fixture
def browser(college: College) -> FlaskClient:
    """A browser in which a trainer has logged in."""
    user = college.open_account(Role.TRAINER, password=PASSWORD)
    client = college.installation.app.test_client()
    body = {"email": user.email, "password": PASSWORD, "tenant": college.slug, "cookies": True}
    assert client.post("/api/auth/token", json=body).status_code == 200
    return client


def test_scripts_cannot_read_the_tokens_but_the_csrf_words(college: College) -> None:
    user = college.open_account(Role.TRAINER, password=PASSWORD)
    body = {"email": user.email, "password": PASSWORD, "tenant": college.slug, "cookies": True}

    cookies = _cookies(college.api().post("/auth/token", body))

    assert {name for name, cookie in cookies.items() if cookie["httponly"]} == {
        "access_token_cookie",
        "refresh_token_cookie",
    }
    assert set(cookies) >= {"csrf_access_token", "csrf_refresh_token"}
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}
    assert cookies["refresh_token_cookie"]["path"] == "/api/auth/"


def test_reading_needs_the_cookie_alone(browser: FlaskClient) -> None:
    assert browser.get("/api/auth/sessions").status_code == 200


@pytest.mark.parametrize("path", ["/api/auth/logout", "/api/auth/token/refresh"])
def test_a_post_by_cookie_without_the_csrf_header_is_refused(browser: FlaskClient, path: str) -> None:
    missing = browser.post(path)
    wrong = browser.post(path, headers={"X-CSRF-TOKEN": "guessed"})

    assert (missing.status_code, wrong.status_code) == (401, 401)
    assert missing.content_type == "application/problem+json"
    assert browser.get("/api/auth/sessions").status_code == 200


def test_the_csrf_word_of_one_token_is_not_good_for_the_other(browser: FlaskClient) -> None:
    answer = browser.post("/api/auth/token/refresh", headers=_csrf(browser, "csrf_access_token"))

    assert answer.status_code == 401


def test_a_refresh_by_cookie_sets_new_cookies(browser: FlaskClient) -> None:
    before = browser.get_cookie("refresh_token_cookie", path="/api/auth/")

    answer = browser.post("/api/auth/token/refresh", headers=_csrf(browser, "csrf_refresh_token"))

    after = browser.get_cookie("refresh_token_cookie", path="/api/auth/")
    assert answer.status_code == 200
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert browser.get("/api/auth/sessions").status_code == 200


@pytest.mark.parametrize("path", ["/api/auth/logout", "/api/auth/logout-everywhere"])
def test_logging_out_takes_the_cookies_away(browser: FlaskClient, path: str) -> None:
    answer = browser.post(path, headers=_csrf(browser, "csrf_access_token"))

    assert answer.status_code == 204
    assert browser.get_cookie("access_token_cookie", path="/api/") is None
    assert browser.get_cookie("refresh_token_cookie", path="/api/auth/") is None
    assert browser.get("/api/auth/sessions").status_code == 401


def test_who_sends_a_bearer_gets_no_cookies(college: College) -> None:
    user = college.open_account(Role.TRAINER, password=PASSWORD)
    body = {"email": user.email, "password": PASSWORD, "tenant": college.slug}
    refresh = college.api().post("/auth/token", body).get_json()["refresh_token"]

    answer = college.api().post("/auth/token/refresh", Authorization=f"Bearer {refresh}")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def _csrf(browser: FlaskClient, name: str) -> dict[str, str]:
    cookie = browser.get_cookie(name)
    assert cookie is not None
    return {"X-CSRF-TOKEN": cookie.value}


def _cookies(answer: TestResponse) -> SimpleCookie:
    cookies = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        cookies.load(header)
    return cookies
