"""How the people of the demo college behave: who is ill, who is late, who finds Fridays too long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ABSENT, LATE, PRESENT, EXCUSED = range(4)
"""What becomes of a trainee in a session."""

USUAL = -3.1
"""Log-odds of absence of an average trainee on an average day."""
PERSON_SPREAD = 0.9
COURSE_SPREAD = 0.45
OF_WEEKDAY = (0.25, -0.05, -0.1, 0.0, 0.5, 0.6, 0.6)
FIRST_PERIOD, LAST_PERIODS = 0.45, 0.35
SKIPPED_BEFORE = 1.1
"""After a session of the same day that was skipped, others are skipped too."""
DRIFT = 0.04
"""A week: terms grow long."""

FALLS_ILL = 0.006
"""A day."""
ILL_DAYS = 2.2
EXCUSE_VERIFIED, EXCUSE_OPEN, EXCUSE_REFUSED = 0.6, 0.1, 0.05
"""Of illnesses; for the rest nobody asks to be excused."""

MISSED, CANCELED, AUTO_CLOSED = 0.015, 0.006, 0.012
"""Of sessions: never started, cancelled beforehand, and ended by nobody."""
GIVES_FEEDBACK = 0.12
"""Of those who came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness:
    """A trainee is ill for some days, counted from the first of the simulation."""

    trainee: int
    first_day: int
    days: int
    excuse: str | None
    """The status of the request to be excused, if there is one."""


class College:
    """Everybody with their ways, and the days on which they are ill.

    Parameters
    ----------
    days
        How many days are simulated, counted from 0.
    """

    def __init__(self, *, trainees: int, courses: int, trainers: int, days: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        rng = self.rng
        self.reluctance = USUAL + PERSON_SPREAD * rng.standard_normal(trainees)
        self.tardiness = np.clip(rng.beta(1.2, 14, trainees), 0.005, 0.6)
        self.dullness = COURSE_SPREAD * rng.standard_normal(courses)
        self.skill = np.clip(3.9 + 0.45 * rng.standard_normal(trainers), 2.2, 4.8)
        self.promptness = np.clip(2 + 2.5 * rng.standard_normal(trainers), -6, 12)
        self.illnesses = self._illnesses(trainees, days)
        self.ill = np.zeros((days, trainees), np.bool_)
        self.excused = np.zeros((days, trainees), np.bool_)
        for one in self.illnesses:
            span = slice(one.first_day, one.first_day + one.days)
            self.ill[span, one.trainee] = True
            if one.excuse == "verified":
                self.excused[span, one.trainee] = True
        self._skipped_on = np.full(trainees, -1)

    def attendance(
        self, trainees: Ints, *, course: int, day: int, weekday: int, period: int, periods: int
    ) -> Ints:
        """What becomes of some trainees in a session; sessions come in order of time. Shape ``(n,)``."""
        odds = self.reluctance[trainees] + self.dullness[course] + OF_WEEKDAY[weekday] + DRIFT * (day / 7)
        odds += FIRST_PERIOD * (period == 0) + LAST_PERIODS * (period >= periods - 2)
        odds += SKIPPED_BEFORE * (self._skipped_on[trainees] == day)
        draws = self.rng.random((2, len(trainees)))
        ill = self.ill[day, trainees]
        absent = ill | (draws[0] < 1 / (1 + np.exp(-odds)))
        self._skipped_on[trainees[absent]] = day
        late = draws[1] < self.tardiness[trainees] * (1.8 if period == 0 else 1.0)
        found = np.where(absent, ABSENT, np.where(late, LATE, PRESENT))
        return np.where(ill & self.excused[day, trainees], EXCUSED, found)

    def arrivals(self, found: Ints, *, started: float, present: float, late: float) -> Floats:
        """Minutes from the planned start to each check-in, which opens with the session."""
        early = np.clip(self.rng.normal(0.5, 4, len(found)), max(started, -10), present - 0.1)
        tardy = np.clip(present + self.rng.exponential(5, len(found)), present + 0.2, late - 0.1)
        return np.maximum(np.where(found == LATE, tardy, early), started + 0.1)

    def start_and_end(self, trainer: int) -> tuple[float, float]:
        """Minutes from the planned start to the start, and from the planned end to the end."""
        started = float(np.clip(self.promptness[trainer] + self.rng.normal(0, 2.5), -10, 25))
        return started, float(np.clip(self.rng.normal(-1.5, 3.5), -14, 25))

    def fate(self) -> str:
        """What becomes of a session: ``held``, ``missed``, ``decided`` or ``auto_closed``."""
        draw = float(self.rng.random())
        for word, share in (("missed", MISSED), ("decided", CANCELED), ("auto_closed", AUTO_CLOSED)):
            if draw < share:
                return word
            draw -= share
        return "held"

    def ratings(self, came: Ints, *, trainer: int, course: int) -> tuple[Ints, Ints]:
        """Who of those who came gives feedback, and their four ratings. Shapes ``(n,)`` and ``(n, 4)``."""
        gives = came[self.rng.random(len(came)) < GIVES_FEEDBACK]
        mood = self.skill[trainer] - 0.6 * self.dullness[course]
        opinions = mood + self.rng.normal(0, 0.6, (len(gives), 1)) + self.rng.normal(0, 0.5, (len(gives), 4))
        return gives, np.clip(np.rint(opinions), 1, 5).astype(np.int64)

    def _illnesses(self, trainees: int, days: int) -> list[Illness]:
        found = []
        for day, trainee in np.argwhere(self.rng.random((days, trainees)) < FALLS_ILL).tolist():
            draw = self.rng.random()
            excuse = None
            for status, share in (
                ("verified", EXCUSE_VERIFIED), ("requested", EXCUSE_OPEN), ("refused", EXCUSE_REFUSED),
            ):  # fmt: skip
                if excuse is None and draw < share:
                    excuse = status
                draw -= share
            lasts = min(1 + int(self.rng.poisson(ILL_DAYS - 1)), days - day)
            found.append(Illness(trainee=trainee, first_day=day, days=lasts, excuse=excuse))
        return found
