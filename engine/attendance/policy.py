"""What an institution asks of a check-in, and of the start and the end of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.face.threshold import ACCEPT, REVIEW, Thresholds
from engine.geofence.accuracy import WORST_M


class CodeRole(StrEnum):
    """What the rotating code shown in the session is for."""

    OFF = "off"
    EXTRA = "extra"
    """Asked for in addition to face and place."""
    INSTEAD_OF_PLACE = "instead_of_place"
    """Proves the room where the position is missing or leaves doubt; one elsewhere is still looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePolicy:
    """Windows in minutes, and thresholds.

    Parameters
    ----------
    start_opens_minutes, start_closes_minutes
        The assigned trainer may start a session this long before, and after, its planned start.
    end_opens_minutes, end_closes_minutes
        The same for its end.
    present_minutes, late_minutes
        Who checks in up to this long after the planned start is present, is late; then it is refused.
    face_accept, face_review
        Distances to the template up to which a face is accepted, or left to a person.
    face_margin
        How much farther the next person must be, where the face itself says who it is.
    place_accept, place_review
        Probabilities of being inside from which a place is accepted, or left to a person.
    place_worst_accuracy_m
        A position reported as less accurate never accepts on its own.
    max_speed_ms
        Metres a second from the position before that are still believed; 70 is 250 km/h.
    face_required, place_required, challenge_required, signature_required
        What must be there.
    code_role
        What the rotating code of the session is for.
    online_seconds
        What arrives later than this after its capture was sent later, and must be signed.
    max_delay_hours
        What arrives later than this is not taken.
    max_drift_seconds
        A device's clock that is off by more leaves it to a person.
    clock_slack_seconds
        How far ahead of the server a capture may seem to be.

    Raises
    ------
    ValueError
        If a setting is negative or not a number, or settings contradict each other.
    """

    start_opens_minutes: float = 15
    start_closes_minutes: float = 30
    end_opens_minutes: float = 15
    end_closes_minutes: float = 60
    present_minutes: float = 10
    late_minutes: float = 30
    face_accept: float = ACCEPT
    face_review: float = REVIEW
    face_margin: float = 0.05
    place_accept: float = 0.9
    place_review: float = 0.5
    place_worst_accuracy_m: float = WORST_M
    max_speed_ms: float = 70
    face_required: bool = True
    place_required: bool = True
    challenge_required: bool = True
    signature_required: bool = False
    code_role: CodeRole = CodeRole.OFF
    online_seconds: float = 120
    max_delay_hours: float = 72
    max_drift_seconds: float = 300
    clock_slack_seconds: float = 30

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, int | float) and not value >= 0:
                raise ValueError(f"{name} is {value}, at least 0 is expected.")
        if not self.place_review <= self.place_accept <= 1:
            raise ValueError(
                f"Probabilities are place_review ≤ place_accept ≤ 1, not {self.place_review} and "
                f"{self.place_accept}."
            )
        if not self.present_minutes <= self.late_minutes:
            raise ValueError(
                f"late_minutes is {self.late_minutes}, at least present_minutes, {self.present_minutes}, "
                "is expected."
            )
        Thresholds(self.face_accept, self.face_review)

    @property
    def face(self) -> Thresholds:
        """The two distances of a face."""
        return Thresholds(self.face_accept, self.face_review)

    @property
    def online(self) -> timedelta:
        """How long after its capture something may arrive and still count as sent at once."""
        return timedelta(seconds=self.online_seconds)
