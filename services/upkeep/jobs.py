"""The periodic jobs there are, and how often each is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models.session import Database
from services.attendance.closing import cancel_missed, close_forgotten, settle_reviews
from services.attendance.warnings import warn_low_attendance
from services.statistics.counting import count_attendance
from services.statistics.forecasting import forecast_absences
from services.upkeep.purging import (
    purge_answers,
    purge_challenges,
    purge_evidence,
    purge_feeds,
    purge_outbox,
    purge_photos,
    purge_tokens,
    shorten_runs,
)

Work = Callable[[Database, UUID], int]
"""Does a job for one tenant, in units of work of its own; how many things it dealt with."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due again and again, for every tenant.

    Parameters
    ----------
    name
        Of its row in the database; never changed once it is in service.
    every
        Time from one beginning to the next.
    """

    name: str
    every: timedelta
    work: Work


JOBS = (
    Job("purge_outbox", timedelta(hours=1), purge_outbox),
    Job("purge_answers", timedelta(hours=1), purge_answers),
    Job("purge_tokens", timedelta(hours=1), purge_tokens),
    Job("purge_feeds", timedelta(days=1), purge_feeds),
    Job("shorten_runs", timedelta(days=1), shorten_runs),
    Job("purge_photos", timedelta(hours=1), purge_photos),
    Job("purge_evidence", timedelta(days=1), purge_evidence),
    Job("purge_challenges", timedelta(hours=1), purge_challenges),
    Job("close_forgotten_sessions", timedelta(minutes=5), close_forgotten),
    Job("cancel_missed_sessions", timedelta(minutes=5), cancel_missed),
    Job("settle_reviews", timedelta(hours=1), settle_reviews),
    Job("count_attendance", timedelta(minutes=1), count_attendance),
    Job("forecast_absences", timedelta(days=1), forecast_absences),
    Job("warn_low_attendance", timedelta(days=1), warn_low_attendance),
)
