"""What an absence is forecast from: who, what and when as columns, and what the person did lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RECENT = 0.1
"""Weight of the last attendance in what somebody did lately."""
LONGEST_STREAK = 20
"""Absences in a row that are still told apart."""
LATELY = 3
"""Columns of what somebody did lately: absences in a row, the same in the course, and the recent share."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attendances:
    """Who was, or is to be, where and when; a row for each person and session, shape ``(n,)`` each.

    Parameters
    ----------
    person, course
        Index, counted from 0; -1 for one that the history does not know.
    weekday, slot
        Index of the weekday and of the time of day.
    day
        A number that grows from date to date. What is known of a person on a day is what they did before it.
    absent
        Whether the person was absent.
    """

    person: Ints
    course: Ints
    weekday: Ints
    slot: Ints
    day: Ints
    absent: NDArray[np.bool_]

    def __post_init__(self) -> None:
        sizes = {item.name: len(getattr(self, item.name)) for item in fields(self)}
        if len(set(sizes.values())) > 1:
            raise ValueError(f"Columns of attendances differ in length: {sizes}.")
        if np.any(np.diff(self.day) < 0):
            raise ValueError("Attendances are in order of their days; these are not.")

    def __len__(self) -> int:
        return len(self.person)

    def part(self, which: slice) -> Attendances:
        """Some of the rows."""
        return Attendances(**{item.name: getattr(self, item.name)[which] for item in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What each person did lately, and in each course, at the end of a history."""

    streak: Ints
    recent: Floats
    in_course: Mapping[tuple[int, int], int]
    usual: float
    """The share of absences, taken for whoever is new."""

    def of(self, coming: Attendances) -> Floats:
        """The columns of what the persons did lately. Shape ``(n, LATELY)``."""
        known = (coming.person >= 0) & (coming.person < len(self.streak))
        person = np.where(known, coming.person, 0)
        pairs = zip(coming.person.tolist(), coming.course.tolist(), strict=True)
        in_course = [self.in_course.get(pair, 0) for pair in pairs]
        streak = np.where(known, self.streak[person], 0) if len(self.streak) else np.zeros(len(coming))
        recent = np.where(known, self.recent[person], self.usual) if len(self.recent) else self.usual
        return _columns(streak, np.array(in_course, np.int64), recent - np.full(len(coming), self.usual))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stood:
    """What was known of each row's person on the morning of its day, and of everybody in the end."""

    before: Floats
    after: Standing


def standing_of(history: Attendances) -> Stood:
    """Go through a history in order of time."""
    people = int(history.person.max(initial=-1)) + 1
    usual = float(history.absent.mean()) if len(history) else 0.0
    # Of each person: the day that is being gone through, then what was known before it, then after it.
    days, known, now = [-1] * people, [(0, usual)] * people, [(0, usual)] * people
    pair_days: dict[tuple[int, int], int] = {}
    pair_known: dict[tuple[int, int], int] = {}
    pair_now: dict[tuple[int, int], int] = {}
    found = np.zeros((len(history), 3))
    columns = (history.person, history.course, history.day, history.absent)
    for row, (person, course, day, absent) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        pair = (person, course)
        if days[person] != day:
            days[person], known[person] = day, now[person]
        if pair_days.get(pair) != day:
            pair_days[pair], pair_known[pair] = day, pair_now.get(pair, 0)
        streak, recent = known[person]
        found[row] = streak, pair_known[pair], recent - usual
        streak, recent = now[person]
        now[person] = (streak + 1 if absent else 0, recent + RECENT * (absent - recent))
        pair_now[pair] = pair_now.get(pair, 0) + 1 if absent else 0
    after = Standing(
        streak=np.array([streak for streak, _ in now], np.int64),
        recent=np.array([recent for _, recent in now], np.float64),
        in_course=pair_now,
        usual=usual,
    )
    return Stood(before=_columns(found[:, 0], found[:, 1], found[:, 2]), after=after)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Which column stands for what.

    Parameters
    ----------
    sizes
        Columns of each kind, in order.
    pairs
        The persons in courses that the history knows, each as one number, sorted.
    """

    sizes: Mapping[str, int]
    pairs: Ints

    @property
    def kinds(self) -> dict[str, slice]:
        """The columns of each kind."""
        ends = np.cumsum(list(self.sizes.values())).tolist()
        return {
            name: slice(end - size, end) for (name, size), end in zip(self.sizes.items(), ends, strict=True)
        }

    def span(self, kind: str) -> slice:
        """The columns of a kind."""
        return self.kinds[kind]

    def rows(self, attendances: Attendances, lately: Floats) -> sparse.csr_array:
        """Attendances as rows of the design; what the history does not know has no column."""
        count = len(attendances)
        kinds = self.kinds
        places = {
            "always": np.zeros(count, np.int64),
            "weekday": attendances.weekday,
            "slot": attendances.slot,
            "course": attendances.course,
            "person": attendances.person,
            "in_course": self._place(attendances),
        }
        rows, columns = [], []
        for kind, place in places.items():
            there = np.flatnonzero((place >= 0) & (place < self.sizes[kind]))
            rows.append(there)
            columns.append(place[there] + kinds[kind].start)
        values = np.ones(sum(map(len, rows)))
        first = kinds["lately"].start
        rows += [np.arange(count)] * LATELY
        columns += [np.full(count, first + column) for column in range(LATELY)]
        values = np.concatenate([values, lately.T.ravel()])
        shape = (count, sum(self.sizes.values()))
        return sparse.csr_array((values, (np.concatenate(rows), np.concatenate(columns))), shape=shape)

    def _place(self, attendances: Attendances) -> Ints:
        """The place of each row's person in the course among the known ones; -1 where it is new."""
        pair = _pair(attendances, self.sizes["course"])
        place = np.searchsorted(self.pairs, pair)
        known = place < len(self.pairs)
        known[known] = self.pairs[place[known]] == pair[known]
        return np.where(known, place, -1)


def design_of(history: Attendances) -> Design:
    """The columns that a history needs."""
    sizes = {
        "always": 1,
        "weekday": _size(history.weekday),
        "slot": _size(history.slot),
        "course": _size(history.course),
        "person": _size(history.person),
    }
    pairs = np.unique(_pair(history, sizes["course"]))
    return Design(sizes={**sizes, "in_course": len(pairs), "lately": LATELY}, pairs=pairs)


def _pair(attendances: Attendances, courses: int) -> Ints:
    known = (attendances.person >= 0) & (attendances.course >= 0) & (attendances.course < courses)
    return np.where(known, attendances.person * courses + attendances.course, -1)


def _size(column: Ints) -> int:
    return int(column.max(initial=-1)) + 1


def _columns(
    streak: NDArray[np.generic], in_course: NDArray[np.generic], recent: NDArray[np.generic]
) -> Floats:
    rows = [np.log1p(np.minimum(part, LONGEST_STREAK)) for part in (streak, in_course)]
    return np.column_stack([*rows, recent]).astype(np.float64)
