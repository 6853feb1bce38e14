"""A what-if: the same term with changes, solved anew and set beside the version; no version is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable import Progress, Result, Weights, solve
from engine.timetable.explain import Explanation, explain
from engine.timetable.problem import Problem
from models import Run
from services.access import Actor
from services.errors import Invalid
from services.runs.explaining import ask_in_every_week, explanation_document
from services.runs.questions import answerable, request_question
from services.runs.solving import progress_document
from services.runs.task import Stored, Watch
from services.timetabling.changes import Happened
from services.timetabling.comparing import Side, compared
from services.timetabling.naming import Names
from services.timetabling.scene import Scene, read_scene

EXPLAIN_SHARE = 0.5
"""Of the solve's time, to say why where no timetable was found."""


def request_what_if(session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]) -> Run:
    """Ask what a term would look like with changes, or by other weights.

    Raises
    ------
    NotFound, Invalid, TooManyRuns
        If there is no such version, nothing is to be different, a change names what there is not, or
        too many runs wait.
    """
    run = request_question(session, actor=actor, timetable_id=timetable_id, kind="what_if", values=values)
    if not run.request["changes"] and not run.request["weights"]:
        raise Invalid(
            "Say what would be different: a change, or a weight.",
            fields={"changes": "At least one, unless there are weights."},
        )
    ask_in_every_week(read_scene(session, timetable_id=timetable_id), run.request)
    return run


@dataclass
class WhatIfTask:
    """One supposition."""

    scene: Scene
    happened: Happened
    request: dict[str, Any]
    _result: Result | None = field(default=None, init=False)
    _explanation: Explanation | None = field(default=None, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the version, and let the changes happen to it."""
        scene = read_scene(session, timetable_id=run.timetable_id)
        return cls(scene, ask_in_every_week(scene, run.request), run.request)

    @property
    def weights(self) -> Weights:
        """What each rule costs: as ever, but for what is asked."""
        return replace(self.scene.placed.problem.weights, **self.request["weights"])

    @property
    def problem(self) -> Problem:
        """What is to be solved."""
        return self.happened.problem.with_weights(self.weights)

    def work(self, watch: Watch) -> None:
        """Solve it; where there is no timetable, say why."""

        def tell(progress: Progress) -> None:
            watch.tell(progress_document(progress))

        limits = {"workers": self.request["workers"], "seed": self.request["seed"], "stop": watch.stop}
        seconds = self.request["time_limit_s"]
        with answerable():
            self._result = solve(self.problem, time_limit=seconds, on_progress=tell, **limits)
            if self._result.timetable is None and not watch.stop.is_set():
                watch.tell({"stage": "explain", "seconds": round(self._result.seconds, 3)})
                self._explanation = explain(self.problem, time_limit=EXPLAIN_SHARE * seconds, **limits)

    def store(self, _session: Session, _run: Run) -> Stored:
        """Nothing is stored but the comparison."""
        result, names = self._result, self.happened.names(self.scene, self.problem)
        assert result is not None  # noqa: S101 - work comes before store
        before = Names(
            plan=self.scene.plan,
            problem=self.scene.placed.problem.with_weights(self.weights),
            entries=self.scene.placed.entries,
        )
        comparison = result.timetable and compared(
            Side(names=before, timetable=self.scene.placed.timetable),
            Side(names=names, timetable=result.timetable),
        )
        why = self._explanation and explanation_document(names, self._explanation)
        answer = {
            "status": str(result.status),
            "cost": result.cost,
            "bound": result.bound,
            "gap": result.gap,
            "reasons": list(result.reasons),
            "explanation": why,
            "comparison": comparison,
            "seconds": round(result.seconds, 3),
        }
        return Stored(answer=answer, history=[progress_document(step) for step in result.history])
