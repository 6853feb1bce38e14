"""The edge of every request: who asks, may they, and one unit of work around the view."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

import structlog
from flask import Flask, current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.context import current_device, database
from api.idempotency import answer_once
from api.limits import check_limits
from api.signatures import is_signed, signing_device
from api.tokens import read_access_token
from models import Tenant
from models.session import Who, enter_tenant
from services.access import Actor, Permission, Role, Scope, load_logged_in, scope_of
from services.errors import DomainError, Forbidden, NotFound, Unauthenticated
from services.people.activity import note_presence
from services.presence.devices import note_seen

View = TypeVar("View", bound=Callable[..., Any])

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
GOOD_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SECRET_IN_PATH = re.compile(r"(?<=/feeds/)[A-Za-z0-9_-]{40,}")
"""Of calendar feeds: who has it may read, so it has no place in logs."""

log = structlog.get_logger()


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs; the edge checks it before the view is called."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return _described(view, {"x-permission": str(permission)})

    return declare


def public(view: View) -> View:
    """Declare that anybody may call a view, logged in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return _described(view, {"x-permission": "public", "security": []})


def own_units(view: View) -> View:
    """Declare that a public view opens its own units of work, because it waits for others in between."""
    view.has_own_units = True  # type: ignore[attr-defined]
    return view


def prepares(work: Callable[[], Any]) -> Callable[[View], View]:
    """Declare what a view needs worked out before its unit of work is opened.

    For what takes long and needs no lock, such as looking at a photo or hashing a password: on SQLite
    a unit of work that writes holds off all others. ``work`` is called once the caller is known to
    have the permission; :func:`api.context.prepared` gives the view what it returned.
    """

    def declare(view: View) -> View:
        view.work = work  # type: ignore[attr-defined]
        return view

    return declare


def _described(view: View, words: dict[str, Any]) -> View:
    # Where flask-smorest keeps what ``Blueprint.doc`` was given.
    documentation = getattr(view, "_apidoc", {})
    documentation.setdefault("manual_doc", {}).update(words)
    view._apidoc = documentation  # type: ignore[attr-defined]
    return view


class Application(Flask):
    """A Flask application that answers each request within one unit of work."""

    def dispatch_request(self) -> Any:
        """Find out who asks and whether they may, call the view, commit."""
        view = _view_of_request()
        check_limits(view)
        permission: Permission | None = getattr(view, "permission", None)
        is_public = getattr(view, "is_public", False) and not getattr(view, "has_own_units", False)
        if view is None or (permission is None and not is_public):
            return super().dispatch_request()  # pages of the framework, too, which store nothing
        work: Callable[[], Any] | None = getattr(view, "work", None)
        if work is not None:
            self._prepare(work, permission)
        return self._answer(permission)

    def _prepare(self, work: Callable[[], Any], permission: Permission | None) -> None:
        if is_signed():
            request.get_data()  # all of it is signed, so nobody knows who asks before it is here
        if permission is not None:
            with database().unit_of_work(Who(request_id=g.request_id), read_only=True) as session:
                g.actor = _authenticate(session, permission)
                _authorise(g.actor, permission)
        request.get_data()
        g.prepared = work()

    def _answer(self, permission: Permission | None) -> Any:
        who = Who(request_id=g.request_id)
        if request.method not in READ_METHODS or is_signed():
            # All of it, and before anything is locked: a body may come as slowly as its sender likes.
            request.get_data()
        refused: DomainError | None = None
        with database().unit_of_work(who, read_only=request.method in READ_METHODS) as session:
            g.session = session
            try:
                if permission is not None:
                    g.actor = _authenticate(session, permission)
                    _authorise(g.actor, permission)
                    response = answer_once(session, super().dispatch_request)
                    if request.method not in READ_METHODS:
                        note_presence(session, g.actor.user_id)
                        if (device := current_device()) is not None:
                            note_seen(session, device)
                    return response
                return self.make_response(super().dispatch_request())
            except DomainError as error:
                if not error.keeps_work:
                    raise
                refused = error
        raise refused


def name_request() -> None:
    """Give the request its id: the caller's own if it is a sane one."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if GOOD_REQUEST_ID.fullmatch(given) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    path = SECRET_IN_PATH.sub("…", request.path)
    structlog.contextvars.bind_contextvars(request_id=g.request_id, method=request.method, path=path)


def _view_of_request() -> Callable[..., Any] | None:
    if request.routing_exception is not None or request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    method = "get" if request.method == "HEAD" else request.method.lower()
    return getattr(getattr(view, "view_class", None), method, view)


def _authenticate(session: Session, permission: Permission) -> Actor:
    if is_signed():
        return signing_device(session)
    claims = read_access_token()
    try:
        tenant_id, user_id, family_id = (UUID(claims[name]) for name in ("tenant", "sub", "family"))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated("The token lacks what this service writes into its tokens.") from error
    enter_tenant(session, tenant_id, user_id)
    actor = load_logged_in(session, user_id, family_id=family_id)
    if actor is None:
        raise Unauthenticated("You were logged out, or the account is closed. Log in again.")
    structlog.contextvars.bind_contextvars(tenant=str(tenant_id), user=str(user_id))
    return _enter_other_tenant(session, actor, permission)


def _enter_other_tenant(session: Session, actor: Actor, permission: Permission) -> Actor:
    """Let an operator of the platform act in the tenant that the header names."""
    slug = request.headers.get("X-Tenant")
    if slug is None:
        return actor
    if actor.role is not Role.OPERATOR:
        raise Forbidden("Only operators of the platform name another tenant in X-Tenant.")
    tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        raise NotFound(f"There is no tenant {slug!r}.")
    if permission is Permission.ME:
        return actor  # whatever else is entered, one's own account and log-ins stay where they are
    enter_tenant(session, tenant.id, actor.user_id)
    log.info("operator_enters", tenant=slug)
    return Actor(user_id=actor.user_id, tenant_id=tenant.id, role=actor.role, from_tenant_id=actor.tenant_id)


def _authorise(actor: Actor, permission: Permission) -> None:
    if scope_of(permission, actor.role) is Scope.NONE:
        raise Forbidden(f"As {actor.role} you have no permission {permission}.")
