"""The rotating code of a session: shown in the room, different every quarter of a minute.

It is made from a key that only this installation has, so nothing of it is stored. A code can be
photographed and sent on; that it is soon another is all that protects it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession
from models.encryption import Keyring
from models.session import now_of, tenant_of
from services.access import Actor
from services.attendance.attempt import NotAssigned
from services.errors import Conflict
from services.policy import policy_of

STEP = timedelta(seconds=15)
LENGTH = 8
"""Letters of a code: 40 bits, of which one guess a second finds one of 2 in 17,000 years."""

GRACE = 1
"""Steps for which a code is still taken when the next one is shown: it must be typed and sent."""

CONTEXT = b"rotating code of a session"


class CodeNotUsed(Conflict):
    """There is no code to show: the institution uses none, or the session is not held now."""

    code = "code_not_used"


@dataclass(frozen=True, slots=True)
class RotatingCode:
    """What the trainer shows, and until when."""

    code: str
    good_until: datetime
    step_seconds: int


def current_code(session: Session, *, actor: Actor, held: AttendanceSession) -> RotatingCode:
    """The code that the assigned trainer shows in the room now.

    Raises
    ------
    NotAssigned
        If another trainer holds the session.
    CodeNotUsed
        If the institution's policy uses no code, or the session is not active.
    """
    if actor.user_id != held.trainer_id:
        raise NotAssigned("Only the assigned trainer is shown the code of a session.")
    if policy_of(session).code_role == "off":
        raise CodeNotUsed("By the policy of this institution check-ins need no code; see code_role.")
    if held.status != "active":
        raise CodeNotUsed(f"The session is {held.status}; a code is shown while it is active.")
    step = _step(now_of(session))
    until = datetime.fromtimestamp((step + 1) * STEP.total_seconds(), UTC)
    return RotatingCode(_code(session, held.id, step), until, int(STEP.total_seconds()))


def is_code_right(session: Session, *, held: AttendanceSession, code: str, at: datetime) -> bool:
    """Whether a code was shown in a session at some time, or just before."""
    typed = code.strip().upper().encode(errors="replace")
    # All are compared, so that time does not tell which.
    return any([hmac.compare_digest(typed, shown.encode()) for shown in _codes(session, held.id, at)])


def _codes(session: Session, held_id: UUID, at: datetime) -> Iterator[str]:
    step = _step(at)
    for before in range(GRACE + 1):
        yield _code(session, held_id, step - before)


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // STEP.total_seconds())


def _code(session: Session, held_id: UUID, step: int) -> str:
    keyring: Keyring = session.info["keyring"]
    key = hmac.digest(keyring.index_key, CONTEXT + tenant_of(session).bytes + held_id.bytes, hashlib.sha256)
    digest = hmac.digest(key, step.to_bytes(8, "big", signed=True), hashlib.sha256)
    return base64.b32encode(digest).decode()[:LENGTH]
