"""Access and refresh tokens as JSON Web Tokens, in the answer and in HTTP-only cookies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask, Response, current_app, g, jsonify, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    get_jwt,
    set_access_cookies,
    set_refresh_cookies,
    unset_jwt_cookies,
    verify_jwt_in_request,
)

from api.context import current_device
from models.session import utc_now
from services.errors import Forbidden, Unauthenticated
from services.identity.families import ACCESS_LIFETIME, REFRESH_LIFETIME, Descent
from services.settings import Settings

MOST_KNOWN = 20_000
"""Tokens that a process remembers to be good, some 15 MB; then it begins anew."""


class _Manager(JWTManager):
    def _set_error_handler_callbacks(self, app: Flask) -> None:
        """Leave errors to :mod:`api.errors`, which answers all of them in the same words."""


def install(app: Flask, settings: Settings) -> None:
    """Set how tokens are signed, where they travel, and how long they are good."""
    app.config.update(
        JWT_SECRET_KEY=settings.token_secret,
        JWT_ALGORITHM="HS256",
        JWT_TOKEN_LOCATION=["headers", "cookies"],
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFETIME,
        JWT_REFRESH_TOKEN_EXPIRES=REFRESH_LIFETIME,
        JWT_COOKIE_SECURE=settings.secure_cookies,
        JWT_COOKIE_SAMESITE="Lax",
        JWT_COOKIE_CSRF_PROTECT=True,
        JWT_ACCESS_COOKIE_PATH="/api/",
        JWT_REFRESH_COOKIE_PATH="/api/auth/",
    )
    _Manager(app)
    app.extensions["roster_tokens"] = {}


def write_tokens(descent: Descent) -> dict[str, Any]:
    """The tokens of a log-in as the answer shows them."""
    claims = {"tenant": str(descent.tenant_id), "family": str(descent.family_id)}
    return {
        "access_token": create_access_token(str(descent.user_id), additional_claims=claims),
        "refresh_token": create_refresh_token(
            str(descent.user_id), additional_claims={**claims, "refresh": str(descent.refresh_id)}
        ),
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFETIME / timedelta(seconds=1)),
    }


def answer_with_tokens(descent: Descent, *, cookies: bool) -> Response:
    """Answer with the tokens, and put them into cookies if that was asked for."""
    tokens = write_tokens(descent)
    response = jsonify(tokens)
    response.headers["Cache-Control"] = "no-store"
    if cookies:
        put_into_cookies(response, tokens)
    return response


def put_into_cookies(response: Response, tokens: dict[str, Any]) -> None:
    """Give tokens to a browser, in cookies that its scripts cannot read."""
    set_access_cookies(response, tokens["access_token"])
    set_refresh_cookies(response, tokens["refresh_token"])


def answer_without_cookies() -> Response:
    """Answer with nothing, and take the tokens out of the browser's cookies."""
    response = Response(status=204)
    unset_jwt_cookies(response)
    return response


def read_access_token() -> Mapping[str, Any]:
    """The claims of the access token that came with the request, whose signature is good.

    To verify one takes a fifth of a short answer, and whoever comes once comes again: a token in the
    header that was found good is known until it expires. Whether the log-in still holds is not its to
    say, and is asked each time.

    Raises
    ------
    Exception
        Of Flask-JWT-Extended or PyJWT, if there is none or it is not good.
    """
    sent = request.headers.get("Authorization", "")
    g.claims = _known_claims(sent) if sent.startswith("Bearer ") else _claims_in("cookies")
    return cast(Mapping[str, Any], g.claims)


def _known_claims(sent: str) -> Mapping[str, Any]:
    """The claims of a token in the header, proved by nothing but the header."""
    known: dict[str, Mapping[str, Any]] = current_app.extensions["roster_tokens"]
    claims = known.get(sent)
    if claims is None or claims["exp"] <= utc_now().timestamp():
        claims = _claims_in("headers")
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[sent] = claims
    return claims


def _claims_in(place: str) -> Mapping[str, Any]:
    verify_jwt_in_request(locations=[place])
    claims: Mapping[str, Any] = get_jwt()
    return claims


def current_family() -> UUID:
    """The log-in that the request's access token descends from; the edge has checked it.

    Raises
    ------
    Forbidden
        If the request was signed by a device instead.
    """
    if current_device() is not None:
        raise Forbidden("A device signs its requests; it has no log-in.")
    return UUID(g.claims["family"])


def read_refresh_token() -> tuple[UUID, UUID, UUID]:
    """Tenant, family and id of the refresh token that came with the request.

    Raises
    ------
    Unauthenticated
        If it is no refresh token of this service.
    """
    verify_jwt_in_request(refresh=True)
    claims = get_jwt()
    try:
        return UUID(claims["tenant"]), UUID(claims["family"]), UUID(claims["refresh"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated("The token lacks what this service writes into its tokens.") from error
