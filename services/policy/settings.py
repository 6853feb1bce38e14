"""The settings of an institution, each with its default, its bounds and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS

from services.errors import Invalid
from services.policy.grid import (
    MAX_CYCLE_WEEKS,
    Period,
    breaks_between,
    fault_of_days,
    fault_of_periods,
    periods_of,
)

MAX_REMINDERS = 10
MAX_DAYS_AHEAD = 365
CODE_ROLES = ("off", "extra", "instead_of_place")
"""The words of :class:`engine.attendance.CodeRole`, which takes a second to load."""


class BadPolicy(Invalid):
    """Settings that are out of bounds, or that do not go together."""

    code = "bad_policy"


def _setting(default: Any, about: str, *, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"about": about, "least": least, "most": most})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an institution decided, or the default where it decided nothing.

    The text of each setting is its documentation wherever it is shown; its bounds hold wherever it
    comes from.

    Raises
    ------
    BadPolicy
        If a setting is out of its bounds, or settings contradict each other; every fault is named.
    """

    time_zone: str = _setting("Africa/Nairobi", "Name of the time zone in the IANA database.")
    phone_region: str = _setting("KE", "Country, by two letters, of phone numbers without a country code.")
    self_registration: bool = _setting(
        True, "Whether people may register themselves; they become trainees without a class group."
    )

    teaching_days: tuple[int, ...] = _setting(
        (0, 1, 2, 3, 4), "Weekdays of teaching in order, from 0 (Monday) to 6 (Sunday)."
    )
    periods: tuple[Period, ...] = _setting(
        periods_of(
            "08:00", "09:00", "10:20", "11:20", "12:20", "14:00", "15:00", "16:00", "17:00", minutes=60
        ),
        "Periods of a teaching day, equally long and in order. Time between two is a break.",
    )
    cycle_weeks: int = _setting(
        2,
        "Weeks after which the timetable repeats: 2 for odd and even weeks.",
        least=1,
        most=MAX_CYCLE_WEEKS,
    )
    terms_per_year: int = _setting(3, "Terms in a year of study.", least=1, most=12)
    weekly_load_hours: int = _setting(
        24, "Hours a week that a trainer teaches, unless the profile says otherwise.", least=1, most=80
    )
    queue_solves: bool = _setting(
        True, "Whether a solve waits while another one of its term is open; otherwise it is refused."
    )

    avoid_absent_slots: bool = _setting(
        False,
        "Whether class groups are taken to dislike the times of the week at which, in the year before the"
        " term, clearly more were absent than at others.",
    )

    run_history_days: int = _setting(
        90, "Days for which it is kept how a run of the engine went, step by step.", least=1, most=3650
    )

    start_opens_minutes: int = _setting(
        15, "A session may be started this long before its planned start.", least=0, most=240
    )
    start_closes_minutes: int = _setting(
        30, "A session may be started until this long after its planned start.", least=0, most=240
    )
    cancel_missed: bool = _setting(
        True, "Whether a session that nobody starts in time is cancelled as missed, and a makeup offered."
    )
    end_opens_minutes: int = _setting(
        15, "A session may be ended this long before its planned end.", least=0, most=240
    )
    end_closes_minutes: int = _setting(
        60, "A session still active this long after its planned end is closed by itself.", least=0, most=720
    )
    present_minutes: int = _setting(
        10, "Who checks in up to this long after the planned start is present.", least=0, most=240
    )
    late_minutes: int = _setting(
        30, "Who checks in up to this long after the planned start is late; then it is refused.", most=240
    )

    face_accept: float = _setting(
        0.50, "A face at most this far from the enrolled one is accepted.", least=0.2, most=0.7
    )
    face_review: float = _setting(
        0.58, "A face at most this far from the enrolled one goes to the trainer.", least=0.2, most=0.8
    )
    place_accept: float = _setting(
        0.9, "At this probability of being inside the zone a place is accepted.", least=0.5, most=0.999
    )
    place_review: float = _setting(
        0.5, "At this probability of being inside the zone a place goes to the trainer.", most=0.999
    )
    place_worst_accuracy_m: int = _setting(
        150, "A position reported as less accurate never accepts on its own.", least=10, most=5000
    )
    place_fence_m: int = _setting(
        100,
        "Radius of the zone around where the trainer started, if neither room nor school has a zone.",
        least=10,
        most=5000,
    )
    face_margin: float = _setting(
        0.05, "Where the face itself says who it is, the next person must be this much farther.", most=0.5
    )
    max_speed_ms: float = _setting(
        70, "Metres a second from the position before that are still believed.", least=1, most=1000
    )
    face_required: bool = _setting(True, "Whether a check-in needs a photo.")
    place_required: bool = _setting(True, "Whether a check-in needs a position.")
    challenge_required: bool = _setting(True, "Whether a check-in needs a single-use challenge.")
    signature_required: bool = _setting(False, "Whether every check-in must be signed by a device.")
    code_role: str = _setting(
        "off",
        "What the rotating code of a session is for: off; extra, asked for beside face and place; or"
        " instead_of_place, which proves the room where the position is missing or uncertain.",
    )
    challenge_minutes: int = _setting(
        10, "How long a challenge is good for a person's own device.", least=1, most=120
    )
    online_seconds: int = _setting(
        120, "What arrives later than this after its capture must be signed.", least=5, most=3600
    )
    max_delay_hours: int = _setting(
        72, "What arrives later than this after its capture is not taken.", least=1, most=720
    )
    max_drift_seconds: int = _setting(
        300, "A device whose clock is off by more leaves its check-ins to a person.", least=5, most=86_400
    )
    clock_slack_seconds: int = _setting(
        30, "How far ahead of the server's clock a capture may seem to be.", most=600
    )
    review_days: int = _setting(
        7, "Days after which a check-in that nobody has looked at counts as absent.", least=1, most=90
    )
    keep_photos: bool = _setting(False, "Whether photos of check-ins are kept, encrypted.")
    photo_days: int = _setting(30, "Days after which kept photos are deleted.", least=1, most=365)

    feedback_days: int = _setting(7, "Days for which trainees may give feedback.", least=1, most=90)
    feedback_least_answers: int = _setting(
        5, "Answers below which trainers are shown nothing of a session's feedback.", least=2, most=50
    )
    low_attendance_percent: int = _setting(
        75, "Attendance over the term below which trainees are warned.", least=0, most=100
    )
    low_attendance_days: int = _setting(
        7, "Days between two warnings of the same trainee in the same course.", least=1, most=90
    )

    pass_mark_percent: int = _setting(70, "Share of the points that passes.", least=1, most=100)
    attempts: int = _setting(3, "Attempts at a quiz; the best counts.", least=1, most=100)
    reminder_days: tuple[int, ...] = _setting(
        (30, 7, 1), "Days before a due date on which people are reminded."
    )
    overdue_days: int = _setting(7, "Days between two reminders after the due date.", least=1, most=90)
    recurrence_months: int = _setting(
        12, "Months after which recurring training is due again.", least=1, most=120
    )
    recurrence_opens_days: int = _setting(
        60, "Days before expiry from which recurring training may be done again.", least=0, most=365
    )

    def __post_init__(self) -> None:
        faults = dict(self._faults())
        if faults:
            words = "; ".join(f"{name}: {reason}" for name, reason in faults.items())
            raise BadPolicy(f"These settings will not do: {words}", fields=faults)

    @property
    def breaks(self) -> tuple[Period, ...]:
        """The gaps between the periods of a day."""
        return breaks_between(self.periods)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from self._out_of_bounds()
        if self.time_zone not in _time_zones():
            yield "time_zone", f"There is no time zone {self.time_zone!r}; one is Europe/Dublin."
        if self.phone_region not in SUPPORTED_REGIONS:
            yield "phone_region", f"There is no country {self.phone_region!r}; one is IE."
        for name, fault in (
            ("teaching_days", fault_of_days(self.teaching_days)),
            ("periods", fault_of_periods(self.periods)),
            ("reminder_days", _fault_of_reminders(self.reminder_days)),
            ("code_role", _fault_of_code_role(self.code_role)),
        ):
            if fault is not None:
                yield name, fault
        yield from self._contradictions()

    def _out_of_bounds(self) -> Iterator[tuple[str, str]]:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if not isinstance(setting.default, int | float) or isinstance(setting.default, bool):
                continue
            least, most = bounds_of(setting.metadata)
            if not least <= value <= most:
                yield setting.name, f"{value} is not from {least:g} to {most:g}."

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        if self.face_accept > self.face_review:
            yield "face_review", f"At least face_accept, which is {self.face_accept:g}."
        if self.place_review > self.place_accept:
            yield "place_review", f"At most place_accept, which is {self.place_accept:g}."
        if self.present_minutes > self.late_minutes:
            yield "late_minutes", f"At least present_minutes, which is {self.present_minutes}."
        if self.recurrence_opens_days >= 28 * self.recurrence_months:
            yield "recurrence_opens_days", "Shorter than the months after which training is due again."


def bounds_of(metadata: Any) -> tuple[float, float]:
    """The least and the most that a setting in numbers may be; from zero where nothing else is said."""
    return metadata["least"] or 0, metadata["most"]


def _fault_of_reminders(days: tuple[int, ...]) -> str | None:
    if len(days) > MAX_REMINDERS or list(days) != sorted(set(days), reverse=True):
        return f"At most {MAX_REMINDERS} numbers of days, the largest first, each once."
    if any(not 0 <= day <= MAX_DAYS_AHEAD for day in days):
        return f"Days from 0 to {MAX_DAYS_AHEAD}."
    return None


def _fault_of_code_role(role: str) -> str | None:
    return None if role in CODE_ROLES else f"One of {', '.join(CODE_ROLES)}."


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
