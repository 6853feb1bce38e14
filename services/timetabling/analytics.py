"""What a version makes of rooms, trainers and class groups, in figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.analytics import RoomUse, utilisation
from engine.timetable.constraints import Cost
from engine.timetable.problem import Group, Problem, Room, Teacher
from engine.timetable.score import evaluate
from services.timetabling.plan import Plan
from services.timetabling.scene import read_scene

Figures = dict[str, Any]


def analytics(session: Session, *, timetable_id: UUID) -> Figures:
    """How a version uses rooms and people, what it costs and for whom, by the tables as they are now.

    Hours are those of an average week; sessions without a place count nowhere.

    Raises
    ------
    NotFound, Invalid
        If there is no such version, or its term cannot be planned any more.
    """
    scene = read_scene(session, timetable_id=timetable_id)
    version, plan = scene.version, scene.plan
    problem, timetable = scene.placed.problem, scene.placed.timetable
    figures, score = utilisation(problem, timetable), evaluate(problem, timetable)
    used = list(zip(problem.rooms, figures.rooms, strict=True))
    return {
        "timetable_id": version.id,
        "number": version.number,
        "sessions": len(timetable),
        "placed": sum(1 for _ in timetable.placed()),
        "rooms": [
            {"room_id": room_id, **_about(room), **_use([use])}
            for room_id, (room, use) in zip(plan.ids.rooms, used, strict=True)
        ],
        "room_types": _by(used, lambda room: room.kind),
        "buildings": _by(used, lambda room: room.building),
        "trainers": [
            {"trainer_id": trainer_id, "name": str(teacher), **_rounded(asdict(load))}
            for trainer_id, teacher, load in zip(
                plan.ids.trainers, problem.teachers, figures.teachers, strict=True
            )
        ],
        "class_groups": [
            {"class_group_id": group_id, "name": str(group), "size": group.size, **_rounded(asdict(load))}
            for group_id, group, load in zip(
                plan.ids.class_groups, problem.groups, figures.groups, strict=True
            )
        ],
        "slots": {
            "days": list(range(problem.grid.days)),
            "periods": [period.plain for period in plan.week.policy.periods],
            "sessions": figures.sessions,
        },
        "cost": score.cost,
        "cost_by_rule": score.cost_by_rule,
        "cost_by_whom": _by_whom(score.costs, problem, plan),
    }


def _about(room: Room) -> Figures:
    return {
        "code": room.id,
        "name": str(room),
        "room_type": room.kind,
        "building": room.building or None,
        "capacity": room.capacity,
    }


def _use(uses: Sequence[RoomUse]) -> Figures:
    """The use of some rooms together; shares of nothing are unknown."""
    booked, open_, seats, taken = (
        sum(getattr(use, name) for use in uses)
        for name in ("booked_hours", "open_hours", "seat_hours", "taken_seat_hours")
    )
    return _rounded(
        {
            "booked_hours": booked,
            "open_hours": open_,
            "use": booked / open_ if open_ else None,
            "seat_use": taken / seats if seats else None,
        }
    )


def _by(used: Iterable[tuple[Room, RoomUse]], name_of: Callable[[Room], str]) -> list[Figures]:
    """The use of rooms that have a name in common; those without one come last."""
    together: dict[str, list[RoomUse]] = defaultdict(list)
    for room, use in used:
        together[name_of(room)].append(use)
    return [
        {"name": name or None, "rooms": len(uses), **_use(uses)}
        for name, uses in sorted(together.items(), key=lambda item: (not item[0], item[0]))
    ]


def _by_whom(costs: Iterable[Cost], problem: Problem, plan: Plan) -> list[Figures]:
    """Whose week pays for it, the dearest first; rooms and courses are nobody's week."""
    ids: Mapping[Group | Teacher, tuple[str, UUID]] = {
        **{one: ("trainer", id_) for one, id_ in zip(problem.teachers, plan.ids.trainers, strict=True)},
        **{one: ("class_group", id_) for one, id_ in zip(problem.groups, plan.ids.class_groups, strict=True)},
    }
    paid: dict[Group | Teacher, Counter[str]] = defaultdict(Counter)
    for cost in costs:
        if cost.whom is not None:
            paid[cost.whom][cost.rule] += cost.amount
    return [
        {
            "subject_type": ids[whom][0],
            "subject_id": ids[whom][1],
            "name": str(whom),
            "cost": rules.total(),
            "cost_by_rule": dict(rules),
        }
        for whom, rules in sorted(paid.items(), key=lambda item: (-item[1].total(), str(item[0])))
    ]


def _rounded(figures: Mapping[str, Any]) -> Figures:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}
