"""What a photo leads to."""

from __future__ import annotations

from collections.abc import Iterator

from engine.attendance.evidence import Face
from engine.attendance.policy import AttendancePolicy
from engine.attendance.reasons import Decision, Finding, Reason
from engine.face.threshold import SAME_PHOTO


def face_findings(policy: AttendancePolicy, face: Face | None) -> Iterator[Finding]:
    """Who it is, and whether the photo is new."""
    if face is None:
        if policy.face_required:
            yield Finding(Reason.FACE_MISSING, Decision.REFUSED)
        return
    yield from _identity(policy, face)
    yield from _novelty(face)


def _identity(policy: AttendancePolicy, face: Face) -> Iterator[Finding]:
    if face.fault is not None:
        yield Finding(Reason.FACE_UNUSABLE, Decision.REFUSED, detail=face.fault)
    elif face.distance is None or not face.enrolled:
        # Whoever gave no consent, or withdrew it, is known to the trainer.
        yield Finding(Reason.FACE_NOT_ENROLLED, Decision.REVIEW)
    else:
        yield _distance(policy, face.distance)
        if face.margin is not None and not face.margin >= policy.face_margin:
            yield Finding(Reason.FACE_AMBIGUOUS, Decision.REVIEW, face.margin, policy.face_margin)


def _distance(policy: AttendancePolicy, distance: float) -> Finding:
    if policy.face.accepts(distance):
        return Finding(Reason.FACE_MATCHES, Decision.ACCEPTED, distance, policy.face_accept)
    if policy.face.leaves_open(distance):
        return Finding(Reason.FACE_UNCERTAIN, Decision.REVIEW, distance, policy.face_review)
    return Finding(Reason.FACE_DIFFERS, Decision.REFUSED, distance, policy.face_review)


def _novelty(face: Face) -> Iterator[Finding]:
    if face.seen_before:
        yield Finding(Reason.PHOTO_SEEN_BEFORE, Decision.REFUSED)
    elif face.nearest_before is not None and face.nearest_before <= SAME_PHOTO:
        yield Finding(Reason.PHOTO_LIKE_BEFORE, Decision.REVIEW, face.nearest_before, SAME_PHOTO)
