"""The verdict, by table: each finding alone, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.attendance import (
    Action,
    AttendancePolicy,
    Challenge,
    CodeRole,
    Decision,
    Face,
    Finding,
    Mark,
    Proof,
    Reason,
    Session,
    judge,
)
from engine.geofence import Presence
from tests.engine.attendance.cases import (
    ACTIVE,
    CANCELED,
    COMPLETED,
    END,
    GOOD_FACE,
    GOOD_PLACE,
    POLICY,
    SCHEDULED,
    START,
    evidence,
)

YES, ASK, NO = Decision.ACCEPTED, Decision.REVIEW, Decision.REFUSED
Expected = tuple[Decision, frozenset[Reason]]


def expect(decision: Decision, *reasons: Reason) -> Expected:
    """A decision and the findings that must be there."""
    return decision, frozenset(reasons)


FACES: list[tuple[Face | None, Expected]] = [
    (None, expect(NO, Reason.FACE_MISSING)),
    (Face(distance=0.0), expect(YES, Reason.FACE_MATCHES)),
    (Face(distance=0.50), expect(YES, Reason.FACE_MATCHES)),
    (Face(distance=0.5001), expect(ASK, Reason.FACE_UNCERTAIN)),
    (Face(distance=0.58), expect(ASK, Reason.FACE_UNCERTAIN)),
    (Face(distance=0.5801), expect(NO, Reason.FACE_DIFFERS)),
    (Face(distance=math.nan), expect(NO, Reason.FACE_DIFFERS)),
    (Face(fault="no_face"), expect(NO, Reason.FACE_UNUSABLE)),
    (Face(enrolled=False), expect(ASK, Reason.FACE_NOT_ENROLLED)),
    (Face(distance=0.3, margin=0.2), expect(YES, Reason.FACE_MATCHES)),
    (Face(distance=0.3, margin=0.01), expect(ASK, Reason.FACE_MATCHES, Reason.FACE_AMBIGUOUS)),
    (Face(distance=0.3, seen_before=True), expect(NO, Reason.FACE_MATCHES, Reason.PHOTO_SEEN_BEFORE)),
    (Face(distance=0.3, nearest_before=0.05), expect(ASK, Reason.FACE_MATCHES, Reason.PHOTO_LIKE_BEFORE)),
    (Face(distance=0.3, nearest_before=0.25), expect(YES, Reason.FACE_MATCHES)),
]
PLACES: list[tuple[Presence | None, Expected]] = [
    (None, expect(NO, Reason.PLACE_MISSING)),
    (Presence(1.0, 10), expect(YES, Reason.PLACE_INSIDE)),
    (Presence(0.9, 150), expect(YES, Reason.PLACE_INSIDE)),
    (Presence(0.8999, 10), expect(ASK, Reason.PLACE_UNCERTAIN)),
    (Presence(0.5, 10), expect(ASK, Reason.PLACE_UNCERTAIN)),
    (Presence(0.4999, 10), expect(NO, Reason.PLACE_OUTSIDE)),
    (Presence(math.nan, 10), expect(NO, Reason.PLACE_OUTSIDE)),
    (Presence(None, 0.0), expect(NO, Reason.ACCURACY_IMPOSSIBLE)),
    (Presence(None, 10, nowhere=True), expect(NO, Reason.PLACE_IMPOSSIBLE)),
    (Presence(None, 10, unfenced=True), expect(ASK, Reason.PLACE_UNFENCED)),
    (Presence(1.0, None), expect(ASK, Reason.PLACE_INSIDE, Reason.ACCURACY_MISSING)),
    (Presence(1.0, 150.1), expect(ASK, Reason.PLACE_INSIDE, Reason.ACCURACY_POOR)),
    (Presence(1.0, 10, mocked=True), expect(NO, Reason.PLACE_INSIDE, Reason.PLACE_MOCKED)),
    (Presence(1.0, 10, speed_ms=70), expect(YES, Reason.PLACE_INSIDE)),
    (Presence(1.0, 10, speed_ms=math.inf), expect(ASK, Reason.PLACE_INSIDE, Reason.TRAVEL_TOO_FAST)),
]
CHALLENGES: list[tuple[Challenge, Expected]] = [
    (Challenge.VALID, expect(YES)),
    (Challenge.MISSING, expect(NO, Reason.CHALLENGE_MISSING)),
    (Challenge.UNKNOWN, expect(NO, Reason.CHALLENGE_UNKNOWN)),
    (Challenge.USED, expect(NO, Reason.CHALLENGE_USED)),
    (Challenge.EXPIRED, expect(NO, Reason.CHALLENGE_EXPIRED)),
]
SIGNATURES: list[tuple[Proof, Expected]] = [
    (Proof.VALID, expect(YES)),
    (Proof.MISSING, expect(YES)),
    (Proof.WRONG, expect(NO, Reason.SIGNATURE_WRONG)),
]
ENTITLED: list[tuple[bool, Expected]] = [(True, expect(YES)), (False, expect(NO, Reason.NOT_IN_GROUP))]
MINUTES: list[tuple[float, Expected]] = [
    (-10, expect(YES, Reason.ON_TIME)),
    (10, expect(YES, Reason.ON_TIME)),
    (10.01, expect(YES, Reason.LATE)),
    (30, expect(YES, Reason.LATE)),
    (30.01, expect(NO, Reason.TOO_LATE)),
]
DRIFTS: list[tuple[float, Expected]] = [
    (0.0, expect(YES)),
    (-300.0, expect(YES)),
    (301.0, expect(ASK, Reason.CLOCK_OFF)),
]


def test_all_combinations_lead_to_the_worst_finding_and_name_every_one() -> None:
    tables: list[Any] = [FACES, PLACES, CHALLENGES, SIGNATURES, ENTITLED, MINUTES, DRIFTS]
    names = ("face", "place", "challenge", "signature", "entitled", "minutes", "drift_s")

    for row in product(*map(_distinct, tables)):
        case: dict[str, Any] = dict(zip(names, (value for value, _ in row), strict=True))
        verdict = judge(POLICY, ACTIVE, evidence(**case))
        assert verdict.decision is max(decision for _, (decision, _) in row), case
        assert verdict.reasons == frozenset().union(*(reasons for _, (_, reasons) in row)), case


def _distinct(cases: Sequence[tuple[object, Expected]]) -> list[tuple[object, Expected]]:
    """One case for each outcome; the others are tested alone."""
    return list({expected: (value, expected) for value, expected in cases}.values())


@pytest.mark.parametrize(("face", "expected"), FACES)
def test_each_face_alone(face: Face | None, expected: Expected) -> None:
    _assert_alone(expected, face=face)


@pytest.mark.parametrize(("place", "expected"), PLACES)
def test_each_place_alone(place: Presence | None, expected: Expected) -> None:
    _assert_alone(expected, place=place)


def _assert_alone(expected: Expected, **changes: Any) -> None:
    verdict = judge(POLICY, ACTIVE, evidence(**changes))

    assert verdict.decision is expected[0]
    assert expected[1] <= verdict.reasons
    assert {finding.decision for finding in verdict.objections} <= {ASK, NO}
    assert max((finding.decision for finding in verdict.objections), default=YES) is expected[0]


LIVES: list[tuple[Action, Session, float, Expected]] = [
    (Action.CHECK_IN, SCHEDULED, 0, expect(NO, Reason.SESSION_NOT_STARTED)),
    (Action.CHECK_IN, ACTIVE, -10, expect(YES)),
    (Action.CHECK_IN, ACTIVE, -10.01, expect(NO, Reason.SESSION_NOT_STARTED)),
    (Action.CHECK_IN, COMPLETED, 0, expect(YES)),
    (
        Action.CHECK_IN,
        replace(COMPLETED, ended_at=START + timedelta(minutes=20)),
        21,
        expect(NO, Reason.SESSION_ENDED),
    ),
    (Action.CHECK_IN, replace(COMPLETED, ended_at=None), 0, expect(NO, Reason.SESSION_ENDED)),
    (Action.CHECK_IN, CANCELED, 0, expect(NO, Reason.SESSION_CANCELED)),
    (Action.START, SCHEDULED, -15, expect(YES, Reason.ON_TIME)),
    (Action.START, SCHEDULED, -15.01, expect(NO, Reason.TOO_EARLY)),
    (Action.START, SCHEDULED, 30, expect(YES, Reason.ON_TIME)),
    (Action.START, SCHEDULED, 30.01, expect(NO, Reason.TOO_LATE)),
    (Action.START, ACTIVE, 0, expect(NO, Reason.SESSION_ALREADY_STARTED)),
    (Action.START, COMPLETED, 0, expect(NO, Reason.SESSION_ENDED)),
    (Action.START, CANCELED, 0, expect(NO, Reason.SESSION_CANCELED)),
    (Action.END, SCHEDULED, 120, expect(NO, Reason.SESSION_NOT_STARTED)),
    (Action.END, ACTIVE, 105, expect(YES, Reason.ON_TIME)),
    (Action.END, ACTIVE, 104.99, expect(NO, Reason.TOO_EARLY)),
    (Action.END, ACTIVE, 180, expect(YES, Reason.ON_TIME)),
    (Action.END, ACTIVE, 180.01, expect(NO, Reason.TOO_LATE)),
    (Action.END, COMPLETED, 120, expect(NO, Reason.SESSION_ENDED)),
    (Action.END, CANCELED, 120, expect(NO, Reason.SESSION_CANCELED)),
]


@pytest.mark.parametrize(("action", "session", "minutes", "expected"), LIVES)
def test_the_life_of_the_session_and_its_windows(
    action: Action, session: Session, minutes: float, expected: Expected
) -> None:
    verdict = judge(POLICY, session, evidence(minutes, action))

    assert verdict.decision is expected[0]
    assert expected[1] <= verdict.reasons


@pytest.mark.parametrize("action", [Action.START, Action.END])
def test_only_the_assigned_trainer_starts_and_ends(action: Action) -> None:
    session, minutes = (SCHEDULED, 0) if action is Action.START else (ACTIVE, 120)

    verdict = judge(POLICY, session, evidence(minutes, action, entitled=False))

    assert [finding.reason for finding in verdict.objections] == [Reason.NOT_ASSIGNED]


@pytest.mark.parametrize(
    ("minutes", "mark"), [(-5, Mark.PRESENT), (10, Mark.PRESENT), (11, Mark.LATE), (31, None)]
)
def test_the_mark_depends_on_the_time_alone(minutes: float, mark: Mark | None) -> None:
    verdict = judge(POLICY, ACTIVE, evidence(minutes, face=Face(distance=0.55)))

    assert verdict.mark is mark


def test_trainers_get_no_mark() -> None:
    assert judge(POLICY, SCHEDULED, evidence(0, Action.START)).mark is None


SENT: list[tuple[timedelta, Proof, Expected]] = [
    (timedelta(seconds=120), Proof.MISSING, expect(YES)),
    (timedelta(seconds=121), Proof.MISSING, expect(NO, Reason.SENT_LATER_UNSIGNED)),
    (timedelta(hours=72), Proof.VALID, expect(YES)),
    (timedelta(hours=72, seconds=1), Proof.VALID, expect(NO, Reason.SENT_TOO_LATE)),
    (timedelta(seconds=-30), Proof.VALID, expect(YES)),
    (timedelta(seconds=-31), Proof.VALID, expect(NO, Reason.CAPTURED_IN_FUTURE)),
    (timedelta(days=-1), Proof.VALID, expect(NO, Reason.CAPTURED_IN_FUTURE)),
]


@pytest.mark.parametrize(("delay", "signature", "expected"), SENT)
def test_what_was_sent_later_is_taken_if_it_is_signed(
    delay: timedelta, signature: Proof, expected: Expected
) -> None:
    captured = START + timedelta(minutes=5)

    verdict = judge(POLICY, COMPLETED, evidence(received_at=captured + delay, signature=signature))

    assert verdict.decision is expected[0]
    assert expected[1] <= verdict.reasons


def test_nothing_is_captured_before_its_challenge_was_given_out() -> None:
    asked = START + timedelta(minutes=6)

    verdict = judge(POLICY, ACTIVE, evidence(5, challenge_at=asked))

    assert [finding.reason for finding in verdict.objections] == [Reason.CAPTURED_BEFORE_CHALLENGE]
    assert judge(POLICY, ACTIVE, evidence(6, challenge_at=asked)).decision is YES


CODES: list[tuple[CodeRole, Proof, Presence | None, Expected]] = [
    (CodeRole.OFF, Proof.WRONG, GOOD_PLACE, expect(YES)),
    (CodeRole.EXTRA, Proof.VALID, GOOD_PLACE, expect(YES, Reason.CODE_MATCHES)),
    (CodeRole.EXTRA, Proof.MISSING, GOOD_PLACE, expect(NO, Reason.CODE_MISSING)),
    (CodeRole.EXTRA, Proof.WRONG, GOOD_PLACE, expect(NO, Reason.CODE_WRONG)),
    (CodeRole.EXTRA, Proof.VALID, Presence(0.7, 10), expect(ASK, Reason.PLACE_UNCERTAIN)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.MISSING, GOOD_PLACE, expect(YES)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.MISSING, None, expect(NO, Reason.PLACE_MISSING)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.WRONG, GOOD_PLACE, expect(NO, Reason.CODE_WRONG)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.VALID, None, expect(YES, Reason.CODE_MATCHES)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.VALID, Presence(0.7, 900), expect(YES, Reason.ACCURACY_POOR)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.VALID, Presence(0.7, None), expect(YES, Reason.ACCURACY_MISSING)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.VALID, Presence(0.1, 10), expect(ASK, Reason.PLACE_OUTSIDE)),
    (CodeRole.INSTEAD_OF_PLACE, Proof.VALID, Presence(1, 10, mocked=True), expect(NO, Reason.PLACE_MOCKED)),
]


@pytest.mark.parametrize(("role", "code", "place", "expected"), CODES)
def test_the_rotating_code_is_a_factor_more_or_stands_for_the_place(
    role: CodeRole, code: Proof, place: Presence | None, expected: Expected
) -> None:
    policy = AttendancePolicy(code_role=role)

    verdict = judge(policy, ACTIVE, evidence(place=place, code=code))

    assert verdict.decision is expected[0]
    assert expected[1] <= verdict.reasons


def test_a_trainer_is_not_asked_for_the_code() -> None:
    policy = AttendancePolicy(code_role=CodeRole.EXTRA)

    assert judge(policy, SCHEDULED, evidence(0, Action.START)).decision is YES


def test_what_the_policy_does_not_ask_for_may_be_missing() -> None:
    lenient = AttendancePolicy(face_required=False, place_required=False, challenge_required=False)

    verdict = judge(lenient, ACTIVE, evidence(face=None, place=None, challenge=Challenge.MISSING))

    assert verdict.decision is YES


def test_a_policy_may_ask_for_a_signature() -> None:
    strict = AttendancePolicy(signature_required=True)

    verdict = judge(strict, ACTIVE, evidence(signature=Proof.MISSING))

    assert [finding.reason for finding in verdict.objections] == [Reason.SIGNATURE_MISSING]


def test_objections_are_told_worst_first() -> None:
    verdict = judge(POLICY, ACTIVE, evidence(face=Face(distance=0.55), place=None))

    assert [finding.reason for finding in verdict.objections] == [Reason.PLACE_MISSING, Reason.FACE_UNCERTAIN]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_can_be_said_in_words(reason: Reason) -> None:
    finding = Finding(reason, NO, score=0.123456, limit=math.inf, detail="no_face")

    assert finding.words.endswith(".")
    assert "{" not in finding.words


def test_scores_and_limits_are_told() -> None:
    verdict = judge(POLICY, ACTIVE, evidence(face=GOOD_FACE))

    (face,) = (finding for finding in verdict.findings if finding.reason is Reason.FACE_MATCHES)
    assert (face.score, face.limit) == (0.4, 0.5)
    assert face.words == "The face is that of the person: distance 0.4, at most 0.5."


def test_times_in_other_zones_are_the_same_times() -> None:
    there = START.astimezone(ZoneInfo("Africa/Nairobi"))
    session = Session(there, END, ACTIVE.state, started_at=there)

    assert judge(POLICY, session, evidence(10)).mark is Mark.PRESENT
