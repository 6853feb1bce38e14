"""Prerequisites are set without circles, by one request and by two at once."""

from __future__ import annotations

import itertools
import threading
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from models import Course
from services.access import Actor, Role
from services.curriculum.circles import MAX_CHAIN, PrerequisiteChainTooLong, PrerequisiteCircle
from services.curriculum.prerequisites import (
    NeededCourse,
    add_prerequisite,
    all_needs,
    read_tree,
    remove_prerequisite,
    set_prerequisites,
)
from services.errors import NotFound
from tests.installation import College
from tests.teaching import Teaching

COURSES = 6
Edge = tuple[int, int]
edges = st.lists(st.tuples(st.integers(0, COURSES - 1), st.integers(0, COURSES - 1)), max_size=14)
_numbers = itertools.count()


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


@pytest.fixture
def actor(college: College) -> Actor:
    return college.actor(Role.ADMIN)


def make_courses(teaching: Teaching, count: int) -> list[UUID]:
    """Courses of ICT whose codes are in the order of the list."""
    courses = [
        Course(
            department_id=teaching.ict.id,
            code=f"C{next(_numbers):05d}",
            title="Course",
            duration_weeks=12,
            theory_sessions=1,
            theory_slots=1,
            practical_sessions=0,
            practical_slots=0,
        )
        for _ in range(count)
    ]
    teaching.college.add(*courses)
    return [course.id for course in courses]


def _is_acyclic(wanted: set[Edge]) -> bool:
    """Whether courses can be put in a row so that each comes after what it needs, by trying."""
    left = set(range(COURSES))
    while left:
        ready = {course for course in left if not any(a == course and b in left for a, b in wanted)}
        if not ready:
            return False
        left -= ready
    return True


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=edges)
def test_a_prerequisite_is_accepted_exactly_where_no_circle_comes_of_it(
    teaching: Teaching, actor: Actor, wanted: list[Edge]
) -> None:
    ids = make_courses(teaching, COURSES)
    stored: set[Edge] = set()
    with teaching.college.unit_of_work() as session:
        for course, needs in wanted:
            try:
                add_prerequisite(session, actor=actor, course_id=ids[course], needs_id=ids[needs])
            except PrerequisiteCircle:
                assert not _is_acyclic(stored | {(course, needs)})
            else:
                stored.add((course, needs))
                assert _is_acyclic(stored)

    with teaching.college.unit_of_work() as session:
        needs_of = all_needs(session)
    kept = {(ids.index(one), ids.index(other)) for one in ids for other in needs_of.get(one, ())}
    assert kept == stored


def test_two_requests_at_once_cannot_close_a_circle_together(teaching: Teaching, actor: Actor) -> None:
    a, b, c, d = make_courses(teaching, 4)
    with teaching.college.unit_of_work() as session:
        add_prerequisite(session, actor=actor, course_id=b, needs_id=c)
        add_prerequisite(session, actor=actor, course_id=d, needs_id=a)
    start, outcomes = threading.Barrier(2), []

    def demand(course_id: UUID, needs_id: UUID) -> None:
        start.wait()
        try:
            with teaching.college.unit_of_work() as session:
                add_prerequisite(session, actor=actor, course_id=course_id, needs_id=needs_id)
            outcomes.append("stored")
        except PrerequisiteCircle:
            outcomes.append("refused")

    threads = [threading.Thread(target=demand, args=pair) for pair in ((a, b), (c, d))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "stored"]


def test_a_refusal_tells_the_whole_circle_by_codes(teaching: Teaching, actor: Actor) -> None:
    ids = make_courses(teaching, 2)
    with teaching.college.unit_of_work() as session:
        codes = [session.get_one(Course, course_id).code for course_id in ids]
        set_prerequisites(session, actor=actor, course_id=ids[0], needs=[ids[1]])

    with pytest.raises(PrerequisiteCircle) as refused, teaching.college.unit_of_work() as session:
        set_prerequisites(session, actor=actor, course_id=ids[1], needs=[ids[0]])

    one, other = codes
    assert refused.value.message.removeprefix("Prerequisites would go in a circle: ") in {
        f"{one} needs {other}, which needs {one}.",
        f"{other} needs {one}, which needs {other}.",
    }


def test_setting_replaces_and_removing_what_is_not_there_is_refused(teaching: Teaching, actor: Actor) -> None:
    a, b, c = make_courses(teaching, 3)
    with teaching.college.unit_of_work() as session:
        set_prerequisites(session, actor=actor, course_id=a, needs=[b])
        set_prerequisites(session, actor=actor, course_id=a, needs=[c])

        assert all_needs(session) == {a: {c}}
        with pytest.raises(NotFound):
            remove_prerequisite(session, actor=actor, course_id=a, needs_id=b)
        remove_prerequisite(session, actor=actor, course_id=a, needs_id=c)
        assert all_needs(session) == {}


def _count(tree: NeededCourse) -> int:
    return 1 + sum(map(_count, tree.prerequisites))


def test_a_tree_of_shared_courses_stays_small_and_takes_the_same_two_queries(
    teaching: Teaching, actor: Actor
) -> None:
    # Each course of a level needs both of the next: there are 2 to the power of 12 ways down.
    levels = [make_courses(teaching, 2) for _ in range(12)]
    with teaching.college.unit_of_work() as session:
        for upper, lower in itertools.pairwise(levels):
            for course_id in upper:
                set_prerequisites(session, actor=actor, course_id=course_id, needs=lower)
    engine = teaching.college.installation.database.engine
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with teaching.college.unit_of_work() as session:
            tree = read_tree(session, actor=actor, course_id=levels[0][0])
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert sum(statement.startswith(("SELECT courses", "WITH RECURSIVE")) for statement in statements) == 2
    assert _count(tree) == 1 + 2 * 11 + 2 * 10  # each course once, and again where it is only named
    first, second = tree.prerequisites
    assert not first.repeated
    assert [below.repeated for below in second.prerequisites] == [True, True]
    assert all(below.prerequisites == () for below in second.prerequisites)


def test_a_chain_can_be_read_to_its_end_and_not_be_made_longer(teaching: Teaching, actor: Actor) -> None:
    ids = make_courses(teaching, MAX_CHAIN + 1)
    with teaching.college.unit_of_work() as session:
        for course_id, needs_id in itertools.pairwise(ids[:MAX_CHAIN]):
            add_prerequisite(session, actor=actor, course_id=course_id, needs_id=needs_id)

        assert _count(read_tree(session, actor=actor, course_id=ids[0])) == MAX_CHAIN
        with pytest.raises(PrerequisiteChainTooLong):
            add_prerequisite(session, actor=actor, course_id=ids[MAX_CHAIN - 1], needs_id=ids[MAX_CHAIN])
