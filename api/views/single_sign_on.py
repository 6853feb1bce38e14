"""Logging in by an account at the institution's OpenID provider."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_session, database, runtime, settings
from api.edge import own_units, public, requires
from api.limits import limited
from api.schemas.single_sign_on import CallbackQuery, ProviderSchema, ProviderWrite
from api.tokens import put_into_cookies, write_tokens
from services.access import Permission
from services.identity import oidc
from services.identity.oidc.perimeter import Perimeter

COOKIE = "sign_on"
COOKIE_PATH = "/api/auth/oidc/"

blp = Blueprint("Single sign-on", __name__, description="Logging in by an OpenID provider.")


@blp.get("/auth/oidc/<string(maxlength=40):tenant>/start")
@blp.response(302)
@limited(address="120/minute")
@own_units
@public
def start_sign_on(tenant: str) -> Response:
    """Send the browser to the institution's provider."""
    start = oidc.begin(
        database(), tenant=tenant, redirect_uri=_callback_address(tenant), perimeter=_perimeter()
    )
    response = _redirect(start.url)
    response.set_cookie(
        COOKIE,
        start.cookie,
        max_age=int(oidc.LIFETIME / timedelta(seconds=1)),
        path=COOKIE_PATH,
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


@blp.get("/auth/oidc/<string(maxlength=40):tenant>/callback")
@blp.arguments(CallbackQuery, location="query")
@blp.response(302)
@limited(address="120/minute")
@own_units
@public
def finish_sign_on(answer: dict[str, str], tenant: str) -> Response:
    """Take the provider's answer: log in, with the tokens in cookies, and go to the first page."""
    descent = oidc.finish(
        database(),
        tenant=tenant,
        answer=answer,
        cookie=request.cookies.get(COOKIE, ""),
        redirect_uri=_callback_address(tenant),
        perimeter=_perimeter(),
        user_agent=request.headers.get("User-Agent"),
        address=request.remote_addr,
    )
    response = _redirect(f"{runtime().base_url}/")
    put_into_cookies(response, write_tokens(descent))
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return response


@blp.get("/auth/oidc")
@blp.response(200, ProviderSchema, headers=ETAG_HEADER)
@requires(Permission.POLICY_WRITE)
def read_provider() -> Any:
    """Read which provider the institution trusts; its secret is not shown."""
    provider = oidc.trusted(current_session())
    return provider, etag(provider)


@blp.put("/auth/oidc")
@blp.arguments(ProviderWrite)
@blp.response(200, ProviderSchema, headers=ETAG_HEADER)
@requires(Permission.POLICY_WRITE)
def trust_provider(values: dict[str, Any]) -> Any:
    """Trust a provider from now on, and no other."""
    provider = oidc.trust(
        current_session(), values=values, perimeter=_perimeter(), version=expected_version()
    )
    return provider, etag(provider)


@blp.delete("/auth/oidc")
@blp.response(204)
@requires(Permission.POLICY_WRITE)
def distrust_provider() -> None:
    """Trust no provider from now on; people log in by password."""
    oidc.distrust(current_session())


def _redirect(url: str) -> Response:
    return Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})


def _callback_address(tenant: str) -> str:
    return f"{runtime().base_url}/api/auth/oidc/{tenant}/callback"


def _perimeter() -> Perimeter:
    """How far this installation goes; one without HTTPS is a trial on one's own machine."""
    return Perimeter(is_trial=not settings().secure_cookies, private_hosts=settings().sign_on_hosts)
