"""Writes a version of a timetable as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.formats import FormatError
from engine.timetable.formats.ctt_likeness import ctt_likeness
from engine.timetable.formats.ctt_writer import format_ctt
from engine.timetable.formats.problem_json import format_problem
from engine.timetable.formats.timetable_json import format_timetable
from engine.timetable.result import Result, Status
from engine.timetable.score import evaluate
from models import Term
from services.errors import Invalid
from services.exports.calendar_file import CONTENT_TYPE as CALENDAR
from services.exports.timetable_page import timetable_page
from services.spreadsheets import CONTENT_TYPE as WORKBOOK
from services.spreadsheets import write_table
from services.timetabling.dates import dates_of
from services.timetabling.exchange.columns import explanations, lines_of
from services.timetabling.exchange.grids import grids_of
from services.timetabling.exchange.week_calendar import week_calendar
from services.timetabling.scene import Scene, read_scene

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class CannotBeCarried(Invalid):
    """The format has no words for something in the problem."""

    code = "cannot_be_carried"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file to be saved under a name."""

    content: bytes
    content_type: str
    name: str


def export_version(session: Session, *, timetable_id: UUID, file_format: str) -> ExportedFile:
    """A version as a file of one of :data:`FORMATS`, by the tables as they are now.

    Raises
    ------
    NotFound, Invalid
        If there is no such version, or its term cannot be planned any more.
    CannotBeCarried
        If the format has no words for it.
    """
    scene = read_scene(session, timetable_id=timetable_id)
    write, content_type, suffix = FORMATS[file_format]
    try:
        content = write(session, scene)
    except FormatError as error:
        raise CannotBeCarried(f"This version cannot be written so: {error.reason}.") from error
    stem = _NOT_IN_NAMES.sub("-", scene.plan.problem.name.casefold()).strip("-")[:60] or "timetable"
    return ExportedFile(
        content=content, content_type=content_type, name=f"{stem}-{scene.version.number}.{suffix}"
    )


def _json(_session: Session, scene: Scene) -> bytes:
    problem = scene.plan.problem
    parts = {
        "problem": format_problem(problem, file="the problem"),
        "timetable": format_timetable(problem, scene.placed.timetable, file="the timetable"),
    }
    # Each part is a document of its own, which the command line reads as well.
    members = ",\n".join(f"{json.dumps(name)}: {text.strip()}" for name, text in parts.items())
    return f"{{\n{members}\n}}\n".encode()


def _workbook(session: Session, scene: Scene) -> bytes:
    sheets: dict[str, Iterable[Sequence[str | int | None]]] = {
        "Sessions": lines_of(session, scene.plan, scene.placed),
        "Columns": explanations(),
    }
    grids = grids_of(scene.placed.problem, scene.placed.timetable, taken=sheets)
    return write_table({**sheets, **grids})


def _ctt(_session: Session, scene: Scene) -> bytes:
    problem = ctt_likeness(scene.plan.problem)
    is_extended = any(course.unsuitable_rooms for course in problem.courses)
    if not is_extended:
        problem = replace(problem, rooms=tuple(replace(room, building="") for room in problem.rooms))
    return format_ctt(problem, file="the problem", extended=is_extended).encode()


def _calendar(session: Session, scene: Scene) -> bytes:
    term = session.get_one(Term, scene.version.term_id)
    return week_calendar(scene.version, scene.plan, scene.placed, dates=dates_of(session, term))


def _page(_session: Session, scene: Scene) -> bytes:
    problem, timetable = scene.placed.problem, scene.placed.timetable
    score = evaluate(problem, timetable)
    result = Result(
        status=Status.UNKNOWN,
        timetable=timetable,
        cost=score.cost,
        bound=0,
        cost_by_rule=score.cost_by_rule,
        seconds=0,
        history=(),
    )
    return timetable_page(
        problem, result, score.costs, verdict=_verdict(scene, len(score.violations))
    ).encode(errors="replace")


def _verdict(scene: Scene, violations: int) -> str:
    version, timetable = scene.version, scene.placed.timetable
    placed = sum(1 for _ in timetable.placed())
    about = f"Version {version.number}, {version.name}, {version.status}."
    if placed < len(timetable):
        return f"{about} {placed:,} of {len(timetable):,} sessions have a place."
    if violations:
        return f"{about} Every session has a place; {violations:,} hard rules are broken."
    return f"{about} Every session has a place, and every hard rule holds."


FORMATS: Mapping[str, tuple[Callable[[Session, Scene], bytes], str, str]] = {
    "json": (_json, "application/json", "json"),
    "xlsx": (_workbook, WORKBOOK, "xlsx"),
    "ctt": (_ctt, "text/plain; charset=utf-8", "ctt"),
    "ics": (_calendar, CALENDAR, "ics"),
    "html": (_page, "text/html; charset=utf-8", "html"),
}
"""How each format is written, and what its files are."""
