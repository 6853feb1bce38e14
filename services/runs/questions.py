"""Questions to the engine about one version: what those who ask and those who answer have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable as Placements
from models import Run, Timetable
from services.access import Actor
from services.errors import Conflict
from services.runs.requesting import request_run
from services.timetabling.naming import Document
from services.timetabling.plan import place, weekly_entries
from services.timetabling.scene import Scene
from services.timetabling.storing import store_version


class CannotBeAnswered(Conflict):
    """The engine cannot answer for a version in this state."""

    code = "cannot_be_answered"


def request_question(
    session: Session, *, actor: Actor, timetable_id: UUID, kind: str, values: Mapping[str, Any]
) -> Run:
    """Write down a question as a run; ids, dates and times of its values are kept as text.

    Raises
    ------
    NotFound, TooManyRuns
        As :func:`~services.runs.requesting.request_run` does.
    """
    request = json.loads(json.dumps(values, default=str))
    return request_run(session, actor=actor, timetable_id=timetable_id, kind=kind, request=request)


@contextmanager
def answerable() -> Iterator[None]:
    """Turn what the engine refuses into a refusal of the service, in the same words.

    Raises
    ------
    CannotBeAnswered
        If the engine does.
    """
    try:
        yield
    except ValueError as error:
        raise CannotBeAnswered(str(error)) from error


def store_beside(
    session: Session,
    run: Run,
    scene: Scene,
    placements: Placements,
    *,
    name: str,
    substitutes: Mapping[int, int] | None = None,
) -> tuple[Timetable, Document]:
    """Store a timetable as a version beside the one that was asked about, and tell about it.

    What the old version's entries say besides their places is kept: pins, who stands in for whom;
    ``substitutes``, by index, come on top. The costs are those of the new entries by the tables alone,
    whatever else was supposed when they were found.
    """
    entries, plan = scene.placed.entries, scene.plan
    standing_in = {
        event: entry.substitute_id
        for event, entry in enumerate(entries)
        if entry is not None and entry.substitute_id is not None
    }
    standing_in |= {event: plan.ids.trainers[by] for event, by in (substitutes or {}).items()}
    version = store_version(
        session,
        plan,
        placements,
        name=name[:100],
        made_from_id=scene.version.id,
        created_by=run.requested_by,
        pinned=[event for event, entry in enumerate(entries) if entry is not None and entry.is_pinned],
        substitutes=standing_in,
    )
    placed = place(plan, weekly_entries(session, timetable_id=version.id))
    score = evaluate(placed.problem, placed.timetable)
    if placed.timetable.is_complete:
        version.cost, version.cost_by_rule = score.cost, score.cost_by_rule
    without_place = placed.timetable.placements.count(None)
    return version, {
        "id": str(version.id),
        "number": version.number,
        "name": version.name,
        "cost": version.cost,
        # That a session has no place breaks a rule too, and is told by itself.
        "broken_rules": sum(one.rule != "placed" for one in score.violations),
        "without_place": without_place,
    }
