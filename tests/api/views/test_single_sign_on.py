"""Logging in by an OpenID provider, from the first redirect to the cookies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from models import ExternalIdentity, User
from services.access import Role
from services.identity.login import find_by_email
from services.identity.oidc import provider as oidc_provider
from tests.installation import PASSWORD, College
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, KEY, OpenIdProvider, running_provider, sign


@dataclass
class Browser:
    """Goes between a college and its provider."""

    college: College
    client: FlaskClient

    def start(self, slug: str | None = None) -> TestResponse:
        """Ask the college to be sent to the provider."""
        return self.client.get(f"/api/auth/oidc/{slug or self.college.slug}/start")

    def ask_provider(self, start: TestResponse) -> dict[str, str]:
        """Follow the redirect to the provider; what it sends back."""
        answer = requests.get(start.headers["Location"], allow_redirects=False, timeout=10)
        assert answer.status_code == 302
        back = urlsplit(answer.headers["Location"])
        assert back.path == f"/api/auth/oidc/{self.college.slug}/callback"
        return dict(parse_qsl(back.query))

    def come_back(self, answer: dict[str, str], slug: str | None = None) -> TestResponse:
        """Bring the provider's answer to the college."""
        return self.client.get(f"/api/auth/oidc/{slug or self.college.slug}/callback", query_string=answer)

    def log_in(self) -> TestResponse:
        """The whole way."""
        start = self.start()
        assert start.status_code == 302, start.get_data(as_text=True)
        return self.come_back(self.ask_provider(start))


@pytest.fixture(scope="module")
def _running() -> Iterator[OpenIdProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(_running: OpenIdProvider, college: College) -> OpenIdProvider:
    """A provider that the college trusts, and that vouches for a new person."""
    fresh = OpenIdProvider(issuer=_running.issuer)
    _running.__dict__.update(fresh.__dict__)
    _running.person = {
        "sub": f"subject-{college.slug}",
        "email": f"ada@{college.slug}.example",
        "email_verified": True,
        "given_name": "Ada",
        "family_name": "Lovelace",
    }
    _trust(college, _running)
    return _running


@pytest.fixture
def browser(college: College) -> Browser:
    """A browser that has been nowhere yet."""
    return Browser(college, college.installation.app.test_client())


def test_who_has_an_account_with_the_verified_address_is_let_in(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    user = _account(college, provider)

    answer = browser.log_in()

    assert (answer.status_code, answer.headers["Location"]) == (302, "http://roster.example/")
    assert answer.headers["Cache-Control"] == "no-store"
    me = browser.client.get("/api/auth/sessions")
    assert (me.status_code, len(me.get_json()["items"])) == (200, 1)
    assert browser.client.get_cookie("sign_on", path="/api/auth/oidc/") is None
    with college.unit_of_work() as session:
        identity = session.scalars(select(ExternalIdentity)).one()
    assert (identity.user_id, identity.issuer) == (user.id, provider.issuer)


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"], None])
def test_the_secret_is_sent_in_the_way_that_the_provider_takes(
    college: College, provider: OpenIdProvider, browser: Browser, methods: list[str] | None
) -> None:
    _account(college, provider)
    provider.discovery = {"token_endpoint_auth_methods_supported": methods}

    assert browser.log_in().status_code == 302


def test_who_came_before_is_known_by_the_subject_whatever_the_address_is_now(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    _account(college, provider)
    browser.log_in()
    provider.person |= {"email": f"other@{college.slug}.example", "email_verified": False}

    assert browser.log_in().status_code == 302


def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    _account(college, provider)
    _trust(college, provider, open_accounts=True)
    for vouches in (False, None, "true", 1):
        provider.claims = {"email_verified": vouches}

        answer = browser.log_in()

        assert (answer.status_code, answer.get_json()["code"]) == (403, "no_account")
    with college.unit_of_work() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


def test_who_has_no_account_is_refused_unless_the_institution_opens_one(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    closed = browser.log_in()
    _trust(college, provider, open_accounts=True)
    opened = browser.log_in()

    assert (closed.status_code, closed.get_json()["code"]) == (403, "no_account")
    assert opened.status_code == 302
    with college.unit_of_work() as session:
        user = find_by_email(session, provider.person["email"])
    assert user is not None
    assert (user.role, user.full_name, user.password_hash) == (Role.TRAINEE, "Ada Lovelace", None)
    assert user.email_verified_at is not None


def test_accounts_are_opened_for_the_institutions_own_domains_alone(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    _trust(college, provider, open_accounts=True, domains=["college.example"])
    foreign = browser.log_in()
    _trust(college, provider, open_accounts=True, domains=["College.example", f"{college.slug}.Example"])

    assert foreign.status_code == 403
    assert browser.log_in().status_code == 302


def test_names_of_a_provider_are_made_fit_to_keep(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    _trust(college, provider, open_accounts=True)
    provider.claims = {"given_name": "A\r\nBcc: x\x00" + "y" * 500, "family_name": None}

    browser.log_in()

    with college.unit_of_work() as session:
        user = find_by_email(session, provider.person["email"])
    assert user is not None
    assert user.first_name.startswith("A Bcc: x y")
    assert (len(user.first_name), user.last_name) == (100, "-")


def test_a_password_that_a_stranger_chose_for_the_address_is_of_no_use_to_them(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    squatted = college.open_account(
        Role.TRAINEE, email=provider.person["email"], password=PASSWORD, verified=False
    )
    stranger = college.api(user=squatted)

    assert browser.log_in().status_code == 302

    body = {"email": squatted.email, "password": PASSWORD, "tenant": college.slug}
    assert college.api().post("/auth/token", body).status_code == 401
    assert stranger.get("/auth/sessions").status_code == 401


@pytest.mark.parametrize(("owner", "other"), [("gross", "groß"), ("staff", "ſtaff")])
def test_an_address_that_only_looks_the_same_is_not_the_owners(
    college: College, provider: OpenIdProvider, browser: Browser, owner: str, other: str
) -> None:
    college.open_account(Role.ADMIN, email=f"{owner}@{college.slug}.example")
    _trust(college, provider, open_accounts=True)
    provider.person["email"] = f"{other}@{college.slug}.example"

    answer = browser.log_in()

    assert answer.status_code == 409
    assert "Set-Cookie" not in answer.headers


def test_a_closed_account_stays_closed(college: College, provider: OpenIdProvider, browser: Browser) -> None:
    user = _account(college, provider)
    browser.log_in()
    with college.unit_of_work() as session:
        session.get_one(User, user.id).is_active = False

    assert browser.log_in().get_json()["code"] == "no_account"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DEVICE])
def test_a_provider_vouches_for_nobody_who_reaches_beyond_the_institution(
    college: College, provider: OpenIdProvider, browser: Browser, role: Role
) -> None:
    college.open_account(role, email=provider.person["email"])

    assert browser.log_in().get_json()["code"] == "no_account"


def test_two_first_log_ins_at_once_open_one_account(college: College, provider: OpenIdProvider) -> None:
    _trust(college, provider, open_accounts=True)
    browsers = [Browser(college, college.installation.app.test_client()) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: browser.log_in(), browsers))

    assert [answer.status_code for answer in answers] == [302] * 4
    with college.unit_of_work() as session:
        assert len(session.scalars(select(ExternalIdentity)).all()) == 1


def test_an_answer_without_the_cookie_of_the_question_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    answer = browser.ask_provider(browser.start())
    victim = Browser(college, college.installation.app.test_client())

    refused = victim.come_back(answer)

    assert (refused.status_code, refused.get_json()["code"]) == (401, "sign_on_lost")


def test_an_answer_with_another_state_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    answer = browser.ask_provider(browser.start())

    for state in ("x", "é", answer["state"][:-1]):
        assert browser.come_back(answer | {"state": state}).get_json()["code"] == "sign_on_lost"
    assert browser.come_back(answer | {"state": ""}).status_code == 422
    without = {name: value for name, value in answer.items() if name != "state"}
    assert browser.come_back(without).get_json()["code"] == "sign_on_lost"


def test_an_answer_of_another_provider_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    answer = browser.ask_provider(browser.start())

    assert browser.come_back(answer | {"iss": "https://evil.example"}).get_json()["code"] == "sign_on_lost"


def test_an_answer_is_not_good_for_another_college(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    other = college.installation.found_college()
    _trust(other, provider)
    answer = browser.ask_provider(browser.start())

    assert browser.come_back(answer, other.slug).get_json()["code"] == "sign_on_lost"


def test_an_answer_comes_too_late_after_ten_minutes(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    answer = browser.ask_provider(browser.start())
    college.installation.clock.ahead = timedelta(minutes=10, seconds=1)

    assert browser.come_back(answer).get_json()["code"] == "sign_on_lost"


@pytest.mark.parametrize(
    "cookie", ["", "x", "é", "A" * 400, "====", base64.urlsafe_b64encode(b"\x01" * 80).decode()]
)
def test_a_made_up_cookie_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser, cookie: str
) -> None:
    answer = browser.ask_provider(browser.start())
    browser.client.set_cookie("sign_on", cookie, path="/api/auth/oidc/")

    assert browser.come_back(answer).get_json()["code"] == "sign_on_lost"


def test_a_code_is_good_once(college: College, provider: OpenIdProvider, browser: Browser) -> None:
    _account(college, provider)
    start = browser.start()
    answer = browser.ask_provider(start)
    cookie = browser.client.get_cookie("sign_on", path="/api/auth/oidc/")
    assert cookie is not None
    assert browser.come_back(answer).status_code == 302
    browser.client.set_cookie("sign_on", cookie.value, path="/api/auth/oidc/")

    again = browser.come_back(answer)

    assert (again.status_code, again.get_json()["code"]) == (401, "sign_on_refused")
    assert "invalid_grant" in again.get_json()["detail"]


def test_who_says_no_at_the_provider_is_told_so(
    college: College, provider: OpenIdProvider, browser: Browser
) -> None:
    state = dict(parse_qsl(urlsplit(browser.start().headers["Location"]).query))["state"]

    denied = browser.come_back({"state": state, "error": "access_denied"})
    scripted = browser.come_back({"state": state, "error": "<script>alert(1)</script>"})

    assert (denied.status_code, denied.get_json()["code"]) == (401, "sign_on_refused")
    assert "access_denied" in denied.get_json()["detail"]
    assert "script" not in scripted.get_json()["detail"]


def _unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    parts = [{"alg": algorithm, "kid": "first"}, claims]
    return ".".join(_base64(json.dumps(part).encode()) for part in parts)


def _none(claims: dict[str, Any]) -> str:
    return f"{_unsigned(claims)}."


def _by_public_key(claims: dict[str, Any]) -> str:
    text = _unsigned(claims, "HS256")
    mac = hmac.new(KEY.as_pem(private=False), text.encode(), hashlib.sha256)
    return f"{text}.{_base64(mac.digest())}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _by_another_key(claims: dict[str, Any]) -> str:
    return sign(claims, key=RSAKey.generate_key(2048))


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client", "third"]},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": None},
        {"azp": "another-client"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"at_hash": "wrong"},
    ],
    ids=str,
)
def test_a_proof_with_wrong_claims_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser, wrong: dict[str, Any]
) -> None:
    _account(college, provider)
    provider.claims = wrong

    _assert_refused(browser)


@pytest.mark.parametrize(
    "make",
    [_none, _by_public_key, _by_another_key, lambda _: "garbage", lambda _: "a.b.c", lambda _: ""],
    ids=["unsigned", "by the public key", "by another key", "garbage", "three garbages", "nothing"],
)
def test_a_proof_that_the_provider_did_not_sign_is_refused(
    college: College, provider: OpenIdProvider, browser: Browser, make: Callable[[dict[str, Any]], str]
) -> None:
    _account(college, provider)
    provider.sign = make

    _assert_refused(browser)


BROKEN = {
    "gone": Response(status=404),
    "failing": Response(status=500),
    "elsewhere": Response(status=302, headers={"Location": "http://127.0.0.1:9/"}),
    "not JSON": Response("<html>"),
    "a list": Response("[]"),
    "endless": Response("x" * 300_000),
    "deep": Response("[" * 100_000),
    "cut short": Response("{", headers={"Content-Length": "100"}),
    "packed": Response(b"\x1f\x8bno gzip", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("how", BROKEN)
def test_a_provider_that_answers_nonsense_is_unavailable(
    college: College, provider: OpenIdProvider, browser: Browser, path: str, how: str
) -> None:
    answer = browser.ask_provider(browser.start())
    provider.breaks = {path: BROKEN[how]}

    failed = browser.come_back(answer)

    assert failed.status_code in (401, 503)
    assert failed.get_json()["code"] in ("provider_unavailable", "sign_on_refused")
    assert failed.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/keys", "/token"])
def test_a_provider_that_never_ends_its_answer_is_not_waited_for(
    provider: OpenIdProvider, browser: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc_provider, "TIMEOUT_S", 0.5)
    answer = browser.ask_provider(browser.start())
    provider.breaks = {path: Response(b" " for _ in count() if not Event().wait(0.05))}

    assert browser.come_back(answer).get_json()["code"] == "provider_unavailable"


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": ["x"]},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_names_unsafe_addresses_is_not_used(
    college: College, provider: OpenIdProvider, browser: Browser, lie: dict[str, Any]
) -> None:
    provider.discovery = lie

    answer = browser.start()

    assert (answer.status_code, answer.get_json()["code"]) == (503, "provider_unavailable")


def test_a_provider_that_is_away_is_said_to_be(college: College, browser: Browser) -> None:
    with running_provider() as provider:
        _trust(college, provider)

    answer = browser.start()

    assert (answer.status_code, answer.get_json()["code"]) == (503, "provider_unavailable")
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize("slug", ["no-such-college", "x", "%00", "A" * 41])
def test_a_college_without_a_provider_has_no_single_sign_on(
    college: College, browser: Browser, slug: str
) -> None:
    assert browser.start().get_json()["code"] == "no_single_sign_on"
    assert browser.start(slug).status_code == 404


def _trust(college: College, provider: OpenIdProvider, **more: Any) -> None:
    own = {"issuer": provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    answer = college.admin.put("/auth/oidc", own | more)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def _account(college: College, provider: OpenIdProvider) -> User:
    return college.open_account(Role.TRAINER, email=provider.person["email"])


def _assert_refused(browser: Browser) -> None:
    answer = browser.log_in()

    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_on_refused")
    assert browser.client.get("/api/auth/sessions").status_code == 401
