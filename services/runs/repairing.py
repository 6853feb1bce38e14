"""A repair: what happened to a version in, the version with the fewest sessions moved out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.repair import MendedWeeks, Repair, repair, substitutes, week_numbers
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from models import Run
from services.access import Actor
from services.runs.questions import answerable, request_question, store_beside
from services.runs.task import Stored, Watch
from services.timetabling.changes import Happened, happen
from services.timetabling.naming import Document, Names
from services.timetabling.scene import Scene, read_scene

SINGLE_WEEKS = "What happens in some weeks only is told week by week; a timetable of the week cannot hold it."
NOTHING_MOVES = "Nothing has to move: the version can stay as it is."


def request_repair(session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]) -> Run:
    """Ask for a version to be mended after changes, or as the tables have changed since.

    Raises
    ------
    NotFound, Invalid, TooManyRuns
        If there is no such version, a change names what there is not, or too many runs wait.
    """
    run = request_question(session, actor=actor, timetable_id=timetable_id, kind="repair", values=values)
    happen(read_scene(session, timetable_id=timetable_id), run.request["changes"])
    return run


@dataclass
class RepairTask:
    """One repair."""

    scene: Scene
    happened: Happened
    request: dict[str, Any]
    _mended: Repair | None = field(default=None, init=False)
    _vacancies: list[Document] = field(default_factory=list, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the version, and let the changes happen to it."""
        scene = read_scene(session, timetable_id=run.timetable_id)
        return cls(scene, happen(scene, run.request["changes"]), run.request)

    def work(self, watch: Watch) -> None:
        """Mend it, and ask who could stand in for those who are away."""
        with answerable():
            self._mended = repair(
                self.happened.problem,
                self.happened.timetable,
                self.happened.passing,
                time_limit=self.request["time_limit_s"],
                workers=self.request["workers"],
                seed=self.request["seed"],
                stop=watch.stop,
            )
        watch.tell({"stage": "substitutes", "seconds": round(self._mended.seconds, 3)})
        self._vacancies = list(self._substitutes())

    def store(self, session: Session, run: Run) -> Stored:
        """Store the mended version where a timetable of the week can hold it."""
        mended = self._mended
        assert mended is not None  # noqa: S101 - work comes before store
        answer = {**repair_document(self.scene, self.happened, mended), "substitutes": self._vacancies}
        placements = self._placements(mended)
        answer["not_stored"] = self._reason_not_to_store(placements)
        if placements is None or answer["not_stored"]:
            return Stored(answer={**answer, "version": None})
        version, answer["version"] = store_beside(
            session,
            run,
            self.scene,
            placements,
            name=self.request.get("name") or f"Repaired from version {self.scene.version.number}",
            substitutes=self.happened.substitutes,
        )
        return Stored(answer=answer, timetable_id=version.id)

    def _placements(self, mended: Repair) -> Timetable | None:
        """Where the plan's own events are; those that the tables do not have are only told about."""
        if not self.happened.is_lasting:
            return None
        found = dict(zip(self.happened.origin, mended.timetable.placements, strict=True))
        return Timetable(tuple(found.get(event) for event in range(len(self.scene.plan.keys))))

    def _reason_not_to_store(self, placements: Timetable | None) -> str | None:
        if placements is None:
            return SINGLE_WEEKS
        placed = self.scene.placed
        if placements == placed.timetable and not placed.misfits and not self.happened.substitutes:
            return NOTHING_MOVES
        return None

    def _substitutes(self) -> Iterator[Document]:
        names, happened = self.happened.names(self.scene), self.happened
        for absence in happened.absences:
            with answerable():
                found = substitutes(
                    happened.problem, happened.timetable, absence.trainer, absence.slots, absence.weeks
                )
            for vacancy in found:
                yield {
                    "for": names.trainer(absence.trainer),
                    "session": names.session(vacancy.event),
                    "place": names.place(vacancy.event, happened.timetable[vacancy.event]),
                    "weeks": week_numbers(vacancy.weeks),
                    "offers": [
                        {"trainer": names.trainer(offer.teacher), "cost": offer.cost}
                        for offer in vacancy.offers
                    ],
                    "refusals": [
                        {"trainer": names.trainer(refusal.teacher), "reasons": list(refusal.reasons)}
                        for refusal in vacancy.refusals
                    ],
                }


def repair_document(scene: Scene, happened: Happened, mended: Repair) -> Document:
    """What moves, who must know, and what it costs."""
    names = happened.names(scene)
    # What happens in every week is told like what happens in some: as weeks that are all of them.
    spans = mended.weeks or (
        MendedWeeks(0, tuple(range(len(happened.timetable))), happened.timetable, mended),
    )
    return {
        "status": str(mended.status),
        "moved": mended.moves,
        "fewest": mended.fewest,
        "left_out": mended.leaves,
        "fewest_left_out": mended.fewest_left_out,
        "is_proved": mended.is_proved,
        "counts": "sessions" if not mended.weeks else "meetings",
        "moves": [move for span in spans for move in _moves(names, span)],
        "losses": [_before(names, span, event) for span in spans for event in span.repair.left_out],
        "class_groups": names.class_groups(mended.groups),
        "trainers": names.trainers(mended.teachers),
        "cost": mended.score.cost,
        "cost_before": None if mended.weeks else evaluate(mended.problem, happened.timetable).cost,
        "cost_by_rule": mended.score.cost_by_rule,
        "weeks": [_costs(span) for span in mended.weeks],
        "fitted_anew": len(scene.placed.misfits),
        "seconds": round(mended.seconds, 3),
    }


def _moves(names: Names, span: MendedWeeks) -> Iterator[Document]:
    for event in span.repair.moved:
        after = names.place(span.events[event], span.repair.timetable[event])
        yield {**_before(names, span, event), "after": after}


def _before(names: Names, span: MendedWeeks, event: int) -> Document:
    """A session as it was, and in which weeks."""
    known = span.events[event]
    return {
        "session": names.session(known),
        "weeks": week_numbers(span.weeks),
        "before": names.place(known, span.before[event]),
    }


def _costs(span: MendedWeeks) -> Document:
    """What one of the weeks costs by itself, before and after."""
    return {
        "weeks": week_numbers(span.weeks),
        "cost_before": evaluate(span.repair.problem, span.before).cost,
        "cost": span.repair.score.cost,
    }
