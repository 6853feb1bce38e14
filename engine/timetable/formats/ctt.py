"""Instances of the curriculum-based course timetabling competition: ``.ctt`` and ``.ectt``.

A course becomes a course with one event a lecture, a curriculum becomes a group. Read but without
a place in the model, since the competition's formulation UD2 has no rule for them: the daily load
(``Min_Max_Daily_Lectures``) and the wish for double lectures (sixth word of a course).

References
----------
.. [1] Di Gaspero, L., McCollum, B., Schaerf, A. (2007). The second international timetabling
       competition (ITC-2007): curriculum-based course timetabling (track 3).
.. [2] Bonutti, A., De Cesco, F., Di Gaspero, L., Schaerf, A. (2012). Benchmarking curriculum-based
       course timetabling. Annals of Operations Research 194, 59-70.
       https://doi.org/10.1007/s10479-010-0707-0
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath

from engine.timetable.formats.ctt_lines import Line, Sections, split_sections
from engine.timetable.formats.errors import FormatError, quote
from engine.timetable.formats.limits import (
    MAX_CAPACITY,
    MAX_DAYS_WANTED,
    MAX_EVENTS,
    MAX_ITEMS,
    MAX_LECTURES,
    MAX_STUDENTS,
)
from engine.timetable.problem import (
    Course,
    Event,
    Group,
    InvalidProblem,
    Problem,
    Room,
    Teacher,
    TimeGrid,
)
from engine.timetable.weights import Weights

COURSE = '"course teacher lectures min_days students [double_lectures]" with whole numbers'
ROOM = '"room capacity [site]" with a whole number'
CURRICULUM = '"curriculum count course …" with as many courses as it counts'
UNAVAILABLE = '"course day period" with whole numbers'
UNSUITABLE = '"course room"'

COUNTED = {
    "Courses": "COURSES",
    "Rooms": "ROOMS",
    "Curricula": "CURRICULA",
    "Constraints": "UNAVAILABILITY_CONSTRAINTS",
    "UnavailabilityConstraints": "UNAVAILABILITY_CONSTRAINTS",
    "RoomConstraints": "ROOM_CONSTRAINTS",
}
"""Fields of the header that say how many rows a section has."""

REQUIRED = ("Courses", "Rooms", "Curricula", "Days", "Periods_per_day")


def parse_ctt(text: str, *, file: str, weights: Weights | None = None) -> Problem:
    """Read an instance of the competition, plain or extended.

    Messages speak of ``file``, and so does the problem's name when the header has none. Weights
    are the competition's own (``itc2007``) unless given.

    Raises
    ------
    FormatError
        If the text is no such instance.
    """
    sections = split_sections(text, file)
    _check_counts(sections, file)
    grid = _grid(sections, file)
    rooms = [_room(line) for line in sections.rows["ROOMS"]]
    room_of = _index(sections.rows["ROOMS"], "room")
    course_of = _index(sections.rows["COURSES"], "course")
    curricula = sections.rows["CURRICULA"]
    _index(curricula, "curriculum")
    members = [_members(line, course_of) for line in curricula]
    courses, teachers, events = _courses(
        sections.rows["COURSES"],
        groups=_groups_by_course(members),
        unavailable=_unavailable(sections.rows["UNAVAILABILITY_CONSTRAINTS"], course_of, grid),
        unsuitable=_unsuitable(sections.rows["ROOM_CONSTRAINTS"], course_of, room_of),
    )
    try:
        return Problem(
            name=_name(sections, file),
            grid=grid,
            rooms=tuple(rooms),
            teachers=teachers,
            groups=tuple(Group(_first(line)) for line in curricula),
            courses=courses,
            events=events,
            weights=Weights.preset("itc2007") if weights is None else weights,
        )
    except InvalidProblem as error:
        raise FormatError(file, str(error)) from error


def _check_counts(sections: Sections, file: str) -> None:
    for name in REQUIRED:
        if name not in sections.header:
            raise FormatError(file, f'expected a field "{name}:" above the sections, found none')
    for name, section in COUNTED.items():
        if name not in sections.header:
            continue
        line, value = sections.header[name]
        declared, found = line.whole(value, f'"{name}: count"'), len(sections.rows[section])
        if declared != found:
            line.fail(f"expected {declared} rows in section {section}, found {found}")
        if name in REQUIRED:
            line.at_most(declared, MAX_ITEMS, section.lower())


def _name(sections: Sections, file: str) -> str:
    _, name = sections.header.get("Name", (None, ""))
    return name or PurePath(file).stem


def _grid(sections: Sections, file: str) -> TimeGrid:
    days_line, days = sections.header["Days"]
    periods_line, periods = sections.header["Periods_per_day"]
    num_days = days_line.whole(days, '"Days: count"')
    num_periods = periods_line.whole(periods, '"Periods_per_day: count"')
    try:
        return TimeGrid(days_line.at_most(num_days, 7, "days"), num_periods)
    except InvalidProblem as error:
        line = days_line if num_days < 1 else periods_line
        raise FormatError(file, str(error), line.number) from error


def _first(line: Line) -> str:
    return line.text.split(maxsplit=1)[0]


def _index(lines: list[Line], kind: str) -> dict[str, int]:
    index: dict[str, int] = {}
    for line in lines:
        name = _first(line)
        if name in index:
            line.fail(f"{kind} {quote(name)} occurs twice")
        index[name] = len(index)
    return index


def _find(line: Line, name: str, index: Mapping[str, int], kind: str) -> int:
    if name not in index:
        line.fail(f"expected the id of a {kind}, found {quote(name)}")
    return index[name]


def _room(line: Line) -> Room:
    name, capacity, *site = line.words(ROOM, counts=(2, 3))
    seats = line.at_most(line.whole(capacity, ROOM), MAX_CAPACITY, "seats")
    return Room(name, seats, building=site[0] if site else "")


def _members(line: Line, course_of: Mapping[str, int]) -> list[int]:
    _, *rest = line.text.split()
    if not rest or line.whole(rest[0], CURRICULUM) != len(rest) - 1:
        line.fail_expecting(CURRICULUM)
    return [_find(line, name, course_of, "course") for name in rest[1:]]


def _groups_by_course(members: list[list[int]]) -> dict[int, tuple[int, ...]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for group, courses in enumerate(members):
        for course in dict.fromkeys(courses):
            groups[course].append(group)
    return {course: tuple(indices) for course, indices in groups.items()}


def _unavailable(
    lines: list[Line], course_of: Mapping[str, int], grid: TimeGrid
) -> dict[int, frozenset[int]]:
    slots: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        name, *when = line.words(UNAVAILABLE, counts=(3,))
        day, period = (line.whole(word, UNAVAILABLE) for word in when)
        slots[_find(line, name, course_of, "course")].add(slot_at(line, day, period, grid))
    return {course: frozenset(some) for course, some in slots.items()}


def slot_at(line: Line, day: int, period: int, grid: TimeGrid) -> int:
    """The slot of a day and a period that a line names.

    Raises
    ------
    FormatError
        If the week has no such day, or the day no such period.
    """
    line_says = f"{quote(line.text)} names"
    if day >= grid.days:
        line.fail(f"{line_says} day {day}; expected 0 to {grid.days - 1}")
    if period >= grid.slots_per_day:
        line.fail(f"{line_says} period {period}; expected 0 to {grid.slots_per_day - 1}")
    return day * grid.slots_per_day + period


def _unsuitable(
    lines: list[Line], course_of: Mapping[str, int], room_of: Mapping[str, int]
) -> dict[int, frozenset[int]]:
    rooms: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        course, room = line.words(UNSUITABLE, counts=(2,))
        rooms[_find(line, course, course_of, "course")].add(_find(line, room, room_of, "room"))
    return {course: frozenset(some) for course, some in rooms.items()}


def _courses(
    lines: list[Line],
    *,
    groups: Mapping[int, tuple[int, ...]],
    unavailable: Mapping[int, frozenset[int]],
    unsuitable: Mapping[int, frozenset[int]],
) -> tuple[tuple[Course, ...], tuple[Teacher, ...], tuple[Event, ...]]:
    teacher_of: dict[str, int] = {}
    courses: list[Course] = []
    events: list[Event] = []
    for index, line in enumerate(lines):
        name, teacher, lectures, min_days, students = _course_row(line)
        course = Course(
            name,
            teachers=(teacher_of.setdefault(teacher, len(teacher_of)),),
            groups=groups.get(index, ()),
            students=students,
            min_days=min_days,
            unavailable=unavailable.get(index, frozenset()),
            unsuitable_rooms=unsuitable.get(index, frozenset()),
        )
        courses.append(course)
        events.extend(Event(index) for _ in range(lectures))
        line.at_most(len(events), MAX_EVENTS, "lectures in all")
    return tuple(courses), tuple(map(Teacher, teacher_of)), tuple(events)


def _course_row(line: Line) -> tuple[str, str, int, int, int]:
    name, teacher, *numbers = line.words(COURSE, counts=(5, 6))
    lectures, min_days, students, *_ = (line.whole(word, COURSE) for word in numbers)
    return (
        name,
        teacher,
        line.at_most(lectures, MAX_LECTURES, "lectures of a course"),
        line.at_most(min_days, MAX_DAYS_WANTED, "days"),
        line.at_most(students, MAX_STUDENTS, "students"),
    )
