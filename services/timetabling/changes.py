"""What has happened, or might, to a timetable: read from plain JSON by the ids of rows.

The changes are told in any order. Each is applied where its sessions are by then, which is followed with
a second timetable whose places are the numbers of the plan's events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from engine.timetable.problem import Problem
from engine.timetable.repair import (
    Cancelled,
    Change,
    Closure,
    EventsAdded,
    EventTakenOver,
    GroupAway,
    GroupSplit,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    is_passing,
)
from engine.timetable.timetable import Timetable
from services.errors import Invalid
from services.timetabling.naming import Names
from services.timetabling.scene import Scene

MAX_CHANGES = 50

Said = Mapping[str, Any]
"""One change as it was sent: its ``change`` says what happened, its other fields to whom and when."""


class BadChange(Invalid):
    """A change names what there is not, lacks a field, or cannot be."""

    code = "bad_change"


@dataclass(frozen=True, slots=True)
class Absence:
    """A trainer who is away, for whom others may stand in."""

    trainer: int
    slots: frozenset[int] | None
    weeks: int


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A version once the changes have happened.

    Parameters
    ----------
    problem, timetable
        As they are then; every session is where it was, however impossible.
    passing
        What happens in some weeks of the cycle only, which no problem can say.
    origin
        The plan's event that each event is, or is a part of; None for new ones.
    substitutes
        Who teaches an event of the plan from now on, by index.
    is_lasting
        Whether everything holds in every week, so that a timetable of the week can hold it.
    """

    problem: Problem
    timetable: Timetable
    passing: tuple[Closure, ...]
    origin: tuple[int | None, ...]
    substitutes: Mapping[int, int]
    absences: tuple[Absence, ...]
    is_lasting: bool

    def refuse_passing(self) -> None:
        """Refuse closures in some weeks where a whole timetable is asked for.

        Raises
        ------
        BadChange
            If there is one.
        """
        if self.passing:
            raise BadChange(
                "Who is away in some weeks only is there in the week that a timetable is made for:"
                " leave out the weeks, or ask for a repair.",
                fields={"changes": "Closed or away in some weeks only; expected every week."},
            )

    def names(self, scene: Scene, problem: Problem | None = None) -> Names:
        """Names of the events, or of those of a problem that begins with them."""
        return Names(
            plan=scene.plan,
            problem=problem or self.problem,
            origin=self.origin,
            entries=scene.placed.entries,
        )


def happen(scene: Scene, changes: Sequence[Said]) -> Happened:
    """Let changes happen to a version.

    Raises
    ------
    BadChange
        If one names what there is not or cannot be; the field at fault is named.
    """
    happening = _Happening(scene)
    for number, said in sorted(enumerate(changes), key=lambda item: ORDER.index(item[1]["change"])):
        happening.take(number, said)
    return happening.ended()


@dataclass
class _Happening:
    """Changes on their way into a version."""

    scene: Scene
    number: int = 0
    passing: list[Closure] = field(default_factory=list)
    substitutes: dict[int, int] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    is_lasting: bool = True

    def __post_init__(self) -> None:
        self.problem = self.scene.placed.problem
        self.timetable = self.scene.placed.timetable
        self.followed = Timetable.of([(event, 0) for event in range(len(self.timetable))])

    def take(self, number: int, said: Said) -> None:
        """Let one more change happen."""
        self.number = number
        read, needed, allowed = KINDS[said["change"]]
        self._check_fields(said, needed, allowed)
        try:
            for change in read(self, said):
                self._apply(change)
        except ValueError as error:
            raise self.refusal("change", str(error)) from error

    def ended(self) -> Happened:
        """Everything that has happened."""
        return Happened(
            problem=self.problem,
            timetable=self.timetable,
            passing=tuple(self.passing),
            origin=tuple(None if place is None else place.slot for place in self.followed.placements),
            substitutes=self.substitutes,
            absences=tuple(self.absences),
            is_lasting=self.is_lasting,
        )

    def refusal(self, name: str, words: str) -> BadChange:
        """Why the change will not do, with the field at fault."""
        return BadChange(
            f"Change {self.number + 1} will not do: {words}",
            fields={"changes": {str(self.number): {name: words}}},
        )

    def trainer(self, said: Said, name: str = "trainer_id") -> int:
        """The trainer whom a field names."""
        return self._find(self.scene.plan.trainer_of, said, name, "trainer who may be planned with")

    def room(self, said: Said) -> int:
        """The room."""
        return self._find(self.scene.plan.room_of, said, "room_id", "room that may be planned with")

    def class_group(self, said: Said) -> int:
        """The class group."""
        known = {row_id: index for index, row_id in enumerate(self.scene.plan.ids.class_groups)}
        return self._find(known, said, "class_group_id", "class group with something to plan")

    def weeks(self, said: Said) -> int:
        """Bit set of the weeks in which it happens; 0 for every week."""
        numbers, grid = said.get("weeks") or (), self.scene.plan.week.grid
        if numbers and grid.weeks == 1:
            raise self.refusal("weeks", "The cycle has one week, so that every week is alike.")
        if any(not 1 <= number <= grid.weeks for number in numbers):
            raise self.refusal("weeks", f"The cycle has weeks 1 to {grid.weeks}.")
        weeks: int = sum(1 << number - 1 for number in set(numbers))
        if weeks == grid.all_weeks:
            return 0
        self.is_lasting = self.is_lasting and not weeks
        return weeks

    def slots(self, said: Said) -> frozenset[int] | None:
        """When somebody is away or something is closed; None for the whole week."""
        times = said.get("times") or ()
        return frozenset(slot for one in times for slot in self._slots(one)) or None

    def entries(self, said: Said) -> list[int]:
        """Where the sessions of some entries are by now; a session in some weeks is where it mostly was."""
        known = {
            str(entry.id): event for event, entry in enumerate(self.scene.placed.entries) if entry is not None
        }
        unknown = [entry_id for entry_id in said["entry_ids"] if str(entry_id) not in known]
        if unknown:
            words = f"The timetable has no weekly session {unknown[0]} that is still to be held."
            raise self.refusal("entry_ids", words)
        return [self.index_of(known[str(entry_id)]) for entry_id in said["entry_ids"]]

    def events_of_enrollment(self, said: Said, session_type: str | None = None) -> list[int]:
        """The plan's events of an enrolment, perhaps of one type only."""
        wanted = UUID(str(said["enrollment_id"]))
        found = [
            event
            for event, key in enumerate(self.scene.plan.keys)
            if key.enrollment_id == wanted and session_type in (None, key.session_type)
        ]
        if not found:
            sessions = f"{session_type} sessions" if session_type else "sessions"
            raise self.refusal("enrollment_id", f"There is no enrolment {wanted} with {sessions} to plan.")
        return found

    def index_of(self, event: int) -> int:
        """Where an event of the plan is by now."""
        for index, place in enumerate(self.followed.placements):
            if place is not None and place.slot == event:
                return index
        raise self.refusal("change", f"{self.scene.plan.problem.event_name(event)} is cancelled already.")

    def origin_of(self, index: int) -> int | None:
        """The event of the plan that an event is by now."""
        place = self.followed[index]
        return None if place is None else place.slot

    def _apply(self, change: Change) -> None:
        if is_passing(self.problem, change):
            assert isinstance(change, Closure)  # noqa: S101 - only closures pass
            self.passing.append(change)
            return
        _, self.followed = change.apply(self.problem, self.followed)
        self.problem, self.timetable = change.apply(self.problem, self.timetable)

    def _slots(self, one: Mapping[str, Any]) -> range:
        plan, weekday = self.scene.plan, one["weekday"]
        grid = plan.week.grid
        if weekday >= grid.days:
            raise self.refusal("times", f"Weekday {weekday} is no teaching day.")
        if one.get("starts_at") is None:
            return range(weekday * grid.slots_per_day, (weekday + 1) * grid.slots_per_day)
        slot = plan.slot(weekday, time.fromisoformat(str(one["starts_at"])))
        if slot is None:
            raise self.refusal("times", f"No period begins at {one['starts_at']}.")
        return range(slot, slot + 1)

    def _find(self, known: Mapping[UUID, int], said: Said, name: str, what: str) -> int:
        row_id = UUID(str(said[name]))
        if row_id not in known:
            raise self.refusal(name, f"There is no {what} with the id {row_id}.")
        return known[row_id]

    def _check_fields(self, said: Said, needed: frozenset[str], allowed: frozenset[str]) -> None:
        given = {name for name, value in said.items() if value is not None} - {"change"}
        for name in sorted(needed - given):
            raise self.refusal(name, f"A change of kind {said['change']} needs {name}.")
        for name in sorted(given - needed - allowed):
            raise self.refusal(name, f"A change of kind {said['change']} has no {name}.")


def _trainer_away(happening: _Happening, said: Said) -> Iterator[Change]:
    absence = Absence(happening.trainer(said), happening.slots(said), happening.weeks(said))
    happening.absences.append(absence)
    yield TeacherAway(absence.trainer, absence.slots, absence.weeks)


def _class_group_away(happening: _Happening, said: Said) -> Iterator[Change]:
    yield GroupAway(happening.class_group(said), happening.slots(said), happening.weeks(said))


def _room_closed(happening: _Happening, said: Said) -> Iterator[Change]:
    yield RoomClosed(happening.room(said), happening.slots(said), happening.weeks(said))


def _seats_changed(happening: _Happening, said: Said) -> Iterator[Change]:
    yield SeatsChanged(happening.room(said), said["seats"])


def _sessions_cancelled(happening: _Happening, said: Said) -> Iterator[Change]:
    yield Cancelled(frozenset(happening.entries(said)), happening.weeks(said))


def _sessions_added(happening: _Happening, said: Said) -> Iterator[Change]:
    like = happening.index_of(happening.events_of_enrollment(said, said.get("session_type"))[0])
    course = happening.problem.events[like].course
    yield EventsAdded(course, said.get("count") or 1, like=like, weeks=happening.weeks(said))


def _class_group_split(happening: _Happening, said: Said) -> Iterator[Change]:
    yield GroupSplit(happening.class_group(said), (1,) * (said.get("parts") or 2))


def _trainer_replaced(happening: _Happening, said: Said) -> Iterator[Change]:
    by, weeks = happening.trainer(said, "substitute_id"), happening.weeks(said)
    if (said.get("enrollment_id") is None) == (said.get("entry_ids") is None):
        raise happening.refusal("entry_ids", "Name either an enrolment or some of its entries.")
    indices = (
        happening.entries(said)
        if said.get("entry_ids") is not None
        else [happening.index_of(event) for event in happening.events_of_enrollment(said)]
    )
    for index in indices:
        if weeks and not happening.problem.weeks(index) & weeks:
            continue
        source, course = happening.origin_of(index), happening.problem.events[index].course
        leading = happening.problem.courses[course].teachers[0]
        if source is not None and not weeks:
            happening.substitutes[source] = by
        yield EventTakenOver(index, leading, by, weeks)


Read = Callable[[_Happening, Said], Iterator[Change]]
WHEN = frozenset({"times", "weeks"})

KINDS: Mapping[str, tuple[Read, frozenset[str], frozenset[str]]] = {
    # What is added or split comes first and renumbers nothing; what is cancelled comes last.
    "sessions_added": (
        _sessions_added,
        frozenset({"enrollment_id"}),
        frozenset({"session_type", "count", "weeks"}),
    ),
    "class_group_split": (_class_group_split, frozenset({"class_group_id"}), frozenset({"parts"})),
    "trainer_replaced": (
        _trainer_replaced,
        frozenset({"substitute_id"}),
        frozenset({"enrollment_id", "entry_ids", "weeks"}),
    ),
    "trainer_away": (_trainer_away, frozenset({"trainer_id"}), WHEN),
    "class_group_away": (_class_group_away, frozenset({"class_group_id"}), WHEN),
    "room_closed": (_room_closed, frozenset({"room_id"}), WHEN),
    "seats_changed": (_seats_changed, frozenset({"room_id", "seats"}), frozenset()),
    "sessions_cancelled": (_sessions_cancelled, frozenset({"entry_ids"}), frozenset({"weeks"})),
}
"""How each kind of change is read, which fields it needs, and which it may have besides."""

ORDER = tuple(KINDS)
