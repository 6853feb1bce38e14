"""Two timetables side by side: what changes in cost, who is moved, who gains and who loses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.compare import compare
from engine.timetable.problem import Placement
from engine.timetable.score import Score
from engine.timetable.timetable import Timetable
from models import Timetable as Version
from services.errors import Invalid
from services.timetabling.naming import Document, Names
from services.timetabling.plan import plan_of
from services.timetabling.scene import Scene, read_version, scene_of


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two timetables, with the names that its events have."""

    names: Names
    timetable: Timetable


def comparison_of(session: Session, *, timetable_id: UUID, with_id: UUID | None) -> Document:
    """A version beside another of its term, by default the one that it was made from.

    The other one is *before*. Both are judged by the tables as they are now.

    Raises
    ------
    NotFound
        If there is no such version.
    Invalid
        If there is no other one, or it is of another term.
    """
    version = read_version(session, timetable_id=timetable_id)
    other = _other(session, version, with_id)
    plan = plan_of(session, term_id=version.term_id)
    before, after = scene_of(session, other, plan), scene_of(session, version, plan)
    return {
        "before": _head(before),
        "after": _head(after),
        **compared(_side(before), _side(after)),
    }


def compared(before: Side, after: Side) -> Document:
    """What a second timetable changes, in rules, places and people."""
    found = compare(before.names.problem, before.timetable, after.names.problem, after.timetable)
    return {
        "cost_before": _cost(found.before),
        "cost_after": _cost(found.after),
        "rules": [
            {
                "rule": rule,
                "before": found.before.cost_by_rule.get(rule, 0),
                "after": found.after.cost_by_rule.get(rule, 0),
                "change": change,
            }
            for rule, change in sorted(
                found.change_by_rule.items(), key=lambda item: (-abs(item[1]), item[0])
            )
        ],
        "moves": list(moves_between(before, after)),
        "people": [after.names.balance(balance) for balance in found.balances],
    }


def moves_between(before: Side, after: Side) -> Iterator[Document]:
    """Sessions that are elsewhere in the second timetable, or in one of the two only.

    Sessions of a kind, such as the lectures of one enrolment, that have only exchanged their places are
    where they were: nobody could tell.
    """
    olds, news = _places_by_kind(before), _places_by_kind(after)
    for kind in dict.fromkeys([*olds, *news]):
        yield from _moves_of_kind(before, olds.get(kind, []), after, news.get(kind, []))


Kind = tuple[object, ...]
Held = tuple[int, Placement | None]


def _places_by_kind(side: Side) -> dict[Kind, list[Held]]:
    """Events with their places, by what tells them from others for those who attend."""
    names, found = side.names, defaultdict[Kind, list[Held]](list)
    for event, place in enumerate(side.timetable.placements):
        source = event if names.origin is None else names.origin[event]
        course = names.problem.courses[names.problem.events[event].course]
        kind: Kind = (
            ("new", course.id, names.problem.events[event].kind)
            if source is None
            else (*names.plan.keys[source][:2], names.problem.weeks(event))
        )
        found[kind].append((event, place))
    return found


def _moves_of_kind(before: Side, olds: list[Held], after: Side, news: list[Held]) -> Iterator[Document]:
    same = Counter(place for _, place in olds) & Counter(place for _, place in news)
    was, now = _but(olds, same), _but(news, same)
    for number in range(max(len(was), len(now))):
        old = was[number] if number < len(was) else None
        new = now[number] if number < len(now) else None
        start = None if old is None else before.names.place(*old)
        end = None if new is None else after.names.place(*new)
        if start is None and end is None:
            continue
        session = after.names.session(new[0]) if old is None and new else None
        yield {
            "session": session or before.names.session(old[0] if old else 0),
            "before": start,
            "after": end,
        }


def _but(held: list[Held], same: Counter[Placement | None]) -> list[Held]:
    """Those that are left when each place that both timetables have is taken out once."""
    left, rest = Counter(same), []
    for event, place in held:
        if left[place]:
            left[place] -= 1
        else:
            rest.append((event, place))
    return rest


def _other(session: Session, version: Version, with_id: UUID | None) -> Version:
    if with_id is None and version.made_from_id is None:
        raise Invalid(
            f"Version {version.number} was made from no other; name one to compare it with.",
            fields={"with": "The id of another version of the term."},
        )
    other = read_version(session, timetable_id=with_id or version.made_from_id or version.id)
    if other.term_id != version.term_id:
        raise Invalid(
            "Versions of two terms have nothing in common to compare.",
            fields={"with": f"Of another term; name a version of term {version.term_id}."},
        )
    return other


def _side(scene: Scene) -> Side:
    names = Names(plan=scene.plan, problem=scene.placed.problem, entries=scene.placed.entries)
    return Side(names=names, timetable=scene.placed.timetable)


def _head(scene: Scene) -> Document:
    version, placements = scene.version, scene.placed.timetable.placements
    return {
        "id": str(version.id),
        "number": version.number,
        "name": version.name,
        "status": version.status,
        "without_place": placements.count(None),
    }


def _cost(score: Score) -> Document:
    return {"cost": score.cost, "broken_rules": len(score.violations)}
