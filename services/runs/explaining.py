"""An explanation: why a term has no timetable, and the least that would have to give way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.explain import Cause, Explanation, Fact, Relaxation, Remedy, explain
from engine.timetable.explain.people_facts import DayLimit, Unavailable, WeekLimit
from models import Run
from services.access import Actor
from services.runs.questions import answerable, request_question
from services.runs.task import Stored, Watch
from services.timetabling.changes import Happened, happen
from services.timetabling.naming import Document, Names
from services.timetabling.scene import Scene, read_scene


def request_explanation(
    session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]
) -> Run:
    """Ask why a version's term, with its pins and perhaps with changes, has no timetable.

    Raises
    ------
    NotFound, Invalid, TooManyRuns
        If there is no such version, a change names what there is not, or too many runs wait.
    """
    run = request_question(session, actor=actor, timetable_id=timetable_id, kind="explain", values=values)
    ask_in_every_week(read_scene(session, timetable_id=timetable_id), run.request)
    return run


def ask_in_every_week(scene: Scene, request: Mapping[str, Any]) -> Happened:
    """Let the changes of a request happen, of which none may be for some weeks only.

    Raises
    ------
    BadChange
        If one is, or names what there is not.
    """
    happened = happen(scene, request["changes"])
    happened.refuse_passing()
    return happened


@dataclass
class ExplainTask:
    """One explanation."""

    scene: Scene
    happened: Happened
    request: dict[str, Any]
    _found: Explanation | None = field(default=None, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the version, and let the changes happen to it."""
        scene = read_scene(session, timetable_id=run.timetable_id)
        return cls(scene, ask_in_every_week(scene, run.request), run.request)

    def work(self, watch: Watch) -> None:
        """Look for causes, and for the cheapest way out."""
        with answerable():
            self._found = explain(
                self.happened.problem,
                time_limit=self.request["time_limit_s"],
                workers=self.request["workers"],
                seed=self.request["seed"],
                stop=watch.stop,
            )

    def store(self, _session: Session, _run: Run) -> Stored:
        """Nothing is stored but the words."""
        assert self._found is not None  # noqa: S101 - work comes before store
        return Stored(answer=explanation_document(self.happened.names(self.scene), self._found))


def explanation_document(names: Names, found: Explanation) -> Document:
    """Causes in words, with the rows that they speak of, and what would give way."""
    return {
        "status": str(found.status),
        "causes": [_cause(names, cause) for cause in found.causes],
        "remedy": None if found.remedy is None else _remedy(names, found.remedy),
        "restored": found.timetable is not None,
        "seconds": round(found.seconds, 3),
    }


def _cause(names: Names, cause: Cause) -> Document:
    return {
        "facts": [
            {"words": words, **_rows(names, fact)}
            for fact, words in zip(cause.facts, cause.words, strict=True)
        ],
        "is_minimal": cause.minimal,
        "counts": list(cause.counts),
        "relaxations": _relaxations(names, cause.relaxations),
    }


def _remedy(names: Names, remedy: Remedy) -> Document:
    return {
        "price": remedy.price,
        "bound": remedy.bound,
        "relaxations": _relaxations(names, remedy.relaxations),
    }


def _relaxations(names: Names, found: Iterable[Relaxation]) -> list[Document]:
    return [
        {"words": one.words, "units": one.amount, "price": one.price, **_rows(names, one.fact)}
        for one in found
    ]


def _rows(names: Names, fact: Fact) -> Document:
    """The rows that a fact is about, as far as the tables have them."""
    people = (fact.kind, fact.index) if isinstance(fact, Unavailable | DayLimit | WeekLimit) else ("", 0)
    courses = [people[1]] if people[0] == "courses" else _indices(fact, "course")
    known = names.plan.ids.enrollments
    return {
        "enrollment_ids": [str(known[course]) for course in courses if course < len(known)],
        "trainers": [names.trainer(people[1])] if people[0] == "teachers" else [],
        "class_groups": [names.class_group(people[1])] if people[0] == "groups" else [],
        "rooms": [names.room(room) for room in sorted(_indices(fact, "room"))],
    }


def _indices(fact: Fact, noun: str) -> Iterable[int]:
    """What a fact says it is about: one course or room, or several."""
    several: Iterable[int] = getattr(fact, f"{noun}s", ())
    one: int | None = getattr(fact, noun, None)
    return several if one is None else (one,)
