"""A trainer falls ill: what moves, who stands in, and when the missed sessions are made up."""

from __future__ import annotations

import datetime as dt

import click

from api.cli.demo.client import Client, Document
from api.cli.demo.planning import watch
from api.cli.demo.week import DAYS
from api.cli.words import number

SHOWN = 8
TIME_LIMIT_S = 10
LEAST_LEFT = dt.timedelta(days=10)
"""Of the term, after the week of the illness, to make things up in."""


def ill_on_monday(client: Client, timetable: Document, trainer: Document, *, workers: int) -> None:
    """Mend the week for a trainer who is ill on Mondays, with the fewest sessions moved."""
    name = _name(trainer)
    click.echo(f"\n{name} is ill on Monday. To hold everything in that week all the same, move:")
    changes = [{"change": "trainer_away", "trainer_id": trainer["id"], "times": [{"weekday": 0}]}]
    wishes = {"changes": changes, "time_limit_s": TIME_LIMIT_S, "workers": workers}
    run = client.post(f"/api/timetables/{timetable['id']}/repairs", wishes)
    answer = watch(client, run, TIME_LIMIT_S)["answer"]
    for move in answer["moves"][:SHOWN]:
        click.echo(f"  {_session(move['session'])}: {_place(move['before'])} -> {_place(move['after'])}")
    for loss in answer["losses"][:SHOWN]:
        click.echo(f"  {_session(loss['session'])}: {_place(loss['before'])} cannot be held")
    proof = "proved to be the fewest" if answer["is_proved"] else f"at least {answer['fewest']}"
    click.echo(f"  {number(answer['moved'])} moved ({proof}), {answer['seconds']:.1f} s")
    for title, people in (("Class groups", answer["class_groups"]), ("Trainers", answer["trainers"])):
        if people:
            click.echo(f"  {title} to tell: {', '.join(person['name'] for person in people)}")
    for vacancy in answer["substitutes"][:SHOWN]:
        offers = ", ".join(offer["trainer"]["name"] for offer in vacancy["offers"][:3])
        click.echo(f"  Or stands in at {_session(vacancy['session'])}: {offers or 'nobody can'}")


def ill_for_a_week(
    client: Client, timetable: Document, trainer: Document, term: Document, *, today: dt.date, workers: int
) -> None:
    """Find places later in the term for all that a trainer misses in a week."""
    monday = _week_of_illness(term, today)
    friday = monday + dt.timedelta(days=4)
    click.echo(f"\nOr {_name(trainer)} is ill from {monday} to {friday}. What is missed is made up later:")
    wishes = {
        "trainer_away": {
            "trainer_id": trainer["id"],
            "starts_on": monday.isoformat(),
            "ends_on": friday.isoformat(),
        },
        "earliest": monday.isoformat(),
        "time_limit_s": TIME_LIMIT_S,
        "workers": workers,
    }
    run = client.post(f"/api/timetables/{timetable['id']}/makeups", wishes)
    answer = watch(client, run, TIME_LIMIT_S)["answer"]
    # Those without a place first: they are what a planner has to think about.
    for made_up in sorted(answer["places"], key=lambda one: one["place"] is not None)[:SHOWN]:
        place = made_up["place"]
        words = "no place" if place is None else f"{place['date']} {_place(place)}"
        click.echo(f"  {_session(made_up['session'])} of {made_up['date']}: {words}")
    click.echo(
        f"  {answer['placed']} of {answer['sessions']} have a place:"
        f" {answer['status']}, {answer['seconds']:.1f} s"
    )


def _week_of_illness(term: Document, today: dt.date) -> dt.date:
    """The next Monday, unless too little of the term is left after its week; then an earlier one."""
    first, last = (dt.date.fromisoformat(term[name]) for name in ("starts_on", "ends_on"))
    day = min(max(today, first), last - dt.timedelta(days=7) - LEAST_LEFT)
    return day + dt.timedelta(days=-day.weekday() % 7)


def _name(trainer: Document) -> str:
    return f"{trainer['first_name']} {trainer['last_name']}"


def _session(session: Document) -> str:
    groups = ", ".join(group["name"] for group in session["class_groups"])
    return f"{session['name']} for {groups}" if groups else str(session["name"])


def _place(place: Document | None) -> str:
    if place is None:
        return "no place"
    return f"{DAYS[place['weekday']]} {place['starts_at']}, {place['room']['code']}"
