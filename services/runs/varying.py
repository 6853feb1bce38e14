"""Variants: several versions of nearly the same cost, for planners who want to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable import Progress, Variants, evaluate, variants
from engine.timetable.timetable import Timetable
from models import Run
from services.access import Actor
from services.runs.questions import answerable, request_question, store_beside
from services.runs.solving import progress_document
from services.runs.task import Stored, Watch
from services.timetabling.naming import Document
from services.timetabling.scene import Scene, read_scene


def request_variants(session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]) -> Run:
    """Ask for versions of nearly the same cost that differ from each other.

    Raises
    ------
    NotFound, Invalid, TooManyRuns
        If there is no such version, its term can no longer be planned, or too many runs wait.
    """
    run = request_question(session, actor=actor, timetable_id=timetable_id, kind="variants", values=values)
    read_scene(session, timetable_id=timetable_id)
    return run


@dataclass
class VariantsTask:
    """One search for variants."""

    scene: Scene
    request: dict[str, Any]
    _found: Variants | None = field(default=None, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the version."""
        return cls(read_scene(session, timetable_id=run.timetable_id), run.request)

    @cached_property
    def start(self) -> Timetable | None:
        """The version, if it is a timetable that breaks no rule; else the best of a solve takes its place."""
        placed = self.scene.placed
        return placed.timetable if evaluate(placed.problem, placed.timetable).is_feasible else None

    def work(self, watch: Watch) -> None:
        """Look for so many beside the version."""

        def tell(progress: Progress) -> None:
            watch.tell(progress_document(progress))

        start = self.start
        with answerable():
            self._found = variants(
                self.scene.placed.problem,
                count=self.request["count"] + (start is not None),
                min_difference=self.request["least_difference"],
                tolerance=self.request["tolerance_percent"] / 100,
                time_limit=self.request["time_limit_s"],
                workers=self.request["workers"],
                seed=self.request["seed"],
                on_progress=tell,
                stop=watch.stop,
                start=start,
            )

    def store(self, session: Session, run: Run) -> Stored:
        """Store each variant as a draft; the version itself is there already."""
        found, base = self._found, self.scene.version
        assert found is not None  # noqa: S101 - work comes before store
        stored, ids = [], []
        for number, variant in enumerate(found.variants, start=self.start is None):
            if variant.timetable == self.start:
                stored.append(self._own(variant.score.cost))
                continue
            name = f"Variant {number} of version {base.number}"
            version, document = store_beside(session, run, self.scene, variant.timetable, name=name)
            stored.append(document)
            ids.append(version.id)
        answer = {
            "status": str(found.status),
            "limit": found.limit,
            "is_complete": found.complete,
            "variants": stored,
            "differences": [
                [{"sessions": one.events, "times": one.times} for one in row] for row in found.differences
            ],
            "reasons": list(found.reasons),
            "seconds": round(found.seconds, 3),
        }
        return Stored(answer=answer, timetable_id=ids[0] if ids else None)

    def _own(self, cost: int) -> Document:
        base = self.scene.version
        return {
            "id": str(base.id),
            "number": base.number,
            "name": base.name,
            "cost": cost,
            "broken_rules": 0,
            "without_place": 0,
        }
