"""Reasons of a verdict: stable codes, the same in words, and what each leads to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Decision(IntEnum):
    """What becomes of an attempt, from best to worst; the worst of all findings is the verdict."""

    ACCEPTED = 0
    REVIEW = 1
    REFUSED = 2

    @property
    def word(self) -> str:
        """As it is written outside: accepted, review or refused."""
        return self.name.lower()


class Reason(StrEnum):
    """What was found; stable codes."""

    NOT_ASSIGNED = "not_assigned"
    NOT_IN_GROUP = "not_in_group"
    SESSION_NOT_STARTED = "session_not_started"
    SESSION_ALREADY_STARTED = "session_already_started"
    SESSION_ENDED = "session_ended"
    SESSION_CANCELED = "session_canceled"
    ON_TIME = "on_time"
    LATE = "late"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    CAPTURED_IN_FUTURE = "captured_in_future"
    CAPTURED_BEFORE_CHALLENGE = "captured_before_challenge"
    SENT_TOO_LATE = "sent_too_late"
    SENT_LATER_UNSIGNED = "sent_later_unsigned"
    CLOCK_OFF = "clock_off"
    CHALLENGE_MISSING = "challenge_missing"
    CHALLENGE_UNKNOWN = "challenge_unknown"
    CHALLENGE_USED = "challenge_used"
    CHALLENGE_EXPIRED = "challenge_expired"
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_WRONG = "signature_wrong"
    CODE_MATCHES = "code_matches"
    CODE_MISSING = "code_missing"
    CODE_WRONG = "code_wrong"
    FACE_MISSING = "face_missing"
    FACE_NOT_ENROLLED = "face_not_enrolled"
    FACE_UNUSABLE = "face_unusable"
    FACE_MATCHES = "face_matches"
    FACE_UNCERTAIN = "face_uncertain"
    FACE_DIFFERS = "face_differs"
    FACE_AMBIGUOUS = "face_ambiguous"
    PHOTO_SEEN_BEFORE = "photo_seen_before"
    PHOTO_LIKE_BEFORE = "photo_like_before"
    PLACE_MISSING = "place_missing"
    PLACE_INSIDE = "place_inside"
    PLACE_UNCERTAIN = "place_uncertain"
    PLACE_OUTSIDE = "place_outside"
    PLACE_MOCKED = "place_mocked"
    PLACE_IMPOSSIBLE = "place_impossible"
    PLACE_UNFENCED = "place_unfenced"
    ACCURACY_IMPOSSIBLE = "accuracy_impossible"
    ACCURACY_MISSING = "accuracy_missing"
    ACCURACY_POOR = "accuracy_poor"
    TRAVEL_TOO_FAST = "travel_too_fast"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Parameters
    ----------
    decision
        What it alone would lead to.
    score, limit
        The number found and the one it was held against, where there are such; units as in
        :class:`engine.attendance.policy.AttendancePolicy`.
    detail
        A code from elsewhere: what was wrong with the photo.
    """

    reason: Reason
    decision: Decision
    score: float | None = None
    limit: float | None = None
    detail: str | None = None

    @property
    def words(self) -> str:
        """The finding in a sentence."""
        score = "" if self.score is None else _number(abs(self.score))
        limit = "" if self.limit is None else _number(self.limit)
        side = "before" if self.score is not None and self.score < 0 else "after"
        return _WORDS[self.reason].format(score=score, limit=limit, side=side, detail=self.detail or "")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


_WORDS = {
    Reason.NOT_ASSIGNED: "Only the assigned trainer may do this.",
    Reason.NOT_IN_GROUP: "The person is not of this session's class group.",
    Reason.SESSION_NOT_STARTED: "The session had not been started.",
    Reason.SESSION_ALREADY_STARTED: "The session has been started already.",
    Reason.SESSION_ENDED: "The session had ended.",
    Reason.SESSION_CANCELED: "The session is cancelled.",
    Reason.ON_TIME: "In time: {score} minutes {side} the planned time.",
    Reason.LATE: "Late: {score} minutes after the planned start; up to {limit} count as present.",
    Reason.TOO_EARLY: "Too early: {score} minutes before the planned time, at most {limit} are allowed.",
    Reason.TOO_LATE: "Too late: {score} minutes after the planned time, at most {limit} are allowed.",
    Reason.CAPTURED_IN_FUTURE: "The time of capture lies {score} seconds ahead.",
    Reason.CAPTURED_BEFORE_CHALLENGE: "It was captured {score} seconds before its challenge was given out.",
    Reason.SENT_TOO_LATE: "It was sent {score} hours after its capture; at most {limit} are allowed.",
    Reason.SENT_LATER_UNSIGNED: "It was sent {score} seconds after its capture and is not signed.",
    Reason.CLOCK_OFF: "The device's clock is off by {score} seconds; up to {limit} are allowed.",
    Reason.CHALLENGE_MISSING: "The challenge is missing.",
    Reason.CHALLENGE_UNKNOWN: "The challenge was not given out to this device.",
    Reason.CHALLENGE_USED: "The challenge was used before.",
    Reason.CHALLENGE_EXPIRED: "The challenge has expired.",
    Reason.SIGNATURE_MISSING: "The device's signature is missing.",
    Reason.SIGNATURE_WRONG: "The device's signature is wrong.",
    Reason.CODE_MATCHES: "The session's code is right.",
    Reason.CODE_MISSING: "The session's code is missing.",
    Reason.CODE_WRONG: "The session's code is wrong, or no longer shown.",
    Reason.FACE_MISSING: "There is no photo.",
    Reason.FACE_NOT_ENROLLED: "No face is enrolled to compare with.",
    Reason.FACE_UNUSABLE: "The photo cannot be used ({detail}).",
    Reason.FACE_MATCHES: "The face is that of the person: distance {score}, at most {limit}.",
    Reason.FACE_UNCERTAIN: "The face may be that of the person: distance {score}, at most {limit}.",
    Reason.FACE_DIFFERS: "The face is not that of the person: distance {score}, above {limit}.",
    Reason.FACE_AMBIGUOUS: "Another person is nearly as like: {score} farther, {limit} is asked for.",
    Reason.PHOTO_SEEN_BEFORE: "The same photo was sent before.",
    Reason.PHOTO_LIKE_BEFORE: "The photo is nearly the same as an earlier one: distance {score}, "
    "two photos differ by more than {limit}.",
    Reason.PLACE_MISSING: "There is no position.",
    Reason.PLACE_INSIDE: "The place is right: probability {score} of being inside, {limit} is enough.",
    Reason.PLACE_UNCERTAIN: "The place is uncertain: probability {score} of being inside, {limit} is needed.",
    Reason.PLACE_OUTSIDE: "The place is wrong: probability {score} of being inside, below {limit}.",
    Reason.PLACE_MOCKED: "The device says that another program made up the position.",
    Reason.PLACE_IMPOSSIBLE: "The position is nowhere on Earth.",
    Reason.PLACE_UNFENCED: "No zone is known that the place could be held against.",
    Reason.ACCURACY_IMPOSSIBLE: "An accuracy of {score} m is impossible.",
    Reason.ACCURACY_MISSING: "The position has no accuracy.",
    Reason.ACCURACY_POOR: "The position is accurate to {score} m only; {limit} m is needed.",
    Reason.TRAVEL_TOO_FAST: "From the position before it takes {score} m/s; up to {limit} are believed.",
}
