"""What a place costs, counted once more in plain Python: the referee of the prices."""

from __future__ import annotations

from engine.makeup.calendar import Place, Session
from engine.makeup.costs import SEATS_A_STEP, MakeupWeights, Price
from engine.makeup.diary import Diary, Person
from engine.timetable.constraints.people import attending, price_for


def reprice(diary: Diary, missed: Session, place: Place, weights: MakeupWeights) -> Price:
    """Price a place for a missed session that the diary does not hold."""
    problem = diary.problem
    event = problem.events[missed.event]
    run = set(range(place.start, place.start + event.duration))
    load = idle = week = 0
    for who in attending(problem, missed.event):
        before = set(diary.day(who, place.date))
        after = before | run
        usual_week = _usual_week(diary, who)
        usual_day = -(-usual_week // _open_days(diary, who))
        load += price_for(who, group=weights.load_group, teacher=weights.load_teacher) * (
            max(0, len(after) - usual_day) - max(0, len(before) - usual_day)
        )
        idle += price_for(who, group=weights.idle_group, teacher=weights.idle_teacher) * (
            _idle(after) - _idle(before)
        )
        in_week = diary.week_load(who, place.date)
        week += price_for(who, group=weights.week_group, teacher=weights.week_teacher) * (
            max(0, in_week + event.duration - usual_week) - max(0, in_week - usual_week)
        )
    distance = weights.distance * abs((place.date - missed.date).days)
    return Price(load, idle, week, distance, _room(diary, missed, place, weights))


def _idle(slots: set[int]) -> int:
    return max(slots) - min(slots) + 1 - len(slots) if slots else 0


def _usual_week(diary: Diary, who: Person) -> int:
    problem = diary.problem
    load = sum(
        problem.events[event].duration * problem.weeks(event).bit_count() for event in diary.events_of(who)
    )
    return -(-load // problem.grid.weeks)


def _open_days(diary: Diary, who: Person) -> int:
    grid = diary.problem.grid
    days = {grid.day(slot) for slot in range(grid.num_slots) if slot not in who.unavailable}
    return len(days) or 1


def _room(diary: Diary, missed: Session, place: Place, weights: MakeupWeights) -> int:
    problem = diary.problem
    students = problem.courses[problem.events[missed.event].course].students
    spare = problem.rooms[place.room].capacity - students
    if spare < 0:
        return weights.missing_seat * -spare
    return weights.spare_seats * -(-min(spare, students) // SEATS_A_STEP)
