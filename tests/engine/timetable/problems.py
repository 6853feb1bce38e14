"""Random small problems and timetables for Hypothesis.

The problems of one shape need the same annealing kernel, however they are drawn: every rule with
a part in the kernel's machine code has something to bite on. The tests of the kernel use three
shapes: a college, a college being repaired whose rooms may be booked without limit (only then does
the kernel price exchanges without making them), and the competition.

Strategies are kept: to make them anew for each draw would take longer than drawing from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from engine.timetable.problem import Course, Event, Group, Placement, Problem, Room, Teacher, TimeGrid
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights

T = TypeVar("T")

KINDS = ("theory", "lab")
BUILDINGS = ("North", "South", "")
COURSE_OF_TWO = st.integers(0, 1)


@st.composite
def colleges(draw: st.DrawFn, *, repaired: bool, limited: bool) -> Problem:
    """Small colleges with everything that rules can look at.

    With a previous timetable and prices of rooms if `repaired`, with limits of bookings if `limited`.
    """
    grid = draw(grids(days=(2, 3), slots=(4, 6), weeks=(2, 3)))
    rooms = (
        Room("R0", 10, kind="theory", building="North", max_bookings=1, unavailable=draw(slot_sets(grid, 2))),
        Room("R1", 20, kind="lab", building="South", features=frozenset({"projector"})),
        *(draw(_room(grid, f"R{i}")) for i in range(2, draw(st.integers(2, 4)))),
    )
    people = draw(st.integers(1, 2))
    teachers = tuple(draw(_teacher(grid, f"T{i}")) for i in range(1, people + 1))
    groups = tuple(draw(_group(grid, f"G{i}")) for i in range(people))
    # One teacher's own course keeps the rules about days, order and fairness alive.
    anchor = Teacher("T0", disliked=frozenset({0}), unavailable=draw(slot_sets(grid, 2)), max_day=2)
    first = Course("C0", teachers=(0,), groups=(0,), students=20, min_days=2)
    courses = [draw(_course(grid, f"C{i}", people, len(rooms))) for i in range(1, draw(st.integers(2, 3)))]
    events = [Event(0, weeks=1), Event(0, duration=2, kind="lab", after=(0,))]
    for course in range(1, len(courses) + 1):
        for _ in range(draw(st.integers(1, 2))):
            event = draw(_event(grid, len(rooms), len(events)))
            events.append(replace(event, course=course))
    if not limited:
        rooms = tuple(replace(room, max_bookings=None) for room in rooms)
    if repaired:
        events = [replace(event, previous=draw(_places(grid, len(rooms)))) for event in events]
    weights = draw(_weights(grid))
    return Problem(
        "college",
        grid,
        rooms,
        (anchor, *teachers),
        groups,
        (first, *courses),
        tuple(events),
        weights if repaired else replace(weights, room_capacity=0),
    )


@st.composite
def competitions(draw: st.DrawFn) -> Problem:
    """Small instances of the competition's formulation: one slot an event, one teacher a course."""
    grid = draw(grids(days=(2, 3), slots=(3, 5), weeks=(1, 1), breaks=False))
    rooms = tuple(Room(f"R{i}", 10 * (i + 1)) for i in range(draw(st.integers(2, 3))))
    first = Course("C0", teachers=(0,), students=25, min_days=2)
    courses = [first, *(draw(_lectures(grid, f"C{i}")) for i in range(1, draw(st.integers(2, 4))))]
    groups = (Group("Q0"), Group("Q1"))
    courses = [replace(c, groups=draw(_some(range(2)))) for c in courses]
    courses[0] = replace(courses[0], groups=(0,))
    events = [Event(0), Event(0)]
    events += [Event(i) for i in range(len(courses)) for _ in range(draw(st.integers(0, 3)))]
    teachers = (Teacher("T0"), Teacher("T1"))
    weights = Weights.preset("itc2007")
    return Problem("competition", grid, rooms, teachers, groups, tuple(courses), tuple(events), weights)


@st.composite
def tiny(draw: st.DrawFn) -> Problem:
    """Problems with so few timetables that all can be tried, by any rules."""
    grid = draw(grids(days=(1, 2), slots=(3, 4), weeks=(1, 2)))
    rooms = draw(_room(grid, "R0")), replace(draw(_room(grid, "R1")), features=frozenset({"projector"}))
    teachers = (draw(_teacher(grid, "T0")), draw(_teacher(grid, "T1")))
    groups = (draw(_group(grid, "G0")),)
    courses = tuple(draw(_course(grid, f"C{i}", 1, len(rooms))) for i in range(2))
    events: list[Event] = []
    for _ in range(draw(st.integers(2, 4 if grid.num_slots < 5 else 3))):
        event = draw(_event(grid, len(rooms), len(events)))
        previous = draw(_rarely_there(grid, len(rooms)))
        events.append(replace(event, course=draw(COURSE_OF_TWO), previous=previous))
    return Problem(
        "tiny", grid, rooms, teachers, groups, courses, tuple(events), draw(_weights(grid, least=0))
    )


@st.composite
def timetables(
    draw: st.DrawFn, problem: Problem, *, complete: bool = True, clash_free: bool = False
) -> Timetable:
    """Timetables whose events end on the day they start, and else may break any rule.

    With `clash_free`, no group, teacher, course or room is in two places at once.
    """
    placements: list[Placement | None] = []
    for event in range(len(problem.events)):
        if not complete and draw(st.integers(0, 7)) == 0:
            placements.append(None)
            continue
        places = [
            place
            for place in all_places(problem, event)
            if not clash_free or not _clashes(problem, placements, event, place)
        ]
        assume(places)
        placements.append(draw(st.sampled_from(places)))
    return Timetable(tuple(placements))


@st.composite
def grids(
    draw: st.DrawFn,
    *,
    days: tuple[int, int],
    slots: tuple[int, int],
    weeks: tuple[int, int],
    breaks: bool = True,
) -> TimeGrid:
    """Grids with a number of days, slots and weeks between two bounds, and sometimes a break."""
    per_day = draw(st.integers(*slots))
    pauses = draw(st.sets(st.integers(1, per_day - 1), max_size=1)) if breaks else set()
    starts = tuple(480 + 60 * i + 15 * sum(pause <= i for pause in pauses) for i in range(per_day))
    return TimeGrid(draw(st.integers(*days)), per_day, draw(st.integers(*weeks)), starts)


def all_places(problem: Problem, event: int) -> list[Placement]:
    """Places of an event that end on the day they start."""
    grid = problem.grid
    last = grid.slots_per_day - problem.events[event].duration
    slots = [slot for slot in range(grid.num_slots) if grid.slot_of_day(slot) <= last]
    return [Placement(slot, room) for slot in slots for room in range(len(problem.rooms))]


@cache
def slot_sets(grid: TimeGrid, most: int) -> st.SearchStrategy[frozenset[int]]:
    """A few slots of a week, often none."""
    return st.frozensets(_slots(grid), max_size=most)


@cache
def _slots(grid: TimeGrid) -> st.SearchStrategy[int]:
    return st.integers(0, grid.num_slots - 1)


def _rarely(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    nothing = st.none()
    return st.integers(0, 7).flatmap(lambda roll: values if roll == 7 else nothing)


@cache
def _some(values: range, least: int = 0) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.sampled_from(values), min_size=least).map(lambda some: tuple(sorted(some)))


@cache
def _rarely_some(values: range) -> st.SearchStrategy[tuple[int, ...] | None]:
    return _rarely(_some(values, least=1))


@cache
def _room(grid: TimeGrid, name: str) -> st.SearchStrategy[Room]:
    return st.builds(
        Room,
        st.just(name),
        st.sampled_from((10, 20, 30)),
        kind=st.sampled_from(KINDS),
        features=st.frozensets(st.just("projector")),
        building=st.sampled_from(BUILDINGS),
        unavailable=slot_sets(grid, 1),
        max_bookings=_rarely(st.integers(1, 2)),
    )


@cache
def _teacher(grid: TimeGrid, name: str) -> st.SearchStrategy[Teacher]:
    limits = st.integers(2, grid.slots_per_day), st.integers(4, 12)
    return st.builds(
        Teacher,
        st.just(name),
        unavailable=slot_sets(grid, 1),
        disliked=slot_sets(grid, 3),
        max_day=_rarely(limits[0]),
        max_week=_rarely(limits[1]),
    )


@cache
def _group(grid: TimeGrid, name: str) -> st.SearchStrategy[Group]:
    same = _teacher(grid, name)
    return same.map(
        lambda t: Group(t.id, "", 0, t.unavailable, t.disliked, max_day=t.max_day, max_week=t.max_week)
    )


@cache
def _course(grid: TimeGrid, name: str, people: int, rooms: int) -> st.SearchStrategy[Course]:
    return st.builds(
        Course,
        st.just(name),
        teachers=_some(range(1, people + 1), least=1),
        groups=_some(range(people)),
        students=st.sampled_from((5, 10, 15, 20)),
        min_days=st.integers(1, 3),
        unavailable=slot_sets(grid, 1),
        unsuitable_rooms=_rarely(st.frozensets(st.integers(0, rooms - 1))).map(
            lambda some: some or frozenset()
        ),
    )


@cache
def _lectures(grid: TimeGrid, name: str) -> st.SearchStrategy[Course]:
    return st.builds(
        Course,
        st.just(name),
        teachers=st.sampled_from(((0,), (1,))),
        students=st.sampled_from((5, 15, 25)),
        min_days=st.integers(1, 3),
        unavailable=slot_sets(grid, 2),
    )


@cache
def _event(grid: TimeGrid, rooms: int, number: int) -> st.SearchStrategy[Event]:
    """The event of a number; its course is another's to say."""
    durations = [d for d in (1, 1, 2, 3) if any(grid.fits(slot, d) for slot in range(4))]
    return st.builds(
        Event,
        st.just(0),
        duration=st.sampled_from(durations),
        kind=_rarely(st.sampled_from(KINDS)).map(lambda kind: kind or ""),
        features=st.sampled_from((frozenset(), frozenset(), frozenset({"projector"}))),
        weeks=st.one_of(st.just(0), st.integers(1, grid.all_weeks)),
        rooms=_rarely_some(range(rooms)).map(lambda some: None if some is None else frozenset(some)),
        after=_rarely_some(range(number)).map(lambda some: some or ()) if number else st.just(()),
        pin_slot=_once_in_two(_rarely(_slots(grid))),
        pin_room=_once_in_two(_rarely(st.integers(0, rooms - 1))),
    )


def _once_in_two(values: st.SearchStrategy[T | None]) -> st.SearchStrategy[T | None]:
    nothing = st.none()
    return st.booleans().flatmap(lambda chosen: values if chosen else nothing)


@cache
def _places(grid: TimeGrid, rooms: int) -> st.SearchStrategy[Placement]:
    return st.builds(Placement, _slots(grid), st.integers(0, rooms - 1))


@cache
def _rarely_there(grid: TimeGrid, rooms: int) -> st.SearchStrategy[Placement | None]:
    return _rarely(_places(grid, rooms))


@cache
def _weights(grid: TimeGrid, *, least: int = 1) -> st.SearchStrategy[Weights]:
    choices = {"late_from", "long_run_most", "hard_capacity", "use_room_constraints"}
    prices = [item.name for item in fields(Weights) if item.name not in choices]
    return st.builds(
        Weights,
        **{name: st.integers(least, 3) for name in prices},
        late_from=st.integers(min(2, grid.slots_per_day - 1), grid.slots_per_day - 1),
        # Never above what the first course fills, so that the rule has something to bite on.
        long_run_most=st.integers(0, 2),
        hard_capacity=st.booleans(),
        use_room_constraints=st.booleans(),
    )


def _clashes(problem: Problem, placed: Sequence[Placement | None], event: int, place: Placement) -> bool:
    mine = range(place.slot, place.slot + problem.events[event].duration)
    for other, there in enumerate(placed):
        if there is None or not problem.weeks(event) & problem.weeks(other):
            continue
        theirs = range(there.slot, there.slot + problem.events[other].duration)
        at_once = mine.start < theirs.stop and theirs.start < mine.stop
        if at_once and (there.room == place.room or _related(problem, event, other)):
            return True
    return False


def _related(problem: Problem, first: int, second: int) -> bool:
    one, two = (problem.courses[problem.events[event].course] for event in (first, second))
    return one is two or bool({*one.teachers} & {*two.teachers} or {*one.groups} & {*two.groups})
