"""What becomes of a generated course in the tables."""

from __future__ import annotations

from engine.timetable.problem import Event
from services.seeding.curriculum import Form
from services.seeding.generated import Generated

LECTURE = Event(course=0, kind="theory", features=frozenset({"projector"}))
PRACTICAL = Event(course=0, kind="lab", duration=2, features=frozenset({"computers"}), after=(0,))


def test_the_shortest_session_stands_for_all_and_what_all_need_is_needed() -> None:
    form = Form.of([LECTURE, Event(course=0, kind="theory", duration=2)])

    assert (form.theory_sessions, form.theory_slots, form.theory_facilities) == (2, 1, ())
    assert (form.practical_sessions, form.practical_slots, form.practical_room_type) == (0, 0, None)


def test_practicals_some_of_which_are_in_odd_weeks_are_all_in_odd_weeks() -> None:
    odd = Event(course=0, kind="lab", duration=3, features=frozenset({"computers"}), weeks=1, after=(0,))

    form = Form.of([LECTURE, PRACTICAL, odd])

    assert (form.practical_sessions, form.practical_slots, form.practical_weeks) == (2, 2, "odd")
    assert (form.practical_room_type, form.practical_facilities) == ("lab", ("computers",))


def test_a_course_is_online_only_if_all_its_lectures_are() -> None:
    online = Event(course=0, kind="virtual")

    assert Form.of([online]).theory_room_type == "virtual"
    assert Form.of([online, LECTURE]).theory_room_type == "theory"


def test_no_trainer_of_the_demo_teaches_more_than_agreed() -> None:
    """Lectures of every other week become weekly, which must not overload anybody."""
    for size in ("small", "demo"):
        problem = Generated.of(size).problem
        taught = [0] * len(problem.teachers)
        for course, events in zip(problem.courses, problem.events_of_course, strict=True):
            form = Form.of([problem.events[event] for event in events])
            slots = form.theory_sessions * form.theory_slots + form.practical_sessions * form.practical_slots
            for teacher in course.teachers:
                taught[teacher] += slots
        limits = [teacher.max_week for teacher in problem.teachers]
        assert all(
            limit is not None and number <= limit for number, limit in zip(taught, limits, strict=True)
        )
