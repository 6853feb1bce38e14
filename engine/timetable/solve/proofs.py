"""Cheap proofs of impossibility by counting, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.timetable.constraints import hard_rules
from engine.timetable.constraints.people import everybody
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import BoolArray, Layout
from engine.timetable.problem import Problem

Domain = tuple[BoolArray, BoolArray, BoolArray]


@dataclass(frozen=True, slots=True)
class CountingProof:
    """Why some events cannot all be held, in words with names."""

    reason: str
    events: tuple[int, ...]


def counting_proofs(layout: Layout) -> tuple[CountingProof, ...]:
    """Reasons why no timetable can exist; none when counting finds none."""
    domain = domain_of(layout, forms_of(layout, hard_rules(layout.problem), []))
    return (
        *_events_without_places(layout, domain),
        *_people_without_time(layout.problem),
        *_rooms_too_few(layout, domain),
    )


def _events_without_places(layout: Layout, domain: Domain) -> Iterator[CountingProof]:
    problem = layout.problem
    slots_ok, rooms_ok, cells_ok = domain
    for bundle, events in enumerate(layout.bundles):
        name = problem.event_name(events[0])
        if not slots_ok[bundle].any():
            reason = f"{name} has no slot: those open to its course, teachers and groups are none."
        elif not rooms_ok[bundle].any():
            reason = f"{name} has no room: none has the kind, the features and the seats it needs."
        elif len(events) > slots_ok[bundle].sum():
            course = problem.courses[layout.course[bundle]]
            reason = f"{course} meets {len(events)} times, and {slots_ok[bundle].sum()} slots are open to it."
        elif not cells_ok[rooms_ok[bundle]][:, slots_ok[bundle]].any():
            reason = f"{name} has no room that is open in a slot it can start in."
        else:
            continue
        yield CountingProof(reason, events)


def _people_without_time(problem: Problem) -> Iterator[CountingProof]:
    for who, events in everybody(problem):
        free = problem.grid.num_slots - len(who.unavailable)
        for week in range(problem.grid.weeks):
            held = tuple(event for event in events if problem.weeks(event) >> week & 1)
            load = sum(problem.events[event].duration for event in held)
            limit = free if who.max_week is None else min(free, who.max_week)
            if load > limit:
                reason = f"{who} has {load} slots of events in week {week + 1} and time for {limit}."
                yield CountingProof(reason, held)
                break


def _rooms_too_few(layout: Layout, domain: Domain) -> Iterator[CountingProof]:
    _, rooms_ok, cells_ok = domain
    sizes = np.array([len(events) for events in layout.bundles]) * layout.duration
    for rooms in {tuple(np.flatnonzero(row).tolist()) for row in rooms_ok} | {
        tuple(range(len(layout.problem.rooms)))
    }:
        inside = np.zeros(rooms_ok.shape[1], bool)
        inside[list(rooms)] = True
        bundles = ~(rooms_ok & ~inside).any(1)
        supply = int(cells_ok[inside].sum())
        for pattern in range(len(layout.patterns)):
            held = np.flatnonzero(bundles & layout.patterns_of[:, pattern])
            demand = int(sizes[held].sum())
            if demand > supply:
                events = tuple(event for bundle in held.tolist() for event in layout.bundles[bundle])
                yield CountingProof(_shortage(layout.problem, rooms, demand, supply), events)
                break


def _shortage(problem: Problem, rooms: tuple[int, ...], demand: int, supply: int) -> str:
    names = [str(problem.rooms[room]) for room in rooms]
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (
        f"{demand} slots a week are needed in rooms {shown}, {supply} there are: short by {demand - supply}."
    )
