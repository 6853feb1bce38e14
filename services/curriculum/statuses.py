"""The states of an enrolment, and how it gets from one to another."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm.attributes import get_history, instance_state

from models import Enrollment, PersonalEnrollment
from services.errors import Conflict

MOVES: Mapping[str, tuple[str, ...]] = {
    "scheduled": ("in_progress", "cancelled"),
    "in_progress": ("completed", "cancelled"),
    "completed": (),
    "cancelled": ("scheduled",),
}
"""Where each state may go; what was cancelled by mistake can be taken up again."""


class BadMove(Conflict):
    """An enrolment cannot go from its state to the one wanted."""

    code = "bad_move"


def status_before(enrollment: Enrollment | PersonalEnrollment) -> str | None:
    """The stored state of an enrolment; none if it is new."""
    history = get_history(enrollment, "status")
    before = history.deleted or history.unchanged
    return str(before[0]) if before and instance_state(enrollment).persistent else None


def check_move(
    enrollment: Enrollment | PersonalEnrollment, moves: Mapping[str, tuple[str, ...]] = MOVES
) -> None:
    """Refuse a change of state that makes no sense.

    Raises
    ------
    BadMove
        With the states that may follow.
    """
    before = status_before(enrollment)
    if before is None or enrollment.status in (before, *moves[before]):
        return
    following = " or ".join(moves[before]) or "nothing else"
    raise BadMove(
        f"This enrolment is {before}; it can become {following}, not {enrollment.status}.",
        fields={"status": f"After {before}: {following}."},
    )
