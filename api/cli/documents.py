"""What the commands print with ``--json``."""

from __future__ import annotations

import json
from typing import Any

import click

from engine.timetable.problem import Problem
from engine.timetable.result import Progress, Result
from engine.timetable.score import Score

Document = dict[str, Any]


def print_json(document: Document) -> None:
    """Print a document, readable by people and by any JSON reader."""
    click.echo(json.dumps(document, indent=2, allow_nan=False))


def solve_document(problem: Problem, result: Result, *, interrupted: bool) -> Document:
    """The outcome of a solve."""
    return {
        "problem": problem_document(problem),
        "status": result.status.value,
        "cost": result.cost,
        "bound": result.bound,
        "gap": result.gap,
        "cost_by_rule": result.cost_by_rule,
        "placements": sum(1 for _ in result.timetable.placed()) if result.timetable is not None else 0,
        "seconds": round(result.seconds, 3),
        "interrupted": interrupted,
        "reasons": list(result.reasons),
        "stopped": result.stopped,
        "work": result.work,
        "history": [progress_document(step) for step in result.history],
    }


def check_document(problem: Problem, score: Score) -> Document:
    """The referee's verdict."""
    return {
        "problem": problem_document(problem),
        "feasible": score.is_feasible,
        "cost": score.cost,
        "cost_by_rule": score.cost_by_rule,
        "violations": [
            {"rule": item.rule, "events": list(item.events), "reason": item.reason}
            for item in score.violations
        ],
        "costs": [
            {"rule": item.rule, "amount": item.amount, "events": list(item.events), "reason": item.reason}
            for item in score.costs
        ],
    }


def problem_document(problem: Problem) -> Document:
    """A problem's name and sizes."""
    return {
        "name": problem.name,
        "events": len(problem.events),
        "courses": len(problem.courses),
        "groups": len(problem.groups),
        "teachers": len(problem.teachers),
        "rooms": len(problem.rooms),
        "slots": problem.grid.num_slots,
        "weeks": problem.grid.weeks,
    }


def progress_document(step: Progress) -> Document:
    """One step of a solve."""
    return {
        "seconds": round(step.seconds, 3),
        "stage": step.stage,
        "cost": step.cost,
        "bound": step.bound,
        "gap": step.gap,
        "unplaced": step.unplaced,
    }
