"""What is known of an attempt to check in, or to start or end a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.geofence.position import Presence


class Action(StrEnum):
    """What somebody wants."""

    CHECK_IN = "check_in"
    START = "start"
    END = "end"


class State(StrEnum):
    """Where a session is in its life."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELED = "canceled"


class Challenge(StrEnum):
    """What became of the single-use challenge that the server had given out."""

    VALID = "valid"
    MISSING = "missing"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


class Proof(StrEnum):
    """What became of a signature, or of the session's rotating code."""

    VALID = "valid"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Session:
    """The session in question; all times are aware.

    Parameters
    ----------
    starts_at, ends_at
        As planned.
    started_at, ended_at
        As it was; None if it was not.

    Raises
    ------
    ValueError
        If it ends before it starts, or a time has no zone.
    """

    starts_at: datetime
    ends_at: datetime
    state: State
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("starts_at", "ends_at", "started_at", "ended_at"):
            refuse_naive(name, getattr(self, name))
        if not self.starts_at < self.ends_at:
            raise ValueError(f"The session starts at {self.starts_at} and ends at {self.ends_at}.")


@dataclass(frozen=True, slots=True)
class Face:
    """What a photo says about who is in it.

    Parameters
    ----------
    distance
        To the template of the person; None if there was nothing to compare.
    margin
        How much farther the next person is, where the face itself says who it is; None where the
        person was known and only confirmed.
    fault
        Code of why no encoding could be made of the photo; None if one was.
    enrolled
        Whether the person has a template.
    seen_before
        Whether this very photo was sent before.
    nearest_before
        Distance to the nearest encoding of the person's earlier check-ins; None if none is kept.
    """

    distance: float | None = None
    margin: float | None = None
    fault: str | None = None
    enrolled: bool = True
    seen_before: bool = False
    nearest_before: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of one attempt.

    Parameters
    ----------
    captured_at
        When photo and position were taken, by the server's clock; see :mod:`engine.attendance.clock`.
    received_at
        When the server got it.
    entitled
        Whether the person is the assigned trainer (start, end) or is of the group (check-in).
    face, place
        None if there was no photo, no position.
    challenge_at
        When the challenge was given out; nothing was captured for it before.
    drift_s
        How far the device's clock is behind, in seconds.

    Raises
    ------
    ValueError
        If a time has no zone.
    """

    action: Action
    captured_at: datetime
    received_at: datetime
    entitled: bool
    face: Face | None = None
    place: Presence | None = None
    challenge: Challenge = Challenge.MISSING
    challenge_at: datetime | None = None
    signature: Proof = Proof.MISSING
    code: Proof = Proof.MISSING
    drift_s: float = 0.0

    def __post_init__(self) -> None:
        for name in ("captured_at", "received_at", "challenge_at"):
            refuse_naive(name, getattr(self, name))


def refuse_naive(name: str, moment: datetime | None) -> None:
    """Refuse a time without a zone.

    Raises
    ------
    ValueError
        If it has none.
    """
    if moment is not None and moment.tzinfo is None:
        raise ValueError(f"{name} is {moment}, a time with a zone is expected.")
