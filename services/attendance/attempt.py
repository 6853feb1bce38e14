"""An attempt to check in, or to start or end a session: what was sent, and what it comes to.

Whatever comes of it leaves a line (:class:`models.CheckIn`); a refused attempt leaves nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession, CheckIn
from models.session import now_of
from services.access import Actor
from services.attendance.telling import WITHOUT_FIGURES, told_to_sender
from services.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from engine.attendance import Verdict
    from services.presence.encoding import Look

FARTHEST = timedelta(days=3650)
"""A clock that is off by more tells no time that could be corrected."""

PLATFORMS = ("android", "ios", "web", "other")
"""The words of :class:`engine.geofence.Platform`, which takes a second to load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPosition:
    """Where a device says it is, whatever it says: nothing of it has been checked."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    platform: str = "other"
    mocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came.

    Parameters
    ----------
    captured_at
        When photo and position were taken, by the device's clock.
    sent_at
        When it was sent, by the same clock, which tells how far that is off; None if it does not say.
    look
        What was made of the photo before the unit of work began; None if there was no photo.
    challenge
        The random number that was given out for this.
    signature
        ``valid`` where a registered device signed it, ``wrong``, or ``missing``.
    code
        The session's rotating code.
    channel
        ``own``, ``kiosk`` or ``class_photo``.
    device_id
        The registered device that sent it.
    is_in_room
        Whether the device itself stands in the room, so that no position is needed.
    """

    captured_at: datetime
    sent_at: datetime | None = None
    look: Look | None = field(default=None, repr=False)
    position: ReportedPosition | None = None
    challenge: str | None = field(default=None, repr=False)
    signature: str = "missing"
    code: str | None = None
    channel: str = "own"
    device_id: UUID | None = None
    is_in_room: bool = False


class AttemptRefused(Invalid):
    """What was sent does not prove that the person was there; its line stays, nothing else is stored."""

    code = "attempt_refused"
    keeps_work = True

    def __init__(self, verdict: Verdict, check_in: CheckIn, *, look: Look | None = None) -> None:
        first = verdict.objections[0]
        reasons = [finding for finding in verdict.objections if finding.decision is first.decision]
        words = [WITHOUT_FIGURES.get(finding.reason, finding.words) for finding in reasons]
        if look is not None and look.words is not None:
            # Whoever took the photo is told what to do about it.
            pairs = zip(reasons, words, strict=True)
            words = [look.words if finding.detail else line for finding, line in pairs]
        findings = told_to_sender(check_in.findings)
        super().__init__(" ".join(words), fields={"findings": findings, "check_in_id": str(check_in.id)})
        self.code = first.detail or first.reason.value


class NotAssigned(Forbidden):
    """Only the trainer whom the session is assigned to may do this."""

    code = "not_assigned"


class CaptureTimeImpossible(Invalid):
    """A time of capture or sending that is years away."""

    code = "captured_at_impossible"


@dataclass(frozen=True, slots=True)
class Judged:
    """An attempt that was not refused: accepted, or left to a person."""

    verdict: Verdict
    check_in: CheckIn

    @property
    def is_accepted(self) -> bool:
        """Whether it counts at once."""
        return self.check_in.decision == "accepted"


def refuse_far_times(session: Session, **moments: datetime | None) -> None:
    """Refuse times that are years away, which not every calendar has.

    Raises
    ------
    CaptureTimeImpossible
        If one is; ``moments`` are by the names that the request has for them.
    """
    for name, moment in moments.items():
        if moment is not None and abs(moment - now_of(session)) > FARTHEST:
            raise CaptureTimeImpossible(
                f"{name} is {moment}, which is years away.", fields={name: "Years away."}
            )


def judge_attempt(
    session: Session,
    *,
    actor: Actor,
    held: AttendanceSession,
    action: str,
    attempt: Attempt,
    user_id: UUID,
    entitled: bool | None = None,
) -> Judged:
    """Judge an attempt of one person (``check_in``, ``start`` or ``end``), and keep its line.

    ``entitled`` says whether that person may do it, where the caller knows: otherwise it is found out.
    The caller has locked the session, and does what follows from the verdict.

    Raises
    ------
    AttemptRefused
        If anything speaks against it beyond doubt; its code is that of the first such reason.
    """
    # Here, because the engine takes a second to load, which the start of the service need not wait for.
    from services.attendance.judging import Judge

    judge = Judge(session, actor=actor, held=held, action=action, attempt=attempt)
    return judge.judge(user_id, entitled=entitled)
