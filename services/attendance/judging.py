"""Gathers what is known of an attempt, has the engine judge it, and keeps its line.

Loads the engine: import it inside functions only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from engine import attendance
from engine.face import distance
from engine.geofence import Earlier, InvalidPlace, Place, Platform, Position, Presence, judge_position
from models import AttendanceSession, CheckIn, User
from models.session import now_of
from services.access import Actor
from services.attendance.attempt import Attempt, AttemptRefused, Judged, ReportedPosition, refuse_far_times
from services.attendance.codes import is_code_right
from services.attendance.earlier import earlier_encodings, position_before, sent_before
from services.attendance.fences import venue_of
from services.attendance.groups import trainees_of_enrollment
from services.attendance.rules import rules_of
from services.policy import policy_of
from services.presence.challenges import redeem
from services.presence.encoding import Look
from services.presence.photos import keyed_digest
from services.presence.templates import pack, template_of

Encoding = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Person:
    """Whom an attempt is for, and what is known of the face.

    Parameters
    ----------
    user_id
        None for a face that is nobody's of the group.
    entitled
        Whether the person may do it at all.
    look
        The face in the photo; None if there was no photo.
    template
        The enrolled encoding; None if there is none.
    earlier
        Encodings of the person's earlier check-ins.
    seen_before
        Whether this very photo was sent before.
    margin
        How much farther the next person is, where the face itself says who it is.
    """

    user_id: UUID | None
    entitled: bool
    look: Look | None
    seen_before: bool = False
    template: Encoding | None = None
    earlier: Sequence[Encoding] = ()
    margin: float | None = None


class Judge:
    """Judges one attempt: for one person, or for everybody whose face it shows.

    What holds for all of them (time, place, challenge, code) is found out once; the challenge is used
    up by that.

    Raises
    ------
    CaptureTimeImpossible
        If its times are years away.
    """

    def __init__(
        self, session: Session, *, actor: Actor, held: AttendanceSession, action: str, attempt: Attempt
    ) -> None:
        self._session, self._held, self._attempt = session, held, attempt
        self._action = attendance.Action(action)
        self._now = now_of(session)
        refuse_far_times(session, captured_at=attempt.captured_at, sent_at=attempt.sent_at)
        self._capture = _captured(attempt, self._now)
        self._challenge = redeem(session, user_id=actor.user_id, secret=attempt.challenge)
        self._rules = rules_of(policy_of(session))
        self._venue = venue_of(session, held)
        if attempt.is_in_room or self._venue.is_virtual:
            self._rules = replace(self._rules, place_required=False)
        self._place = None
        if attempt.position is not None and not self._venue.is_virtual:
            self._place = self._where(attempt.position, actor.user_id)
        self._code = self._proof_of_code()

    def judge(self, user_id: UUID, *, entitled: bool | None = None) -> Judged:
        """Judge it for the person that it claims to be of.

        ``entitled`` says whether that person may do it, where the caller knows.

        Raises
        ------
        AttemptRefused
            If it is refused; its line is kept.
        """
        look = self._attempt.look
        person = Person(
            user_id=user_id,
            entitled=self._is_entitled(user_id) if entitled is None else entitled,
            look=look,
            seen_before=look is not None and bool(sent_before(self._session, [look.digest])),
            template=template_of(self._session, user_id),
            earlier=earlier_encodings(self._session, [user_id]).get(user_id, ()),
        )
        return self.accept_or_refuse(person)

    def accept_or_refuse(self, person: Person) -> Judged:
        """Judge it for somebody of whom all is known.

        Raises
        ------
        AttemptRefused
            If it is refused; its line is kept.
        """
        judged = self.judge_person(person)
        self._session.flush()
        if judged.verdict.decision is attendance.Decision.REFUSED:
            raise AttemptRefused(judged.verdict, judged.check_in, look=person.look)
        return judged

    def judge_person(self, person: Person) -> Judged:
        """Judge it for somebody of whom all is known, and keep the line whatever comes of it."""
        verdict = attendance.judge(self._rules, _planned_session(self._held), self._evidence(person))
        line = self._line(person, verdict)
        self._session.add(line)
        return Judged(verdict, line)

    def _is_entitled(self, user_id: UUID) -> bool:
        if self._action is not attendance.Action.CHECK_IN:
            return user_id == self._held.trainer_id
        group = trainees_of_enrollment(self._held.enrollment_id).where(User.id == user_id)
        return self._session.scalar(group) is not None

    def _evidence(self, person: Person) -> attendance.Evidence:
        return attendance.Evidence(
            action=self._action,
            captured_at=self._capture.at,
            received_at=self._now,
            entitled=person.entitled,
            face=None if person.look is None else self._face(person, person.look),
            place=self._place,
            challenge=self._challenge.state,
            challenge_at=self._challenge.given_at,
            signature=attendance.Proof(self._attempt.signature),
            code=self._code,
            drift_s=self._capture.drift_s,
        )

    def _face(self, person: Person, look: Look) -> attendance.Face:
        if look.encoding is None:
            return attendance.Face(fault=look.fault, seen_before=person.seen_before)
        earlier = [distance(look.encoding, encoding) for encoding in person.earlier]
        return attendance.Face(
            distance=None if person.template is None else distance(look.encoding, person.template),
            margin=person.margin,
            enrolled=person.template is not None,
            seen_before=person.seen_before,
            nearest_before=min(earlier, default=None),
        )

    def _where(self, reported: ReportedPosition, user_id: UUID) -> Presence:
        position = _position(reported)
        if position is None:
            return Presence(None, reported.accuracy_m, reported.mocked, nowhere=True)
        before = None
        if self._attempt.channel == "own":
            before = position_before(self._session, user_id, self._capture.at)
        return judge_position(
            position,
            self._venue.fence,
            at=self._capture.at,
            earlier=None if before is None else _earlier(*before),
            worst_m=self._rules.place_worst_accuracy_m,
        )

    def _proof_of_code(self) -> attendance.Proof:
        if self._attempt.code is None:
            return attendance.Proof.MISSING
        # Who signs nothing could name any time of capture, and so any code that was ever shown.
        signed = self._attempt.signature == attendance.Proof.VALID
        at = self._capture.at if signed else self._now
        right = is_code_right(self._session, held=self._held, code=self._attempt.code, at=at)
        return attendance.Proof.VALID if right else attendance.Proof.WRONG

    def _line(self, person: Person, verdict: attendance.Verdict) -> CheckIn:
        is_open = verdict.decision is attendance.Decision.REVIEW
        return CheckIn(
            session_id=self._held.id,
            user_id=person.user_id,
            device_id=self._attempt.device_id,
            action=self._action.value,
            channel=self._attempt.channel,
            captured_at=self._capture.at,
            received_at=self._now,
            decision=verdict.decision.word,
            mark=None if verdict.mark is None else verdict.mark.value,
            findings=[_plain(finding) for finding in verdict.findings],
            position=_plain_position(self._attempt.position),
            review="open" if is_open else None,
            **self._kept_of_photo(person, verdict.decision),
        )

    def _kept_of_photo(self, person: Person, decision: attendance.Decision) -> dict[str, Any]:
        """The digest always; more of it only where the attempt counts, or somebody has to look at it."""
        look = person.look
        if look is None:
            return {}
        kept: dict[str, Any] = {"photo_digest": keyed_digest(self._session, look.digest)}
        if decision is attendance.Decision.REFUSED:
            return kept
        if look.encoding is not None and person.template is not None:
            kept["encoding"] = pack(look.encoding)
        policy = policy_of(self._session)
        if policy.keep_photos or decision is attendance.Decision.REVIEW:
            days = policy.photo_days if policy.keep_photos else policy.review_days
            kept |= {"photo": look.picture, "photo_until": self._now + timedelta(days=days)}
        return kept


def _captured(attempt: Attempt, now: datetime) -> attendance.Capture:
    sent_at = now if attempt.sent_at is None else attempt.sent_at
    return attendance.capture_time(attempt.captured_at, sent_at=sent_at, received_at=now)


def _planned_session(held: AttendanceSession) -> attendance.Session:
    return attendance.Session(
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        state=attendance.State(held.status),
        started_at=held.started_at,
        ended_at=held.ended_at,
    )


def _position(reported: ReportedPosition) -> Position | None:
    try:
        place = Place(reported.lat, reported.lon)
    except InvalidPlace:
        return None
    return Position(place, reported.accuracy_m, Platform(reported.platform), reported.mocked)


def _earlier(position: Any, at: datetime) -> Earlier | None:
    found = _position(ReportedPosition(**position))
    return None if found is None else Earlier(found, at)


def _plain(finding: attendance.Finding) -> dict[str, Any]:
    return {
        "code": finding.reason.value,
        "decision": finding.decision.word,
        "words": finding.words,
        "score": _number(finding.score),
        "limit": _number(finding.limit),
        "detail": finding.detail,
    }


def _number(value: float | None) -> float | None:
    """A number as JSON has it, which knows neither infinity nor what is no number."""
    return None if value is None or not math.isfinite(value) else round(value, 4)


def _plain_position(reported: ReportedPosition | None) -> dict[str, Any] | None:
    if reported is None or _position(reported) is None:
        return None
    return {
        "lat": reported.lat,
        "lon": reported.lon,
        "accuracy_m": _number(reported.accuracy_m),
        "platform": reported.platform,
        "mocked": reported.mocked,
    }
