"""The timetabling problem: plain data, checked when built, referring to each other by index.

A *slot* is one teaching period of the week, numbered ``day * slots_per_day + slot_of_day``.
An *event* is one meeting of a course; it starts in a slot, runs for ``duration`` slots, and is
held in the weeks of the cycle that its bit set names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, NamedTuple

from engine.timetable.weights import Weights

MAX_SLOTS_PER_DAY = 31
"""A day's slots are bits of one word in the annealing kernel, twice."""

MAX_WEEKS = 62
"""Week sets are bits of one signed word."""

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class InvalidProblem(ValueError):
    """A problem that contradicts itself; the text names the thing, its value and what was expected."""


class Placement(NamedTuple):
    """Where an event is held: its first slot and its room, both by index."""

    slot: int
    room: int


@dataclass(frozen=True)
class TimeGrid:
    """The slots of a week and the weeks of the cycle.

    Parameters
    ----------
    days
        Teaching days a week, from Monday.
    slots_per_day
        Slots a day, the same every day; close slots of a short day by unavailability.
    weeks
        Weeks of the cycle: 1 when every week is alike, 2 for odd and even weeks, 14 for a term
        whose weeks differ.
    starts
        Start of each slot of a day, in minutes after midnight, ascending; hourly from 08:00
        when empty.
    slot_minutes
        Length of a slot. A gap between two slots is a break that no event may cross.
    """

    days: int
    slots_per_day: int
    weeks: int = 1
    starts: tuple[int, ...] = ()
    slot_minutes: int = 60

    def __post_init__(self) -> None:
        _require(1 <= self.days <= 7, f"A week has 1 to 7 days, not {self.days}.")
        _require(
            1 <= self.slots_per_day <= MAX_SLOTS_PER_DAY,
            f"A day has 1 to {MAX_SLOTS_PER_DAY} slots, not {self.slots_per_day}.",
        )
        _require(1 <= self.weeks <= MAX_WEEKS, f"A cycle has 1 to {MAX_WEEKS} weeks, not {self.weeks}.")
        _require(self.slot_minutes >= 1, f"A slot lasts at least a minute, not {self.slot_minutes}.")
        if not self.starts:
            hourly = tuple(8 * 60 + i * self.slot_minutes for i in range(self.slots_per_day))
            object.__setattr__(self, "starts", hourly)
        _require(
            len(self.starts) == self.slots_per_day,
            f"{self.slots_per_day} slots a day need as many start times, not {len(self.starts)}.",
        )
        for earlier, later in zip(self.starts, self.starts[1:], strict=False):
            _require(
                earlier + self.slot_minutes <= later,
                f"Slots overlap: one starts at minute {earlier} and lasts {self.slot_minutes}, "
                f"the next starts at minute {later}.",
            )

    @property
    def num_slots(self) -> int:
        """Slots of the whole week."""
        return self.days * self.slots_per_day

    @property
    def all_weeks(self) -> int:
        """The week set with every week of the cycle."""
        return (1 << self.weeks) - 1

    @cached_property
    def breaks(self) -> frozenset[int]:
        """Slots of the day that a break follows."""
        return frozenset(
            i
            for i in range(self.slots_per_day - 1)
            if self.starts[i] + self.slot_minutes < self.starts[i + 1]
        )

    def day(self, slot: int) -> int:
        """Day of a slot."""
        return slot // self.slots_per_day

    def slot_of_day(self, slot: int) -> int:
        """Position of a slot within its day."""
        return slot % self.slots_per_day

    def fits(self, slot: int, duration: int) -> bool:
        """Whether an event may start here without crossing a break or the end of the day."""
        first = self.slot_of_day(slot)
        last = first + duration - 1
        return last < self.slots_per_day and not any(i in self.breaks for i in range(first, last))

    def label(self, slot: int) -> str:
        """Day and clock time of a slot, for people: ``Monday 08:00``."""
        start = self.starts[self.slot_of_day(slot)]
        return f"{DAY_NAMES[self.day(slot)]} {start // 60:02d}:{start % 60:02d}"


@dataclass(frozen=True, slots=True)
class Room:
    """A place to teach in, physical or virtual.

    Parameters
    ----------
    kind
        What the room is for, as events ask for it: ``theory``, ``lab``, ``workshop``, ``virtual``.
    features
        What the room has: ``projector``, ``lathe``.
    building
        Where it stands; empty when unknown, and then it is never far from anything.
    unavailable
        Slots closed for maintenance.
    max_bookings
        Events a day at most; no limit when None.
    """

    id: str
    capacity: int
    name: str = ""
    kind: str = ""
    features: frozenset[str] = frozenset()
    building: str = ""
    unavailable: frozenset[int] = frozenset()
    max_bookings: int | None = None

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody who teaches.

    Parameters
    ----------
    unavailable, disliked
        Slots in which the teacher cannot, or would rather not, teach.
    max_day, max_week
        Slots of teaching a day and a week at most; no limit when None.
    """

    id: str
    name: str = ""
    unavailable: frozenset[int] = frozenset()
    disliked: frozenset[int] = frozenset()
    max_day: int | None = None
    max_week: int | None = None

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort whose events must not overlap: a class group, or a curriculum of the competition.

    Parameters
    ----------
    size
        Trainees; for information, since each course says how many attend.
    unavailable, disliked, max_day, max_week
        As for teachers.
    """

    id: str
    name: str = ""
    size: int = 0
    unavailable: frozenset[int] = frozenset()
    disliked: frozenset[int] = frozenset()
    max_day: int | None = None
    max_week: int | None = None

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Course:
    """What is taught by some teachers to some groups, in one or more events a week.

    Parameters
    ----------
    teachers, groups
        Indices of those who attend every event of the course.
    students
        How many attend: compared with the room's capacity.
    min_days
        Days over which the events should be spread.
    unavailable
        Slots in which the course cannot be taught.
    unsuitable_rooms
        Indices of rooms that the course cannot use.
    substitutes
        Indices of teachers who are qualified to stand in for one of the course's own.
    """

    id: str
    teachers: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    students: int = 0
    name: str = ""
    min_days: int = 1
    unavailable: frozenset[int] = frozenset()
    unsuitable_rooms: frozenset[int] = frozenset()
    substitutes: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting of a course in the week.

    Parameters
    ----------
    duration
        Slots it lasts, without a break between.
    kind
        The kind of room it needs; empty when any will do.
    features
        What the room must have.
    weeks
        Bit set of the weeks of the cycle in which it is held; 0 stands for all of them.
    rooms
        Indices of the only rooms to consider; None when all are.
    after
        Events that must have ended, in the week's order, before this one starts.
    pin_slot, pin_room
        What the planner has fixed; None when free.
    previous
        Where it was in the timetable that this one replaces.
    """

    course: int
    duration: int = 1
    kind: str = ""
    features: frozenset[str] = frozenset()
    weeks: int = 0
    rooms: frozenset[int] | None = None
    after: tuple[int, ...] = ()
    pin_slot: int | None = None
    pin_room: int | None = None
    previous: Placement | None = None


@dataclass(frozen=True)
class Problem:
    """Everything the solver knows; where it came from it never learns.

    Raises
    ------
    InvalidProblem
        When built from parts that contradict each other.
    """

    name: str
    grid: TimeGrid
    rooms: tuple[Room, ...]
    teachers: tuple[Teacher, ...]
    groups: tuple[Group, ...]
    courses: tuple[Course, ...]
    events: tuple[Event, ...]
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        for kind in ("rooms", "teachers", "groups", "courses"):
            _require_distinct_ids(kind, [item.id for item in getattr(self, kind)])
        for room in self.rooms:
            self._check_room(room)
        for teacher in self.teachers:
            self._check_person(teacher)
        for group in self.groups:
            self._check_person(group)
        for course in self.courses:
            self._check_course(course)
        for index, event in enumerate(self.events):
            self._check_event(index, event)

    def with_fitting(self, **parts: Any) -> Problem:
        """This problem with other parts that are known to fit, such as less of what is asked for.

        They are not checked once more, which takes as long as many an answer about the problem.
        """
        made = object.__new__(Problem)
        kept = {item.name: getattr(self, item.name) for item in fields(self)}
        vars(made).update(kept | parts)
        return made

    def with_weights(self, weights: Weights) -> Problem:
        """The same problem judged by other weights."""
        return replace(self, weights=weights)

    def weeks(self, event: int) -> int:
        """Bit set of the weeks in which an event is held, never 0."""
        return self.events[event].weeks or self.grid.all_weeks

    def event_name(self, event: int) -> str:
        """An event in words: its course, and which of the course's meetings it is."""
        course = self.events[event].course
        siblings = self.events_of_course[course]
        name = str(self.courses[course])
        return name if len(siblings) == 1 else f"{name} ({siblings.index(event) + 1} of {len(siblings)})"

    @cached_property
    def events_of_course(self) -> tuple[tuple[int, ...], ...]:
        """Event indices by course."""
        by_course: list[list[int]] = [[] for _ in self.courses]
        for index, event in enumerate(self.events):
            by_course[event.course].append(index)
        return tuple(map(tuple, by_course))

    @cached_property
    def events_of_teacher(self) -> tuple[tuple[int, ...], ...]:
        """Event indices by teacher."""
        return self._events_of([course.teachers for course in self.courses], len(self.teachers))

    @cached_property
    def events_of_group(self) -> tuple[tuple[int, ...], ...]:
        """Event indices by group."""
        return self._events_of([course.groups for course in self.courses], len(self.groups))

    def _events_of(self, members: Sequence[tuple[int, ...]], count: int) -> tuple[tuple[int, ...], ...]:
        rows: list[list[int]] = [[] for _ in range(count)]
        for index, event in enumerate(self.events):
            for member in members[event.course]:
                rows[member].append(index)
        return tuple(map(tuple, rows))

    def _check_room(self, room: Room) -> None:
        _require(room.capacity >= 0, f"Room {room} has capacity {room.capacity}; expected 0 or more.")
        _require(
            room.max_bookings is None or room.max_bookings >= 0,
            f"Room {room} takes {room.max_bookings} bookings a day; expected 0 or more.",
        )
        self._check_slots(f"Room {room}", room.unavailable)

    def _check_person(self, person: Teacher | Group) -> None:
        who = f"{type(person).__name__} {person}"
        self._check_slots(who, person.unavailable)
        self._check_slots(who, person.disliked)
        for limit in (person.max_day, person.max_week):
            _require(limit is None or limit >= 0, f"{who} has a load limit of {limit}; expected 0 or more.")

    def _check_course(self, course: Course) -> None:
        who = f"Course {course}"
        _check_indices(who, "teacher", (*course.teachers, *course.substitutes), len(self.teachers))
        _check_indices(who, "group", course.groups, len(self.groups))
        _check_indices(who, "room", course.unsuitable_rooms, len(self.rooms))
        self._check_slots(who, course.unavailable)
        for kind, members in (
            ("teacher", course.teachers),
            ("group", course.groups),
            ("substitute", course.substitutes),
        ):
            _require(len(set(members)) == len(members), f"{who} names a {kind} twice.")
        own = [str(self.teachers[item]) for item in course.substitutes if item in course.teachers]
        _require(
            not own,
            f"{who} names its own teacher {', '.join(own)} as a substitute; expected somebody else.",
        )
        _require(course.students >= 0, f"{who} has {course.students} students; expected 0 or more.")
        _require(course.min_days >= 0, f"{who} asks for {course.min_days} days; expected 0 or more.")

    def _check_event(self, index: int, event: Event) -> None:
        who = f"Event {index}"
        _check_indices(who, "course", (event.course,), len(self.courses))
        _check_indices(who, "room", event.rooms or (), len(self.rooms))
        _check_indices(who, "event", event.after, len(self.events))
        _require(index not in event.after, f"{who} must come after itself.")
        _require(
            1 <= event.duration <= self.grid.slots_per_day,
            f"{who} lasts {event.duration} slots; a day has {self.grid.slots_per_day}.",
        )
        _require(
            0 <= event.weeks <= self.grid.all_weeks,
            f"{who} names weeks beyond the {self.grid.weeks} of the cycle.",
        )
        slots = [event.pin_slot, event.previous.slot if event.previous else None]
        rooms = [event.pin_room, event.previous.room if event.previous else None]
        self._check_slots(who, [slot for slot in slots if slot is not None])
        _check_indices(who, "room", [room for room in rooms if room is not None], len(self.rooms))

    def _check_slots(self, who: str, slots: Iterable[int]) -> None:
        for slot in slots:
            _require(
                0 <= slot < self.grid.num_slots,
                f"{who} names slot {slot}; the week has slots 0 to {self.grid.num_slots - 1}.",
            )


def _require(holds: bool, text: str) -> None:
    if not holds:
        raise InvalidProblem(text)


def _require_distinct_ids(kind: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        _require(name not in seen, f"Two {kind} have the id {name!r}; ids must differ.")
        seen.add(name)


def _check_indices(who: str, kind: str, indices: Iterable[int], count: int) -> None:
    for index in indices:
        _require(0 <= index < count, f"{who} names {kind} {index}; there are {count}, numbered from 0.")
