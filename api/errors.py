"""One table from what went wrong to HTTP, as problem details (RFC 9457)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, json, request
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.exceptions import NotFound as NoSuchAddress

from services.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

STATUS: Mapping[type[DomainError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    Forbidden: HTTPStatus.FORBIDDEN,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each kind of refusal; a class that is not here takes its nearest ancestor's."""

RETRY_AFTER_S = 5
DISK_FULL = "53100"
"""PostgreSQL's code."""

CONTENT_TYPE = "application/problem+json"

HEADERS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_AFTER_S)},
}
"""What answers of a status tell besides."""

log = structlog.get_logger()


def status_of(error: type[DomainError]) -> HTTPStatus:
    """The status that a kind of refusal is answered with."""
    for ancestor in error.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    raise LookupError(f"{error.__name__} is not in the table of statuses.")


def problem(
    status: HTTPStatus | int,
    code: str,
    detail: str,
    *,
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response with problem details: a stable code, a sentence, and what is wrong field by field."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        "instance": request.path,
        "request_id": g.get("request_id"),
    }
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status=int(status), headers=headers, content_type=CONTENT_TYPE)


def install(app: Flask) -> None:
    """Answer every error of an application with problem details."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(JWTExtendedException, _bad_token)
    app.register_error_handler(PyJWTError, _bad_token)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database_busy)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _bug)


def _refused(error: DomainError) -> Response:
    status = status_of(type(error))
    return problem(status, error.code, error.message, errors=error.fields, headers=HEADERS.get(status))


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    data = getattr(error, "data", {})
    errors = data.get("messages")
    detail = "Some fields cannot be used as they are; see errors." if errors else error.description or ""
    if isinstance(error, MethodNotAllowed):
        methods = ", ".join(sorted(error.valid_methods or ()))
        detail = f"{request.path} does not take {request.method}; it takes {methods}."
    if isinstance(error, NoSuchAddress):
        detail = f"There is nothing at {request.path}; /api/docs shows what there is."
    headers = {
        name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")
    }
    headers.update(data.get("headers") or {})
    return problem(status, status.name.lower(), detail, errors=errors, headers=headers)


def _bad_token(error: Exception) -> Response:
    detail = f"The token cannot be used: {error}. Log in again, or refresh it."
    status = HTTPStatus.UNAUTHORIZED
    return problem(status, "unauthenticated", detail, headers=HEADERS[status])


def _too_deep(error: RecursionError) -> Response:
    # A body of nothing but brackets; logged all the same, for it could be a bug of ours.
    log.warning("too_deep", error=str(error))
    return problem(HTTPStatus.BAD_REQUEST, "too_deep", "The body holds parts within parts beyond measure.")


def _stale(_error: StaleDataError) -> Response:
    return problem(
        HTTPStatus.CONFLICT, "stale", "Somebody changed this at the same moment. Read it again and repeat."
    )


def _database(error: DBAPIError) -> Response:
    if isinstance(error, IntegrityError):
        log.warning("clash_at_the_same_moment", error=type(error.orig).__name__)
        return problem(
            HTTPStatus.CONFLICT,
            "conflict",
            "Another request stored something that clashes with this one. Read it and decide again.",
        )
    if _is_full(error):
        log.exception("storage_full")
        return problem(
            HTTPStatus.INSUFFICIENT_STORAGE,
            "storage_full",
            "There is no room left to store anything, and nothing was changed. Reading goes on. Tell those"
            " who run this service.",
        )
    if isinstance(error, OperationalError) or error.connection_invalidated:
        log.exception("database_away")
        return _unavailable("The database cannot be reached.")
    return _bug(error)


def _is_full(error: DBAPIError) -> bool:
    """Whether the database had no room left on its disk."""
    cause = error.orig
    return (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == DISK_FULL
    )


def _database_busy(_error: PoolTimeout) -> Response:
    log.warning("database_busy")
    return _unavailable("Too many requests at once.")


def _unavailable(reason: str) -> Response:
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        f"{reason} Nothing was changed; try again in {RETRY_AFTER_S} seconds.",
        headers=HEADERS[HTTPStatus.SERVICE_UNAVAILABLE],
    )


def _bug(error: Exception) -> Response:
    log.exception("unexpected_error", error=type(error).__name__)
    detail = f"Something unexpected happened; it has been logged as request {g.get('request_id')}."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail)
