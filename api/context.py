"""What belongs to the request being answered: its session, who asks, and the running product."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from models.session import Database
from services.access import Actor
from services.errors import Unauthenticated
from services.presence.devices import SigningDevice
from services.runtime import Runtime
from services.settings import Settings


def current_session() -> Session:
    """The unit of work of this request; it is committed when the view returns, undone when it raises."""
    return cast(Session, g.session)


def current_actor() -> Actor:
    """Who asks.

    Raises
    ------
    Unauthenticated
        If nobody has logged in; views that require a permission are never called then.
    """
    actor = g.get("actor")
    if actor is None:
        raise Unauthenticated("Log in first.")
    return cast(Actor, actor)


def current_device() -> SigningDevice | None:
    """The device that signed this request; none where somebody has logged in."""
    return cast("SigningDevice | None", g.get("device"))


def prepared() -> Any:
    """What was worked out before this unit of work was opened; see :func:`api.edge.prepares`."""
    return g.prepared


def runtime() -> Runtime:
    """The world as services see it."""
    return cast(Runtime, current_app.extensions["roster_runtime"])


def database() -> Database:
    """The database of this application."""
    return cast(Database, current_app.extensions["roster_database"])


def settings() -> Settings:
    """The settings of this application."""
    return cast(Settings, current_app.extensions["roster_settings"])
