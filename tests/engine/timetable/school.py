"""A school of two courses, for tests that change one thing about it."""

from __future__ import annotations

from engine.timetable.constraints import Cost, HardRule, SoftRule, Violation
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights
from tests.engine.timetable.fixed_model import is_expressible, price_of

ADA, BEN = Teacher("Ada"), Teacher("Ben")
R1, R2 = Room("R1", 30), Room("R2", 20)
LOGIC = Course("Logic", teachers=(0,), groups=(0,), students=25)
PROOFS = Course("Proofs", teachers=(1,), groups=(0,), students=15)
TWO_DAYS = TimeGrid(days=2, slots_per_day=4)
LUNCH_AFTER_TWO = TimeGrid(days=2, slots_per_day=4, starts=(480, 540, 660, 720))
EVERY_PRICE = Weights(
    room_capacity=1,
    working_days=1,
    isolated_group=1,
    isolated_teacher=1,
    idle_group=1,
    idle_teacher=1,
    long_run_group=1,
    long_run_teacher=1,
    long_run_most=2,
    room_stability=1,
    disliked=1,
    late=1,
    late_from=3,
    day_balance_group=1,
    day_balance_teacher=1,
    late_fairness=1,
    building_change=1,
    moved_slot=1,
    moved_room=1,
    hard_capacity=True,
)

Places = list[tuple[int, int] | None]


def school(
    *events: Event,
    grid: TimeGrid = TWO_DAYS,
    rooms: tuple[Room, ...] = (R1, R2),
    teachers: tuple[Teacher, ...] = (ADA, BEN),
    groups: tuple[Group, ...] = (Group("1A"),),
    courses: tuple[Course, ...] = (LOGIC, PROOFS),
    weights: Weights = EVERY_PRICE,
) -> Problem:
    """Ada teaches Logic and Ben Proofs, to one group; one event each unless others are given."""
    events = events or (Event(0), Event(1))
    return Problem("school", grid, rooms, teachers, groups, courses, events, weights)


def violations(rule: HardRule, problem: Problem, places: Places) -> list[Violation]:
    """What the referee finds, once the rule's CP-SAT form has said the same."""
    timetable = Timetable.of(places)
    found = list(rule.violations(problem, timetable))
    if not rule.applies(problem):
        assert not found
    elif is_expressible(problem, timetable):
        assert (price_of(problem, rule, timetable) is None) == bool(found)
    return found


def costs(rule: SoftRule, problem: Problem, places: Places) -> list[Cost]:
    """What the referee finds, once the rule's CP-SAT form has said the same."""
    timetable = Timetable.of(places)
    found = list(rule.costs(problem, timetable))
    if not rule.applies(problem):
        assert not found
    elif is_expressible(problem, timetable):
        assert price_of(problem, rule, timetable) == sum(cost.amount for cost in found)
    return found
