"""Registering, logging in, staying logged in, logging out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from werkzeug.exceptions import HTTPException

from api.arguments import read_json
from api.blueprint import Blueprint
from api.context import current_actor, current_session, database, prepared, runtime
from api.edge import prepares, public, requires
from api.limits import limited
from api.schemas.auth import (
    AccountSchema,
    LinkSchema,
    LoginRecordSchema,
    LoginSchema,
    NoticeSchema,
    PasswordChangeSchema,
    RegisterSchema,
    ResetSchema,
    TokenSchema,
)
from api.schemas.common import ListQuery, page_of
from api.tokens import answer_with_tokens, answer_without_cookies, current_family, read_refresh_token
from models import TokenFamily
from models.session import enter_tenant
from services.access import Permission
from services.identity import families, password_changes, registration
from services.identity.login import UnknownTenant, check, log_in, password_of
from services.identity.passwords import Checked

blp = Blueprint("Log-in", __name__, description="Tokens: an access token for an hour, a refresh token once.")

# A college's computers often share one address, so the second figure must let a full laboratory in;
# what stops guessing is the first one, and the lock of the account.
TRYING = limited(account="10/minute", address="120/minute")
MAILING = limited(account="5/hour", address="60/minute")

ON_ITS_WAY = {"detail": "If there is such an account, an e-mail is on its way to its owner."}


@blp.post("/auth/register")
@blp.arguments(RegisterSchema)
@blp.response(201, NoticeSchema)
@limited(account="10/hour", address="60/minute")
@public
def register(values: dict[str, Any]) -> dict[str, str]:
    """Register as a trainee.

    The answer is the same where the address has an account already: its owner is told by e-mail.
    """
    registration.register(current_session(), base_url=runtime().base_url, **values)
    return {"detail": "Follow the link in the e-mail that is on its way to you, then log in."}


@blp.post("/auth/verify-email")
@blp.arguments(LinkSchema)
@blp.response(204)
@limited(address="60/minute")
@public
def verify_email(values: dict[str, Any]) -> None:
    """Verify an e-mail address by the link that was sent there."""
    registration.verify_email(current_session(), **values)


@blp.post("/auth/verify-email/resend")
@blp.arguments(AccountSchema)
@blp.response(202, NoticeSchema)
@MAILING
@public
def resend_verification(values: dict[str, Any]) -> dict[str, str]:
    """Ask for the link again."""
    registration.resend_verification(current_session(), base_url=runtime().base_url, **values)
    return ON_ITS_WAY


def _checked() -> Checked | None:
    """Compare the password before anything is locked; nothing where the view will say what is wrong."""
    try:
        credentials = LoginSchema().load(read_json(request.get_data()))
        with database().unit_of_work(read_only=True) as session:
            hashed = password_of(session, email=credentials["email"], tenant=credentials.get("tenant"))
    except (ma.ValidationError, HTTPException, RecursionError, UnknownTenant):
        return None
    return check(credentials["password"], hashed)


@blp.post("/auth/token")
@blp.arguments(LoginSchema)
@blp.response(200, TokenSchema)
@TRYING
@prepares(_checked)
@public
def token(credentials: dict[str, Any]) -> Response:
    """Log in by e-mail and password."""
    cookies = credentials.pop("cookies")
    descent = log_in(
        current_session(),
        **credentials,
        user_agent=request.headers.get("User-Agent"),
        address=request.remote_addr,
        checked=prepared(),
    )
    return answer_with_tokens(descent, cookies=cookies)


@blp.post("/auth/token/refresh")
@blp.response(200, TokenSchema)
@public
def refresh() -> Response:
    """Exchange the refresh token, sent as bearer or cookie, for new tokens.

    Each is good once. One that comes again has been copied, so its log-in ends.
    """
    tenant_id, family_id, refresh_id = read_refresh_token()
    session = current_session()
    enter_tenant(session, tenant_id)
    descent = families.rotate(session, family_id=family_id, refresh_id=refresh_id)
    return answer_with_tokens(descent, cookies="Authorization" not in request.headers)


@blp.post("/auth/logout")
@blp.response(204)
@requires(Permission.ME)
def logout() -> Response:
    """Log out: end this log-in, and take its cookies out of the browser."""
    actor = current_actor()
    families.end_own(
        current_session(), user_id=actor.user_id, family_id=current_family(), because="logged out"
    )
    return answer_without_cookies()


@blp.post("/auth/logout-everywhere")
@blp.response(204)
@requires(Permission.ME)
def logout_everywhere() -> Response:
    """End all log-ins of one's own, this one among them."""
    actor = current_actor()
    families.revoke_all(current_session(), user_id=actor.user_id, because="logged out everywhere")
    return answer_without_cookies()


@blp.get("/auth/sessions")
@blp.arguments(ListQuery(only=("cursor", "limit")), location="query")
@blp.response(200, page_of(LoginRecordSchema))
@requires(Permission.ME)
def list_sessions(query: dict[str, Any]) -> dict[str, Any]:
    """List one's own log-ins that have not ended, the newest first."""
    page = families.list_own(
        current_session(),
        user_id=current_actor().user_id,
        cursor=query.get("cursor"),
        limit=query["limit"],
    )
    return {"items": [_shown(family) for family in page.items], "next_cursor": page.next_cursor}


@blp.delete("/auth/sessions/<uuid:session_id>")
@blp.response(204)
@requires(Permission.ME)
def end_session(session_id: UUID) -> None:
    """End one of one's own log-ins, such as one on a lost telephone."""
    actor = current_actor()
    families.end_own(
        current_session(), user_id=actor.user_id, family_id=session_id, because="ended by its owner"
    )


@blp.post("/auth/password/forgot")
@blp.arguments(AccountSchema)
@blp.response(202, NoticeSchema)
@MAILING
@public
def forgot_password(values: dict[str, Any]) -> dict[str, str]:
    """Ask for a link to choose a new password. The answer does not tell whether there is an account."""
    password_changes.forget(current_session(), base_url=runtime().base_url, **values)
    return ON_ITS_WAY


@blp.post("/auth/password/reset")
@blp.arguments(ResetSchema)
@blp.response(204)
@limited(address="60/minute")
@public
def reset_password(values: dict[str, Any]) -> None:
    """Choose a new password by the link that was sent; all log-ins of the account end."""
    password_changes.reset(current_session(), base_url=runtime().base_url, **values)


@blp.post("/auth/password/change")
@blp.arguments(PasswordChangeSchema)
@blp.response(204)
@requires(Permission.ME)
def change_password(values: dict[str, Any]) -> None:
    """Change one's own password; all other log-ins end."""
    password_changes.change(
        current_session(),
        base_url=runtime().base_url,
        user_id=current_actor().user_id,
        family_id=current_family(),
        **values,
    )


def _shown(family: TokenFamily) -> dict[str, Any]:
    return {
        "id": family.id,
        "user_agent": family.user_agent,
        "address": family.address,
        "created_at": family.created_at,
        "last_used_at": family.updated_at,
        "is_current": family.id == current_family(),
    }
