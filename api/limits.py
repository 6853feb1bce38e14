"""How often the same caller may try what a stranger may try."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException

from services.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])


def address_and_account() -> str:
    """The caller's address and the account that the request is about.

    A whole college may share one address, so trying one account over and over is told from many
    people trying their own.
    """
    digest = hashlib.sha256(_email_of_request().strip().casefold().encode(errors="replace")).hexdigest()
    return f"{get_remote_address()} {digest[:16]}"


def _email_of_request() -> str:
    try:
        body = request.get_json(silent=True)
    except (HTTPException, RecursionError):
        return ""  # too large or too deep; whoever reads the body next refuses it
    return str(body.get("email", "")) if isinstance(body, dict) else ""


def limited(*, account: str | None = None, address: str) -> Callable[[View], View]:
    """Declare how often a view may be called, in words such as ``10/minute``.

    ``account`` counts calls from one address about one e-mail address, ``address`` all from one
    address.
    """

    def declare(view: View) -> View:
        rates = {address: get_remote_address} | ({account: address_and_account} if account else {})
        view.rates = rates  # type: ignore[attr-defined]
        return view

    return declare


def check_limits(view: Callable[..., Any] | None) -> None:
    """Count a call of a view, and refuse it if there were too many; before anything is done for it.

    Raises
    ------
    TooManyRequests
        If there were.
    """
    count = current_app.extensions["roster_limits"].get(view)
    if count is not None:
        count()


def install(app: Flask, settings: Settings) -> None:
    """Make ready what views declare; to be called when all views are registered.

    Where the store of the counts is away, each process counts for itself.
    """
    counts: dict[Callable[..., Any], Callable[[], None]] = {}
    app.extensions["roster_limits"] = counts
    if not settings.rate_limits:
        return
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.limits_url,
        in_memory_fallback_enabled=True,
        headers_enabled=True,
    )
    for endpoint_view in app.view_functions.values():
        for view in _functions_of(endpoint_view):
            if rates := getattr(view, "rates", {}):
                counts[view] = _counting(limiter, view, rates)


def _functions_of(view: Any) -> list[Callable[..., Any]]:
    """The function of each method that an endpoint takes."""
    group = getattr(view, "view_class", None)
    if group is None:
        return [view]
    return [getattr(group, method.lower()) for method in group.methods or ()]


def _counting(
    limiter: Limiter, view: Callable[..., Any], rates: dict[str, Callable[[], str]]
) -> Callable[[], None]:
    @wraps(view)  # which gives it the name that calls are counted under
    def nothing() -> None:
        """Only the counting around it is wanted."""

    count: Callable[[], None] = nothing
    for rate, key in rates.items():
        count = limiter.limit(rate, key_func=key)(count)
    return count
