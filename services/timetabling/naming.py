"""Parts of a plan as answers show them: every row by its id and its name, every place by the clock.

All of it is plain JSON, so that a run can keep it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.timetable.compare import Balance
from engine.timetable.constraints import Cost, Violation
from engine.timetable.problem import Group, Placement, Problem, Teacher
from models import TimetableEntry
from services.timetabling.plan import Plan

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names and ids of a problem that was made from a plan.

    Parameters
    ----------
    problem
        The plan's, or what became of it: who stands in for whom, what was changed.
    origin
        The plan's event that each event of the problem is, or is a part of; None for one that the
        tables do not have. Unless given the problem has the plan's events.
    entries
        The entry of each of the plan's events.
    """

    plan: Plan
    problem: Problem
    origin: tuple[int | None, ...] | None = None
    entries: tuple[TimetableEntry | None, ...] = ()

    def room(self, index: int) -> Document:
        """A room."""
        room = self.problem.rooms[index]
        return {"id": str(self.plan.ids.rooms[index]), "code": room.id, "name": str(room)}

    def trainer(self, index: int) -> Document:
        """A trainer."""
        return {"id": str(self.plan.ids.trainers[index]), "name": str(self.problem.teachers[index])}

    def class_group(self, index: int) -> Document:
        """A class group; one that is a part of another has no id yet."""
        known = self.plan.ids.class_groups
        row_id = str(known[index]) if index < len(known) else None
        return {"id": row_id, "name": str(self.problem.groups[index])}

    def trainers(self, indices: Iterable[int]) -> list[Document]:
        """Some trainers."""
        return [self.trainer(index) for index in indices]

    def class_groups(self, indices: Iterable[int]) -> list[Document]:
        """Some class groups."""
        return [self.class_group(index) for index in indices]

    def person(self, who: Teacher | Group) -> Document:
        """Whoever pays a cost, by the id that the engine has for them."""
        kind, rows = (
            ("trainer", self._trainer_rows)
            if isinstance(who, Teacher)
            else ("class_group", self._class_group_rows)
        )
        return {"kind": kind, "id": rows.get(who.id), "name": str(who)}

    def balance(self, balance: Balance) -> Document:
        """What somebody's own week costs in two timetables, the second one this problem's."""
        row = self._trainer_rows if balance.is_teacher else self._class_group_rows
        return {
            "kind": "trainer" if balance.is_teacher else "class_group",
            "id": row.get(balance.id),
            "name": balance.who,
            "before": balance.before,
            "after": balance.after,
            "change": balance.change,
        }

    def session(self, event: int) -> Document:
        """A session of the week, with who attends it."""
        source = event if self.origin is None else self.origin[event]
        course = self.problem.courses[self.problem.events[event].course]
        return {
            **self._keys(source),
            "name": self.problem.event_name(event)
            if source is None
            else self.plan.problem.event_name(source),
            "class_groups": self.class_groups(course.groups),
            "trainers": self.trainers(course.teachers),
        }

    def place(self, event: int, place: Placement | None) -> Document | None:
        """Where an event is, if it is anywhere."""
        if place is None:
            return None
        times = self.plan.times(place.slot, self.problem.events[event].duration)
        return {
            "weekday": times.weekday,
            "starts_at": f"{times.starts_at:%H:%M}",
            "ends_at": f"{times.ends_at:%H:%M}",
            "room": self.room(place.room),
        }

    @cached_property
    def _trainer_rows(self) -> dict[str, str]:
        """Ids of rows by those of the problem."""
        pairs = zip(self.plan.problem.teachers, self.plan.ids.trainers, strict=True)
        return {teacher.id: str(row_id) for teacher, row_id in pairs}

    @cached_property
    def _class_group_rows(self) -> dict[str, str]:
        pairs = zip(self.plan.problem.groups, self.plan.ids.class_groups, strict=True)
        return {group.id: str(row_id) for group, row_id in pairs}

    def _keys(self, source: int | None) -> Document:
        if source is None:
            return {"entry_id": None, "enrollment_id": None, "session_type": None, "ordinal": None}
        key = self.plan.keys[source]
        entry = self.entries[source] if self.entries else None
        return {
            "entry_id": None if entry is None else str(entry.id),
            "enrollment_id": str(key.enrollment_id),
            "session_type": key.session_type,
            "ordinal": key.ordinal,
        }


def violation_document(violation: Violation) -> Document:
    """A hard rule that is broken, in words."""
    return {"rule": violation.rule, "reason": violation.reason}


def cost_document(cost: Cost) -> Document:
    """What is paid to a rule, in words."""
    return {"rule": cost.rule, "amount": cost.amount, "reason": cost.reason}
