"""Sessions, policies and evidence for tests of the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.attendance import Action, AttendancePolicy, Challenge, Evidence, Face, Proof, Session, State
from engine.geofence import Presence

START = datetime(2026, 11, 9, 8, tzinfo=UTC)
END = START + timedelta(hours=2)
POLICY = AttendancePolicy()
GOOD_FACE = Face(distance=0.4)
GOOD_PLACE = Presence(probability=0.99, accuracy_m=12)

SCHEDULED = Session(START, END, State.SCHEDULED)
ACTIVE = Session(START, END, State.ACTIVE, started_at=START - timedelta(minutes=10))
COMPLETED = replace(ACTIVE, state=State.COMPLETED, ended_at=END)
CANCELED = replace(SCHEDULED, state=State.CANCELED)


def evidence(minutes: float = 5, action: Action = Action.CHECK_IN, **changes: Any) -> Evidence:
    """Good evidence, captured so many minutes after the planned start, but for what is changed."""
    captured = START + timedelta(minutes=minutes)
    good: dict[str, Any] = {
        "action": action,
        "captured_at": captured,
        "received_at": captured + timedelta(seconds=2),
        "entitled": True,
        "face": GOOD_FACE,
        "place": GOOD_PLACE,
        "challenge": Challenge.VALID,
        "signature": Proof.VALID,
    }
    return Evidence(**(good | changes))
