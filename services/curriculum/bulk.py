"""Registering many courses at once, from an Excel workbook: all of them, or none and a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Course, Department, Prerequisite
from services.access import Actor, Permission, Scope, scope_of
from services.curriculum.bulk_columns import COLUMNS, HEADINGS
from services.curriculum.circles import MAX_CHAIN, find_circle, longest_chain
from services.curriculum.courses import MAX_TAG, MAX_TAGS, TAG_PATTERN, check_sessions, tidy_tags
from services.curriculum.holding import hold_prerequisites
from services.curriculum.prerequisites import MAX_PREREQUISITES, all_needs
from services.errors import Conflict, Invalid
from services.spreadsheets import Findings, Row, read_rows, write_template


@dataclass(frozen=True, slots=True)
class CoursesRegistered:
    """What an upload has made."""

    courses: Sequence[Course]

    @property
    def created(self) -> int:
        """How many courses were stored."""
        return len(self.courses)


def course_template() -> bytes:
    """The workbook to fill in."""
    return write_template(COLUMNS, title="Courses")


def register_courses(session: Session, *, actor: Actor, data: bytes) -> CoursesRegistered:
    """Store a course for every row, with its prerequisites; where any row is wrong, store none.

    Raises
    ------
    BadSpreadsheet
        If the file is no such workbook.
    RowsRefused
        With everything that is wrong, row by row.
    Conflict
        If somebody else stored a course with one of the codes at the same moment.
    """
    hold_prerequisites(session)
    rows = read_rows(data, COLUMNS)
    findings = Findings()
    findings.take(rows)
    stored = {course.code: course.id for course in session.execute(select(Course.id, Course.code))}
    courses = _make_courses(session, actor, rows, findings)
    _check_codes(rows, stored, findings)
    made = {course.code: course.id for course in courses.values()}
    needs = _needs_of(rows, {**stored, **made}, findings)
    _check_ways(all_needs(session) | needs, rows, {**stored, **made}, findings)
    findings.raise_if_any()
    _store(session, courses.values(), needs, actor)
    return CoursesRegistered(list(courses.values()))


def _make_courses(
    session: Session, actor: Actor, rows: Iterable[Row], findings: Findings
) -> dict[int, Course]:
    """The course of each row, by the row's number; what is wrong with one alone is noted."""
    departments = {
        code.casefold(): department_id
        for department_id, code in session.execute(select(Department.id, Department.code))
    }
    courses = {}
    for row in rows:
        department_id = _department_of(row, departments, actor, findings)
        tags = _tags_of(row, findings)
        if row.problems or department_id is None:
            continue
        course = _course(row, department_id, tags)
        try:
            check_sessions(course)
        except Invalid as error:
            column = next((HEADINGS[name] for name in error.fields), None)
            findings.add(row.number, column, error.message)
        courses[row.number] = course
    return courses


def _department_of(row: Row, departments: dict[str, UUID], actor: Actor, findings: Findings) -> UUID | None:
    code = row.values.get("department")
    if code is None:
        return None
    department_id = departments.get(code.casefold())
    if department_id is None:
        findings.add(row.number, HEADINGS["department"], f"There is no department {code!r}.")
    elif not _may_write(actor, department_id):
        findings.add(
            row.number, HEADINGS["department"], f"As {actor.role} you may not write courses of {code}."
        )
    return department_id


def _may_write(actor: Actor, department_id: UUID) -> bool:
    reach = scope_of(Permission.COURSES_WRITE, actor.role)
    return reach is Scope.TENANT or (reach is Scope.DEPARTMENT and department_id == actor.department_id)


def _tags_of(row: Row, findings: Findings) -> list[str]:
    tags = tidy_tags(_listed(row.values.get("tags")))
    if len(tags) > MAX_TAGS:
        findings.add(row.number, HEADINGS["tags"], f"{len(tags)} tags, at most {MAX_TAGS} can be.")
    for tag in tags:
        if len(tag) > MAX_TAG or not re.match(TAG_PATTERN, tag):
            findings.add(
                row.number,
                HEADINGS["tags"],
                f"{tag[:MAX_TAG]!r} is no tag: at most {MAX_TAG} characters, without quotes, backslashes or"
                " line breaks.",
            )
    return tags


def _course(row: Row, department_id: UUID, tags: list[str]) -> Course:
    values: dict[str, Any] = {
        "difficulty_level": "beginner",
        "theory_sessions": 1,
        "theory_slots": 1,
        "practical_sessions": 0,
        "practical_slots": 0,
        "practical_weeks": "all",
        **row.values,
    }
    for name in ("department", "prerequisites"):
        values.pop(name, None)
    return Course(**(values | {"department_id": department_id, "tags": tags}))


def _check_codes(rows: Iterable[Row], stored: dict[str, UUID], findings: Findings) -> None:
    first: dict[str, int] = {}
    for row in rows:
        code = row.values.get("code")
        if code is None:
            continue
        if code in stored:
            findings.add(row.number, HEADINGS["code"], f"There is a course {code} already.")
        elif first.setdefault(code, row.number) != row.number:
            findings.add(row.number, HEADINGS["code"], f"Stands in row {first[code]} already.")


def _needs_of(rows: Iterable[Row], ids: dict[str, UUID], findings: Findings) -> dict[UUID, set[UUID]]:
    """What each new course needs; codes that no course has are noted."""
    in_sheet = {row.values.get("code") for row in rows}
    needs = {}
    for row in rows:
        codes = _listed(row.values.get("prerequisites"))
        if len(set(codes)) > MAX_PREREQUISITES:
            findings.add(
                row.number,
                HEADINGS["prerequisites"],
                f"{len(set(codes))} prerequisites, at most {MAX_PREREQUISITES} can be.",
            )
        for code in codes:
            # One that the sheet has in a row that cannot be used is told there.
            if code not in ids and code not in in_sheet:
                findings.add(row.number, HEADINGS["prerequisites"], f"There is no course {code!r}.")
        course_id = ids.get(row.values.get("code", ""))
        if course_id is not None:
            needs[course_id] = {ids[code] for code in codes if code in ids}
    return {course_id: many for course_id, many in needs.items() if many}


def _check_ways(
    needs: dict[UUID, set[UUID]], rows: Iterable[Row], ids: dict[str, UUID], findings: Findings
) -> None:
    """Note circles, and chains that never end, at the rows that are in them."""
    codes = {course_id: code for code, course_id in ids.items()}
    way = find_circle(needs)
    if way:
        message = f"Goes in a circle: {_words(way, codes)}."
    else:
        way = longest_chain(needs)
        if len(way) <= MAX_CHAIN:
            return
        message = f"Is in a chain of {len(way)} courses, at most {MAX_CHAIN} can be."
    on_the_way = {codes[course_id] for course_id in way}
    for row in rows:
        if row.values.get("code") in on_the_way:
            findings.add(row.number, HEADINGS["prerequisites"], message)


def _words(way: Sequence[UUID], codes: dict[UUID, str]) -> str:
    """The first courses of a way, each with the one it needs."""
    told = [codes[course_id] for course_id in way[: MAX_CHAIN + 1]]
    return f"{told[0]} needs {', which needs '.join(told[1:])}" + (" …" if len(way) > len(told) else "")


def _store(session: Session, courses: Iterable[Course], needs: dict[UUID, set[UUID]], actor: Actor) -> None:
    for course in courses:
        course.created_by = actor.user_id
        session.add(course)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "One of these codes was stored just now by somebody else; send the file again."
        ) from error
    session.add_all(
        Prerequisite(course_id=course_id, needs_id=needs_id)
        for course_id, many in needs.items()
        for needs_id in sorted(many)
    )
    session.flush()


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]
