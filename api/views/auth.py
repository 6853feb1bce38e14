"""Logging in, staying logged in, logging out."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from api.blueprint import Blueprint
from api.context import current_session
from api.edge import public
from api.schemas.auth import LoginSchema, TokenSchema
from api.tokens import answer_with_tokens, read_refresh_token
from models.session import enter_tenant
from services.identity.families import rotate
from services.identity.login import log_in

blp = Blueprint("Log-in", __name__, description="Tokens: an access token for an hour, a refresh token once.")


@blp.post("/auth/token")
@blp.arguments(LoginSchema)
@blp.response(200, TokenSchema)
@public
def token(credentials: dict[str, Any]) -> Response:
    """Log in by e-mail and password."""
    cookies = credentials.pop("cookies")
    descent = log_in(
        current_session(),
        **credentials,
        user_agent=request.headers.get("User-Agent"),
        address=request.remote_addr,
    )
    return answer_with_tokens(descent, cookies=cookies)


@blp.post("/auth/token/refresh")
@blp.response(200, TokenSchema)
@public
def refresh() -> Response:
    """Exchange the refresh token, sent as bearer or cookie, for new tokens."""
    tenant_id, family_id, refresh_id = read_refresh_token()
    session = current_session()
    enter_tenant(session, tenant_id)
    descent = rotate(session, family_id=family_id, refresh_id=refresh_id)
    return answer_with_tokens(descent, cookies="Authorization" not in request.headers)
