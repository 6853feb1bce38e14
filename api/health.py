"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Any

from flask import Flask

from api.context import database
from api.edge import public
from models.migrating import newest_revision, revision_of
from services.errors import Unavailable


class NotMigrated(Unavailable):
    """The database has another schema than this version works with."""

    code = "not_migrated"


def install(app: Flask) -> None:
    """Add the two addresses that supervisors and load balancers ask."""
    app.add_url_rule("/health/live", view_func=live)
    app.add_url_rule("/health/ready", view_func=ready)


def live() -> dict[str, Any]:
    """The process answers; nothing else is asked."""
    return {"status": "live"}


@public
def ready() -> dict[str, Any]:
    """The database answers and has this version's schema."""
    found, expected = revision_of(database().engine), newest_revision()
    if found != expected:
        raise NotMigrated(
            f"The database is at revision {found}, expected {expected}: run smart-roster migrate."
        )
    return {"status": "ready", "revision": found}
