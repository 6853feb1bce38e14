"""What the timetable page's script needs to know, as compact JSON-ready lists.

Rows are lists, not objects: the names of the fields would be most of the page of a large
college. ``templates/scripts/model.js`` gives them their names back.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from engine.timetable.constraints.rule import Cost
from engine.timetable.problem import (
    DAY_NAMES,
    Course,
    Event,
    Group,
    Placement,
    Problem,
    Room,
    Teacher,
    TimeGrid,
)
from engine.timetable.timetable import Timetable
from services.exports.week_label import week_label, weeks_of

Row = list[object]


def page_data(problem: Problem, timetable: Timetable, costs: Sequence[Cost]) -> dict[str, object]:
    """Everything that the page draws, referring to each other by index."""
    rules = sorted({cost.rule for cost in costs})
    patterns = sorted({problem.weeks(event) for event in range(len(problem.events))})
    return {
        "grid": _grid(problem.grid),
        "patterns": [[week_label(weeks, problem.grid.weeks), weeks_of(weeks)] for weeks in patterns],
        "rooms": [_room(room) for room in problem.rooms],
        "teachers": [_person(teacher) for teacher in problem.teachers],
        "groups": [_person(group) for group in problem.groups],
        "courses": [_course(course) for course in problem.courses],
        "events": _events(problem, timetable, patterns),
        "rules": rules,
        "costs": [[rules.index(cost.rule), cost.amount, cost.events, cost.reason] for cost in costs],
    }


def course_hue(course_id: str) -> int:
    """Hue of a course in degrees, 0 to 359: the same in every page, whatever else is taught."""
    return zlib.crc32(course_id.encode("utf-8", "backslashreplace")) % 360


def _grid(grid: TimeGrid) -> dict[str, object]:
    return {
        "days": DAY_NAMES[: grid.days],
        "starts": grid.starts,
        "slotMinutes": grid.slot_minutes,
        "breaks": sorted(grid.breaks),
        "weeks": grid.weeks,
    }


def _room(room: Room) -> Row:
    about = [room.kind, f"{room.capacity} seats", room.building, ", ".join(sorted(room.features))]
    return _item(room, about, room.unavailable)


def _person(person: Teacher | Group) -> Row:
    about = [f"{person.size} trainees"] if isinstance(person, Group) and person.size else []
    return _item(person, about, person.unavailable, person.disliked)


def _course(course: Course) -> Row:
    row = _item(course, [f"{course.students} students"], course.unavailable)
    return [*row, course.teachers, course.groups, course_hue(course.id)]


def _item(
    item: Room | Teacher | Group | Course,
    about: Iterable[str],
    unavailable: Iterable[int],
    disliked: Iterable[int] = (),
) -> Row:
    # The id helps a planner to find the thing in the source, where the name does not say it.
    named = [item.id] if str(item) != item.id else []
    words = " · ".join(part for part in [*named, *about] if part)
    return [str(item), words, sorted(unavailable), sorted(disliked)]


def _events(problem: Problem, timetable: Timetable, patterns: Sequence[int]) -> list[Row]:
    pattern_index = {weeks: index for index, weeks in enumerate(patterns)}
    return [
        [
            event.course,
            event.duration,
            pattern_index[problem.weeks(index)],
            *(timetable[index] or Placement(-1, -1)),
            _pinned(event),
        ]
        for index, event in enumerate(problem.events)
    ]


def _pinned(event: Event) -> int:
    """1 for a fixed slot, 2 for a fixed room, 3 for both."""
    return (event.pin_slot is not None) + 2 * (event.pin_room is not None)
