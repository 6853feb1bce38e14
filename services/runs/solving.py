"""A solve: the term's problem in, a new version beside the old one out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable import Progress, Result, Status, evaluate, solve
from engine.timetable.compare import compare
from engine.timetable.problem import Problem
from models import Run, Timetable
from services.access import Actor
from services.errors import NotFound
from services.policy import policy_of
from services.runs.requesting import request_run
from services.runs.task import Stored, Watch
from services.timetabling.plan import Placed, Plan, place, plan_of, weekly_entries
from services.timetabling.readiness import check_ready
from services.timetabling.storing import store_version
from services.timetabling.term_rows import read_term
from services.timetabling.week import Week

MAX_TIME_LIMIT_S = 3600
MAX_WORKERS = 8
MOST_MOVES = 200
"""How many moved sessions an answer names; it tells the number of all."""


def request_solve(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    time_limit_s: int = 60,
    workers: int = 2,
    seed: int = 1,
    keep_pins: bool = True,
) -> Run:
    """Ask for a better version of a timetable's term.

    Raises
    ------
    NotFound, SolveOpen, TooManyRuns
        As :func:`~services.runs.requesting.request_run` does.
    NothingToPlan, NoTrainer, NotInCurriculum, NoPracticalRoom, NoSize, SessionTooLong
        If the tables lack something that no timetable can do without: better known now.
    """
    request = {"time_limit_s": time_limit_s, "workers": workers, "seed": seed, "keep_pins": keep_pins}
    run = request_run(session, actor=actor, timetable_id=timetable_id, kind="solve", request=request)
    term_id = session.scalar(select(Timetable.term_id).where(Timetable.id == timetable_id))
    assert term_id is not None  # noqa: S101 - it has just been found
    check_ready(read_term(session, term_id=term_id), Week(policy_of(session)).grid)
    return run


def progress_document(progress: Progress) -> dict[str, Any]:
    """A line of a solve's story as plain JSON."""
    return {
        "seconds": round(progress.seconds, 3),
        "stage": progress.stage,
        "cost": progress.cost,
        "bound": progress.bound,
        "gap": progress.gap,
        "unplaced": progress.unplaced,
    }


@dataclass
class SolveTask:
    """One solve: the plan that was read, the version it began from, and what came of it."""

    plan: Plan
    placed: Placed
    base: Timetable
    request: dict[str, Any]
    _result: Result | None = field(default=None, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the term as its tables are now, with the pins of the version to begin from."""
        base = session.scalar(select(Timetable).where(Timetable.id == run.timetable_id))
        if base is None:
            raise NotFound(f"Timetable {run.timetable_id} was deleted meanwhile.")
        plan = plan_of(session, term_id=base.term_id)
        entries = weekly_entries(session, timetable_id=base.id)
        return cls(plan, place(plan, entries), base, run.request)

    @property
    def problem(self) -> Problem:
        """What is to be solved."""
        return self.placed.problem if self.request["keep_pins"] else _without_pins(self.placed.problem)

    def work(self, watch: Watch) -> None:
        """Solve, until the time is up or somebody says stop."""
        self._result = solve(
            self.problem,
            time_limit=self.request["time_limit_s"],
            workers=self.request["workers"],
            seed=self.request["seed"],
            on_progress=lambda progress: watch.tell(progress_document(progress)),
            stop=watch.stop,
        )

    def store(self, session: Session, run: Run) -> Stored:
        """Store the version, if there is one, with what it is compared with the one before."""
        result = self._result
        assert result is not None  # noqa: S101 - work comes before store
        answer = _answer(result)
        version_id = None
        if result.timetable is not None:
            version = self._store_version(session, run, result)
            version_id = version.id
            answer["comparison"] = self._comparison(result)
        history = [progress_document(step) for step in result.history]
        return Stored(answer=answer, history=history, timetable_id=version_id)

    def _store_version(self, session: Session, run: Run, result: Result) -> Timetable:
        assert result.timetable is not None  # noqa: S101 - by the caller
        problem, entries = self.problem, self.placed.entries
        return store_version(
            session,
            self.plan,
            result.timetable,
            name=f"Solved from version {self.base.number}",
            score=evaluate(problem, result.timetable),
            bound=result.bound,
            made_from_id=self.base.id,
            created_by=run.requested_by,
            pinned=[index for index, event in enumerate(problem.events) if event.pin_slot is not None],
            substitutes={
                index: entry.substitute_id
                for index, entry in enumerate(entries)
                if entry is not None and entry.substitute_id is not None
            },
        )

    def _comparison(self, result: Result) -> dict[str, Any]:
        assert result.timetable is not None  # noqa: S101 - by the caller
        found = compare(self.problem, self.placed.timetable, self.problem, result.timetable)
        had_all = self.placed.timetable.is_complete
        return {
            "cost_before": found.before.cost if had_all else None,
            "cost_by_rule_before": found.before.cost_by_rule if had_all else None,
            "sessions_moved": len(found.moves),
            "moves": [
                {"session": move.event, "before": move.before, "after": move.after}
                for move in found.moves[:MOST_MOVES]
            ],
        }


def _answer(result: Result) -> dict[str, Any]:
    has_timetable = result.status in (Status.OPTIMAL, Status.FEASIBLE)
    return {
        "status": str(result.status),
        "cost": result.cost,
        "bound": result.bound,
        "gap": result.gap,
        "cost_by_rule": result.cost_by_rule if has_timetable else None,
        "seconds": round(result.seconds, 3),
        "reasons": list(result.reasons),
    }


def _without_pins(problem: Problem) -> Problem:
    events = tuple(replace(event, pin_slot=None, pin_room=None) for event in problem.events)
    return replace(problem, events=events)
