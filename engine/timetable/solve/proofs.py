"""Cheap proofs of impossibility by counting, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.people import everybody
from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.state import domain_of
from engine.timetable.problem import Problem


def counting_proofs(engine: Engine) -> tuple[str, ...]:
    """Reasons why no timetable can exist; none when counting finds none."""
    return (*_events_without_places(engine), *_people_without_time(engine), *_rooms_too_few(engine))


def _events_without_places(engine: Engine) -> Iterator[str]:
    problem, layout = engine.layout.problem, engine.layout
    slots_ok, rooms_ok, cells_ok = domain_of(layout, engine.forms)
    for bundle, events in enumerate(layout.bundles):
        name = problem.event_name(events[0])
        if not slots_ok[bundle].any():
            yield f"{name} has no slot: those open to its course, teachers and groups are none."
        elif not rooms_ok[bundle].any():
            yield f"{name} has no room: none has the kind, the features and the seats it needs."
        elif len(events) > slots_ok[bundle].sum():
            course = problem.courses[layout.course[bundle]]
            yield f"{course} meets {len(events)} times, and {slots_ok[bundle].sum()} slots are open to it."
        elif not cells_ok[rooms_ok[bundle]][:, slots_ok[bundle]].any():
            yield f"{name} has no room that is open in a slot it can start in."


def _people_without_time(engine: Engine) -> Iterator[str]:
    problem = engine.layout.problem
    for who, events in everybody(problem):
        free = problem.grid.num_slots - len(who.unavailable)
        for week in range(problem.grid.weeks):
            load = sum(problem.events[e].duration for e in events if problem.weeks(e) >> week & 1)
            limit = free if who.max_week is None else min(free, who.max_week)
            if load > limit:
                yield f"{who} has {load} slots of events in week {week + 1} and time for {limit}."
                break


def _rooms_too_few(engine: Engine) -> Iterator[str]:
    layout = engine.layout
    _, rooms_ok, cells_ok = domain_of(layout, engine.forms)
    sizes = np.array([len(events) for events in layout.bundles]) * layout.duration
    for rooms in {tuple(np.flatnonzero(row).tolist()) for row in rooms_ok} | {
        tuple(range(len(layout.problem.rooms)))
    }:
        inside = np.zeros(rooms_ok.shape[1], bool)
        inside[list(rooms)] = True
        bundles = ~(rooms_ok & ~inside).any(1)
        supply = int(cells_ok[inside].sum())
        for pattern in range(len(layout.patterns)):
            demand = int(sizes[bundles & layout.patterns_of[:, pattern]].sum())
            if demand > supply:
                yield _shortage(layout.problem, rooms, demand, supply)
                break


def _shortage(problem: Problem, rooms: tuple[int, ...], demand: int, supply: int) -> str:
    names = [str(problem.rooms[room]) for room in rooms]
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (
        f"{demand} slots a week are needed in rooms {shown}, {supply} there are: short by {demand - supply}."
    )
