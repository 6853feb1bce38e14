"""Whoever sends an attempt learns why, but not how near the face was."""

from __future__ import annotations

from engine.attendance import Decision, Finding, Reason
from services.attendance.telling import WITHOUT_FIGURES, told_to_sender

FACE = (Reason.FACE_MATCHES, Reason.FACE_UNCERTAIN, Reason.FACE_DIFFERS, Reason.FACE_AMBIGUOUS)


def _line(reason: Reason) -> dict[str, object]:
    finding = Finding(reason, Decision.REVIEW, 0.4321, 0.58)
    return {"code": reason.value, "words": finding.words, "score": finding.score, "limit": finding.limit}


def test_every_reason_with_a_distance_is_told_without_it() -> None:
    lines = [_line(reason) for reason in Reason]

    told = told_to_sender(lines)

    distances = {reason.value for reason in (*FACE, Reason.PHOTO_LIKE_BEFORE)}
    assert set(WITHOUT_FIGURES) == distances
    for before, after in zip(lines, told, strict=True):
        if before["code"] in distances:
            assert (after["score"], after["limit"]) == (None, None)
            assert not any(sign.isdigit() for sign in str(after["words"]))
        else:
            assert after == before
