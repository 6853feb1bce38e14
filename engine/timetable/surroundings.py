"""A few events judged among those that they can have anything to do with, in the place of all.

Every rule is about single events, courses, groups, teachers or rooms. So what an edit of a few events
changes is found among those that share one of these with them; on a college of 900 events these are
some 150, and the referee takes a sixth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_events
from engine.timetable.score import Score, evaluate
from engine.timetable.timetable import Timetable


def surroundings(problem: Problem, timetable: Timetable, events: Iterable[int]) -> frozenset[int]:
    """All events that share a course, group, teacher or room with any of some, or come before or after it.

    Of each course among them there are all events, as they are named by their number in it, and of each
    set of weeks in which anything is held there is one event, as prices hang on which weeks are alike.
    """
    events = frozenset(events)
    near = {*events, *_in_same_rooms(timetable, events), *_ordered(problem, events), *_of_each_weeks(problem)}
    for event in events:
        course = problem.courses[problem.events[event].course]
        near.update(*(problem.events_of_group[group] for group in course.groups))
        near.update(*(problem.events_of_teacher[teacher] for teacher in course.teachers))
    courses = {problem.events[event].course for event in near}
    return frozenset(chain.from_iterable(problem.events_of_course[course] for course in courses))


def evaluate_among(problem: Problem, timetable: Timetable, events: Iterable[int]) -> Score:
    """Judge some events of a timetable as if there were no others; they are named as in the problem.

    Between timetables that place all events outside alike, the verdict on an event within whose
    :func:`surroundings` are among the events differs as that on the whole does, and so does the cost.
    """
    kept = sorted(events)
    score = evaluate(only_events(problem, kept), Timetable(tuple(timetable[event] for event in kept)))
    return Score(
        tuple(replace(one, events=tuple(kept[event] for event in one.events)) for one in score.violations),
        tuple(replace(one, events=tuple(kept[event] for event in one.events)) for one in score.costs),
        score.cost_by_rule,
    )


def _in_same_rooms(timetable: Timetable, events: frozenset[int]) -> Iterable[int]:
    rooms = {place.room for event, place in timetable.placed() if event in events}
    return (event for event, place in timetable.placed() if place.room in rooms)


def _ordered(problem: Problem, events: frozenset[int]) -> Iterable[int]:
    for index, event in enumerate(problem.events):
        if index in events:
            yield from event.after
        elif not events.isdisjoint(event.after):
            yield index


def _of_each_weeks(problem: Problem) -> Iterable[int]:
    return {problem.weeks(event): event for event in range(len(problem.events))}.values()
