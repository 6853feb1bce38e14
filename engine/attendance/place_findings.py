"""What a position leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.attendance.policy import AttendancePolicy
from engine.attendance.reasons import Decision, Finding, Reason
from engine.geofence.position import Presence

_LIFTED = {
    Reason.PLACE_MISSING: Decision.ACCEPTED,
    Reason.PLACE_UNCERTAIN: Decision.ACCEPTED,
    Reason.PLACE_UNFENCED: Decision.ACCEPTED,
    Reason.ACCURACY_MISSING: Decision.ACCEPTED,
    Reason.ACCURACY_POOR: Decision.ACCEPTED,
    Reason.PLACE_OUTSIDE: Decision.REVIEW,
}
"""What remains of a finding when the session's code proves the room.

A code can be photographed and sent on, so a position clearly elsewhere is left to a person; and an invented
position stays what it is.
"""


def place_findings(
    policy: AttendancePolicy, place: Presence | None, *, proved_otherwise: bool = False
) -> Iterator[Finding]:
    """Where somebody is; ``proved_otherwise`` says that something else proves the room."""
    for finding in _all_findings(policy, place):
        decision = _LIFTED.get(finding.reason, finding.decision) if proved_otherwise else finding.decision
        yield replace(finding, decision=min(decision, finding.decision))


def _all_findings(policy: AttendancePolicy, place: Presence | None) -> Iterator[Finding]:
    if place is None:
        if policy.place_required:
            yield Finding(Reason.PLACE_MISSING, Decision.REFUSED)
        return
    if place.nowhere:
        yield Finding(Reason.PLACE_IMPOSSIBLE, Decision.REFUSED)
        return
    if place.mocked:
        yield Finding(Reason.PLACE_MOCKED, Decision.REFUSED)
    if place.speed_ms is not None and not place.speed_ms <= policy.max_speed_ms:
        yield Finding(Reason.TRAVEL_TOO_FAST, Decision.REVIEW, place.speed_ms, policy.max_speed_ms)
    if place.unfenced:
        yield Finding(Reason.PLACE_UNFENCED, Decision.REVIEW)
        return
    if place.probability is None:
        yield Finding(Reason.ACCURACY_IMPOSSIBLE, Decision.REFUSED, place.accuracy_m)
        return
    yield _inside(policy, place.probability)
    if place.accuracy_m is None:
        yield Finding(Reason.ACCURACY_MISSING, Decision.REVIEW)
    elif place.accuracy_m > policy.place_worst_accuracy_m:
        worst = policy.place_worst_accuracy_m
        yield Finding(Reason.ACCURACY_POOR, Decision.REVIEW, place.accuracy_m, worst)


def _inside(policy: AttendancePolicy, probability: float) -> Finding:
    if probability >= policy.place_accept:
        return Finding(Reason.PLACE_INSIDE, Decision.ACCEPTED, probability, policy.place_accept)
    if probability >= policy.place_review:
        return Finding(Reason.PLACE_UNCERTAIN, Decision.REVIEW, probability, policy.place_accept)
    return Finding(Reason.PLACE_OUTSIDE, Decision.REFUSED, probability, policy.place_review)
