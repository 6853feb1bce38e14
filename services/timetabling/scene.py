"""A stored version of a timetable, ready for questions to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.problem import Problem
from models import Timetable, TimetableEntry
from services.errors import Conflict, NotFound
from services.timetabling.plan import Placed, Plan, place, plan_of, weekly_entries

_NAMED = 5
"""How many sessions at fault a message names."""


class SessionsDoNotFit(Conflict):
    """The tables have changed since the version was made; some of its sessions have no place in them."""

    code = "sessions_do_not_fit"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A version of a term's timetable among the tables as they are now."""

    version: Timetable
    plan: Plan
    placed: Placed

    def without_pin(self, event: int) -> Problem:
        """The problem in which one event may leave its place, however it was fixed."""
        events = list(self.placed.problem.events)
        events[event] = replace(events[event], pin_slot=None, pin_room=None)
        return replace(self.placed.problem, events=tuple(events))

    def refuse_misfits(self) -> None:
        """Refuse questions that leave sessions unseen.

        Raises
        ------
        SessionsDoNotFit
            If entries stand for nothing that the tables have.
        """
        misfits = self.placed.misfits
        if misfits:
            raise SessionsDoNotFit(
                f"{len(misfits)} sessions of version {self.version.number} fit no longer, since courses,"
                f" rooms or periods were changed: {_named(misfits)}."
                " A repair of the version gives them places anew."
            )


def read_version(session: Session, *, timetable_id: UUID) -> Timetable:
    """A version of the tenant's timetables.

    Raises
    ------
    NotFound
        If there is none.
    """
    version = session.scalar(select(Timetable).where(Timetable.id == timetable_id))
    if version is None:
        raise NotFound(f"There is no timetable {timetable_id}.")
    return version


def read_scene(session: Session, *, timetable_id: UUID) -> Scene:
    """A version with its term's plan.

    Raises
    ------
    NotFound, Invalid
        If there is no such version, or its term can no longer be planned.
    """
    version = read_version(session, timetable_id=timetable_id)
    return scene_of(session, version, plan_of(session, term_id=version.term_id))


def scene_of(session: Session, version: Timetable, plan: Plan) -> Scene:
    """A version in a plan of its term that was made already."""
    placed = place(plan, weekly_entries(session, timetable_id=version.id))
    return Scene(version=version, plan=plan, placed=placed)


def _named(entries: Sequence[TimetableEntry]) -> str:
    names = [f"{entry.session_type} {entry.ordinal} of enrolment {entry.enrollment_id}" for entry in entries]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
