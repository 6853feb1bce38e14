"""When something was captured, by the server's clock, although a device's clock may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.attendance.evidence import refuse_naive


@dataclass(frozen=True, slots=True)
class Capture:
    """A time of capture, corrected.

    Parameters
    ----------
    at
        By the server's clock.
    drift_s
        How far the device's clock is behind the server's, in seconds; negative if it is ahead. The
        way through the network is part of it.
    """

    at: datetime
    drift_s: float


def capture_time(captured_at: datetime, *, sent_at: datetime, received_at: datetime) -> Capture:
    """Estimate when something was captured, from what the device's clock showed then and at sending.

    The device's clock is taken to run evenly between capture and sending: what it was off at sending, it
    was off at capture. Quartz loses two seconds a day. A device that lies about both times is not found
    out here; the challenge bounds what it can claim.

    Parameters
    ----------
    captured_at, sent_at
        By the device's clock.
    received_at
        By the server's clock.

    Raises
    ------
    ValueError
        If a time has no zone, or so far off that no calendar has it.
    """
    for name, moment in (("captured_at", captured_at), ("sent_at", sent_at), ("received_at", received_at)):
        refuse_naive(name, moment)
    drift: timedelta = received_at - sent_at
    try:
        return Capture(captured_at + drift, drift.total_seconds())
    except OverflowError as error:
        raise ValueError(f"captured_at is {captured_at}, sent_at {sent_at}: no such time exists.") from error
