"""The verdict: policy, session and evidence in, accepted, review or refused out, with every reason."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engine.attendance.evidence import Action, Challenge, Evidence, Proof, Session, State
from engine.attendance.face_findings import face_findings
from engine.attendance.place_findings import place_findings
from engine.attendance.policy import AttendancePolicy, CodeRole
from engine.attendance.reasons import Decision, Finding, Reason

_REFUSED, _REVIEW, _ACCEPTED = Decision.REFUSED, Decision.REVIEW, Decision.ACCEPTED


class Mark(StrEnum):
    """What a check-in makes of somebody, once it is accepted."""

    PRESENT = "present"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an attempt, and why.

    Parameters
    ----------
    decision
        The worst that any finding leads to.
    mark
        Present or late, if it is a check-in in time, whether or not it is accepted for the rest.
    findings
        Everything that was looked at, also what speaks for it.
    """

    decision: Decision
    mark: Mark | None
    findings: tuple[Finding, ...]

    @property
    def objections(self) -> tuple[Finding, ...]:
        """Findings that speak against accepting it, worst first."""
        against = [finding for finding in self.findings if finding.decision is not _ACCEPTED]
        return tuple(sorted(against, key=lambda finding: -finding.decision))

    @property
    def reasons(self) -> frozenset[Reason]:
        """Codes of all findings."""
        return frozenset(finding.reason for finding in self.findings)


def judge(policy: AttendancePolicy, session: Session, evidence: Evidence) -> Verdict:
    """Judge an attempt to check in, or to start or end a session.

    A pure function: what was sent later is judged by the same rules at its time of capture. It proves
    replays to be replays; it does not tell a living face from a picture of one.
    """
    timing = _timing(policy, session, evidence)
    findings = (
        *_entitlement(evidence),
        *_life(session, evidence),
        timing,
        *_sending(policy, evidence),
        *_challenge(policy, evidence),
        *_signature(policy, evidence),
        *_code(policy, evidence),
        *face_findings(policy, evidence.face),
        *place_findings(policy, evidence.place, proved_otherwise=_proves_room(policy, evidence)),
    )
    decision = max((finding.decision for finding in findings), default=_ACCEPTED)
    return Verdict(decision, _mark(evidence, timing), findings)


def _entitlement(evidence: Evidence) -> Iterator[Finding]:
    if not evidence.entitled:
        checks_in = evidence.action is Action.CHECK_IN
        yield Finding(Reason.NOT_IN_GROUP if checks_in else Reason.NOT_ASSIGNED, _REFUSED)


def _life(session: Session, evidence: Evidence) -> Iterator[Finding]:
    """Whether the session was then in the state that the action needs."""
    if session.state is State.CANCELED:
        yield Finding(Reason.SESSION_CANCELED, _REFUSED)
    elif evidence.action is Action.START:
        if session.state is State.ACTIVE:
            yield Finding(Reason.SESSION_ALREADY_STARTED, _REFUSED)
        elif session.state is State.COMPLETED:
            yield Finding(Reason.SESSION_ENDED, _REFUSED)
    elif session.state is State.SCHEDULED or _precedes(evidence.captured_at, session.started_at):
        yield Finding(Reason.SESSION_NOT_STARTED, _REFUSED)
    elif _had_ended(session, evidence):
        yield Finding(Reason.SESSION_ENDED, _REFUSED)


def _had_ended(session: Session, evidence: Evidence) -> bool:
    """A check-in that was captured in time may arrive when the session is over; a second end may not."""
    if session.state is not State.COMPLETED:
        return False
    late = session.ended_at is None or evidence.captured_at > session.ended_at
    return evidence.action is Action.END or late


def _precedes(moment: datetime, other: datetime | None) -> bool:
    return other is not None and moment < other


def _timing(policy: AttendancePolicy, session: Session, evidence: Evidence) -> Finding:
    planned = session.ends_at if evidence.action is Action.END else session.starts_at
    minutes = (evidence.captured_at - planned) / timedelta(minutes=1)
    opens, closes = {
        # A check-in opens with the session, whenever that is.
        Action.CHECK_IN: (math.inf, policy.late_minutes),
        Action.START: (policy.start_opens_minutes, policy.start_closes_minutes),
        Action.END: (policy.end_opens_minutes, policy.end_closes_minutes),
    }[evidence.action]
    if minutes < -opens:
        return Finding(Reason.TOO_EARLY, _REFUSED, -minutes, opens)
    if minutes > closes:
        return Finding(Reason.TOO_LATE, _REFUSED, minutes, closes)
    if evidence.action is Action.CHECK_IN and minutes > policy.present_minutes:
        return Finding(Reason.LATE, _ACCEPTED, minutes, policy.present_minutes)
    return Finding(Reason.ON_TIME, _ACCEPTED, minutes)


def _mark(evidence: Evidence, timing: Finding) -> Mark | None:
    if evidence.action is not Action.CHECK_IN or timing.decision is not _ACCEPTED:
        return None
    return Mark.LATE if timing.reason is Reason.LATE else Mark.PRESENT


def _sending(policy: AttendancePolicy, evidence: Evidence) -> Iterator[Finding]:
    """Whether the time of capture can be believed."""
    delay = evidence.received_at - evidence.captured_at
    seconds, hours = delay.total_seconds(), delay / timedelta(hours=1)
    if seconds < -policy.clock_slack_seconds:
        yield Finding(Reason.CAPTURED_IN_FUTURE, _REFUSED, -seconds, policy.clock_slack_seconds)
    if hours > policy.max_delay_hours:
        yield Finding(Reason.SENT_TOO_LATE, _REFUSED, hours, policy.max_delay_hours)
    if delay > policy.online and evidence.signature is Proof.MISSING:
        yield Finding(Reason.SENT_LATER_UNSIGNED, _REFUSED, seconds, policy.online_seconds)
    if not abs(evidence.drift_s) <= policy.max_drift_seconds:
        yield Finding(Reason.CLOCK_OFF, _REVIEW, evidence.drift_s, policy.max_drift_seconds)


def _challenge(policy: AttendancePolicy, evidence: Evidence) -> Iterator[Finding]:
    reason = {
        Challenge.UNKNOWN: Reason.CHALLENGE_UNKNOWN,
        Challenge.USED: Reason.CHALLENGE_USED,
        Challenge.EXPIRED: Reason.CHALLENGE_EXPIRED,
    }.get(evidence.challenge)
    if reason is not None:
        yield Finding(reason, _REFUSED)
    elif evidence.challenge is Challenge.MISSING and policy.challenge_required:
        yield Finding(Reason.CHALLENGE_MISSING, _REFUSED)
    if evidence.challenge_at is not None:
        ahead = (evidence.challenge_at - evidence.captured_at).total_seconds()
        if ahead > policy.clock_slack_seconds:
            yield Finding(Reason.CAPTURED_BEFORE_CHALLENGE, _REFUSED, ahead, policy.clock_slack_seconds)


def _signature(policy: AttendancePolicy, evidence: Evidence) -> Iterator[Finding]:
    if evidence.signature is Proof.WRONG:
        yield Finding(Reason.SIGNATURE_WRONG, _REFUSED)
    elif evidence.signature is Proof.MISSING and policy.signature_required:
        yield Finding(Reason.SIGNATURE_MISSING, _REFUSED)


def _code(policy: AttendancePolicy, evidence: Evidence) -> Iterator[Finding]:
    """The rotating code; a wrong one counts wherever codes are used, a missing one where it is asked for."""
    if policy.code_role is CodeRole.OFF or evidence.action is not Action.CHECK_IN:
        return
    if evidence.code is Proof.VALID:
        yield Finding(Reason.CODE_MATCHES, _ACCEPTED)
    elif evidence.code is Proof.WRONG:
        yield Finding(Reason.CODE_WRONG, _REFUSED)
    elif policy.code_role is CodeRole.EXTRA:
        yield Finding(Reason.CODE_MISSING, _REFUSED)


def _proves_room(policy: AttendancePolicy, evidence: Evidence) -> bool:
    return (
        policy.code_role is CodeRole.INSTEAD_OF_PLACE
        and evidence.action is Action.CHECK_IN
        and evidence.code is Proof.VALID
    )
