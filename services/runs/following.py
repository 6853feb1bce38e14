"""Following a run from outside: what is new of it, until it has ended or time is up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import Run
from models.run import OPEN_RUN_STATUSES
from models.session import Database, Who

LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class News:
    """A run as it stands at a moment.

    Parameters
    ----------
    stamp
        Grows with each change, so that a follower can say how much it has heard.
    """

    stamp: int
    is_open: bool
    state: dict[str, Any]


SHOWN = (
    Run.id,
    Run.kind,
    Run.status,
    Run.attempt,
    Run.progress,
    Run.cancel_requested_at,
    Run.result_timetable_id,
    Run.error,
    Run.error_code,
)


def follow(
    database: Database, who: Who, *, run_id: UUID, after: int, lasts_s: float
) -> Iterator[News | None]:
    """What is new of a run since a stamp, as it happens; None now and then while nothing is.

    Ends with the run, or after ``lasts_s`` seconds. Each look is a unit of work of its own: none is
    held open while nothing happens.
    """
    until = time.monotonic() + lasts_s
    while True:
        news = look(database, who, run_id=run_id)
        if news is None:
            return  # deleted with its timetable
        if news.stamp > after:
            after = news.stamp
            yield news
        else:
            yield None
        if not news.is_open or time.monotonic() >= until:
            return
        time.sleep(LOOK_S)


def look(database: Database, who: Who, *, run_id: UUID) -> News | None:
    """A run as it stands now; none if it was deleted."""
    with database.unit_of_work(who, read_only=True) as session:
        row = session.execute(select(Run.updated_at, *SHOWN).where(Run.id == run_id)).one_or_none()
    if row is None:
        return None
    state = {column.key: getattr(row, column.key) for column in SHOWN}
    return News(stamp_of(row.updated_at), row.status in OPEN_RUN_STATUSES, state)


def stamp_of(moment: datetime) -> int:
    """The stamp of a change."""
    return int(moment.timestamp() * 1_000_000)
