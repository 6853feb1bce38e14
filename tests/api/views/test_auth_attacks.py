"""Tokens that nobody was given: every one is refused in words, none by an accident."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from flask_jwt_extended import create_access_token, create_refresh_token
from werkzeug.test import TestResponse

from api.tokens import write_tokens
from services.access import Role
from services.identity.families import Descent, begin
from tests.installation import College

Make = Callable[[College], str]

NOBODYS_ID = "0190a6a4-3b6c-7c4a-9d2e-5f1e8b7a6c3d"
"""Not drawn: the names of tests must be the same in every process."""


def _descent(college: College) -> Descent:
    with college.unit_of_work() as session:
        return begin(session, user=college.user(Role.ADMIN))


def _claims(descent: Descent) -> dict[str, Any]:
    return {
        "tenant": str(descent.tenant_id),
        "family": str(descent.family_id),
        "refresh": str(descent.refresh_id),
    }


def _made(college: College, *, subject: str | None = None, lifetime: int = 60, **claims: Any) -> str:
    descent = _descent(college)
    with college.installation.app.app_context():
        token = create_access_token(
            subject or str(descent.user_id),
            expires_delta=timedelta(seconds=lifetime),
            additional_claims=_claims(descent) | claims,
        )
    return str(token)


def _signed(college: College, key: str, algorithm: str, **claims: Any) -> str:
    good = jwt.decode(_made(college), options={"verify_signature": False})
    return jwt.encode(good | claims, key, algorithm=algorithm)


def _unsigned(college: College, algorithm: str) -> str:
    good = jwt.decode(_made(college), options={"verify_signature": False})
    parts = [{"alg": algorithm, "typ": "JWT"}, good]
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        + "."
    )


def _tampered(college: College) -> str:
    head, _, signature = _made(college).split(".")
    forged = jwt.decode(_made(college), options={"verify_signature": False}) | {"sub": str(uuid4())}
    body = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


def _of_another_tenant(college: College) -> str:
    return _made(college, tenant=str(college.installation.found_college().tenant_id))


def _with_the_family_of_another(college: College) -> str:
    with college.unit_of_work() as session:
        other = begin(session, user=college.user(Role.TRAINER))
    return _made(college, family=str(other.family_id))


def _refresh_token(college: College) -> str:
    with college.installation.app.app_context():
        return str(write_tokens(_descent(college))["refresh_token"])


TOKENS: dict[str, Make] = {
    "expired": lambda college: _made(college, lifetime=-1),
    "of another key": lambda college: _signed(college, "y" * 40, "HS256"),
    "of another algorithm": lambda college: _signed(college, "x" * 64, "HS512"),
    "unsigned": lambda college: _unsigned(college, "none"),
    "unsigned, in other letters": lambda college: _unsigned(college, "nOnE"),
    "with a signature cut off": lambda college: _unsigned(college, "HS256"),
    "with another body": _tampered,
    "of another tenant": _of_another_tenant,
    "of no tenant": lambda college: _made(college, tenant=str(uuid4())),
    "with the family of another": _with_the_family_of_another,
    "of no family": lambda college: _made(college, family=str(uuid4())),
    "of nobody": lambda college: _made(college, subject=str(uuid4())),
    "with a subject that is no id": lambda college: _made(college, subject="admin"),
    "with a tenant that is no id": lambda college: _made(college, tenant=["x"]),
    "with a family that is null": lambda college: _made(college, family=None),
    "to refresh with": _refresh_token,
    "garbage": lambda _: "garbage",
    "three garbages": lambda _: "a.b.c",
    "empty parts": lambda _: "..",
    "not base64": lambda _: "%%%.%%%.%%%",
    "not UTF-8": lambda _: f"{base64.urlsafe_b64encode(bytes([255, 254])).decode()}.e30.e30",
    "a list in place of a head": lambda _: f"{base64.urlsafe_b64encode(b'[]').decode()}.e30.e30",
    "very long": lambda _: "x" * 20_000,
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_nobody_was_given_opens_nothing(college: College, name: str) -> None:
    token = TOKENS[name](college)

    read = college.api().client.get("/api/departments", headers={"Authorization": f"Bearer {token}"})
    written = college.api().post("/departments", {"code": "X", "name": "X"}, Authorization=f"Bearer {token}")

    _assert_refused(read)
    _assert_refused(written)


@pytest.mark.parametrize("name", sorted(TOKENS.keys() - {"to refresh with"}))
def test_none_of_them_refreshes_a_log_in(college: College, name: str) -> None:
    token = TOKENS[name](college)

    answer = college.api().post("/auth/token/refresh", Authorization=f"Bearer {token}")

    _assert_refused(answer)


@pytest.mark.parametrize(
    "changed",
    [
        {"refresh": NOBODYS_ID},
        {"refresh": 7},
        {"refresh": None},
        {"family": NOBODYS_ID},
        {"family": "x"},
        {"tenant": NOBODYS_ID},
        {"tenant": {}},
    ],
    ids=str,
)
def test_a_refresh_token_with_other_claims_is_refused(college: College, changed: dict[str, Any]) -> None:
    descent = _descent(college)
    with college.installation.app.app_context():
        token = create_refresh_token(str(descent.user_id), additional_claims=_claims(descent) | changed)

    answer = college.api().post("/auth/token/refresh", Authorization=f"Bearer {token}")

    _assert_refused(answer)


def test_a_refresh_token_of_another_log_in_is_refused(college: College) -> None:
    mine, other = _descent(college), _descent(college)
    with college.installation.app.app_context():
        token = create_refresh_token(
            str(mine.user_id), additional_claims=_claims(mine) | {"refresh": str(other.refresh_id)}
        )

    answer = college.api().post("/auth/token/refresh", Authorization=f"Bearer {token}")

    _assert_refused(answer)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer a b", "Basic YWRtaW46YWRtaW4=", "bearer", "Digest x", "Bearer \xff"],
)
def test_a_header_that_holds_no_token_is_refused(college: College, header: str) -> None:
    answer = college.api().client.get("/api/departments", headers={"Authorization": header})

    _assert_refused(answer)


@pytest.mark.parametrize("cookie", ["", "garbage", "a.b.c", "é"])
def test_a_cookie_that_holds_no_token_is_refused(college: College, cookie: str) -> None:
    client = college.installation.app.test_client()
    client.set_cookie("access_token_cookie", cookie, path="/api/")

    _assert_refused(client.get("/api/departments"))


def _assert_refused(answer: TestResponse) -> None:
    assert answer.status_code == 401, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["code"] in {"unauthenticated", "token_reused"}
