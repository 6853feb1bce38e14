"""Parts stay in order, whatever is put in, moved and taken out."""

from __future__ import annotations

import random
import threading
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import Change, Course, Module
from services.access import Actor, Role
from services.curriculum.modules import MODULES, add_module, reorder_modules
from services.errors import DomainError, Invalid
from services.records import change, delete
from tests.installation import College
from tests.teaching import Teaching

places = st.integers(1, 7)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.none() | places, st.just(0)),
        st.tuples(st.just("move"), places, places),
        st.tuples(st.just("remove"), places, st.just(0)),
        st.tuples(st.just("shuffle"), st.integers(0, 1000), st.just(0)),
    ),
    max_size=8,
)


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


@pytest.fixture
def actor(college: College) -> Actor:
    return college.actor(Role.ADMIN)


def _new_course(teaching: Teaching) -> UUID:
    return UUID(teaching.course()["id"])


def _titles(teaching: Teaching, course_id: UUID) -> list[tuple[int, str]]:
    with teaching.college.unit_of_work() as session:
        rows = session.execute(
            select(Module.position, Module.title)
            .where(Module.course_id == course_id)
            .order_by(Module.position)
        )
        return [(position, title) for position, title in rows]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_places_are_those_of_a_list_to_which_the_same_was_done(
    teaching: Teaching, actor: Actor, steps: list[tuple[str, int | None, int]]
) -> None:
    course_id = _new_course(teaching)
    model: list[tuple[UUID, str]] = []
    for number, (step, place, other) in enumerate(steps):
        with teaching.college.unit_of_work() as session:
            if step == "add":
                wanted = {} if place is None else {"position": place}
                values = {"title": f"M{number}", "duration_hours": 1, **wanted}
                if place is not None and place > len(model) + 1:
                    with pytest.raises(Invalid):
                        add_module(session, actor=actor, course_id=course_id, values=values)
                    session.rollback()
                    continue
                module = add_module(session, actor=actor, course_id=course_id, values=values)
                model.insert(len(model) if place is None else place - 1, (module.id, module.title))
            elif step == "shuffle":
                random.Random(place).shuffle(model)
                ids = [module_id for module_id, _ in model]
                reorder_modules(session, actor=actor, course_id=course_id, ids=ids)
            elif place is not None and place <= len(model) and other <= len(model):
                module_id, title = model.pop(place - 1)
                if step == "move":
                    moved = {"position": other}
                    change(session, MODULES, actor=actor, record_id=module_id, values=moved)
                    model.insert(other - 1, (module_id, title))
                else:
                    delete(session, MODULES, actor=actor, record_id=module_id)

    assert _titles(teaching, course_id) == [(place, title) for place, (_, title) in enumerate(model, start=1)]


def test_two_modules_added_at_once_get_two_places(teaching: Teaching, actor: Actor) -> None:
    course_id = _new_course(teaching)
    start = threading.Barrier(4)
    failed: list[DomainError] = []

    def add(title: str) -> None:
        start.wait()
        try:
            with teaching.college.unit_of_work() as session:
                values = {"title": title, "duration_hours": 1, "position": 1}
                add_module(session, actor=actor, course_id=course_id, values=values)
        except DomainError as error:
            failed.append(error)

    threads = [threading.Thread(target=add, args=(f"M{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert [place for place, _ in _titles(teaching, course_id)] == [1, 2, 3, 4]


def test_only_what_moves_is_changed_and_the_history_tells_from_where(
    teaching: Teaching, actor: Actor
) -> None:
    course_id = _new_course(teaching)
    with teaching.college.unit_of_work() as session:
        first, second, third = (
            add_module(
                session, actor=actor, course_id=course_id, values={"title": title, "duration_hours": 1}
            ).id
            for title in "ABC"
        )

    with teaching.college.unit_of_work() as session:
        change(session, MODULES, actor=actor, record_id=third, values={"position": 2})

    with teaching.college.unit_of_work() as session:
        versions = [session.get_one(Module, module_id).version for module_id in (first, second, third)]
        moves = {
            row.entity_id: row.fields
            for row in session.scalars(
                select(Change).where(Change.entity == "modules", Change.action == "change")
            )
        }
    assert versions == [1, 2, 2]
    assert moves == {second: {"position": [2, 3]}, third: {"position": [3, 2]}}


def test_a_course_holds_two_hundred_modules_and_no_more(teaching: Teaching, actor: Actor) -> None:
    course_id = _new_course(teaching)
    teaching.college.add(
        *(
            Module(course_id=course_id, title="M", duration_hours=1, position=position)
            for position in range(1, 201)
        )
    )

    with teaching.college.unit_of_work() as session:
        assert session.get_one(Course, course_id).code
        with pytest.raises(Invalid, match="at most 200"):
            add_module(session, actor=actor, course_id=course_id, values={"title": "X", "duration_hours": 1})
        session.rollback()
