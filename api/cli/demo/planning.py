"""Versions of a timetable: solved by a worker while the terminal watches, compared, published."""

from __future__ import annotations

import click

from api.cli.demo.client import Client, Document, Refused
from api.cli.progress import watching
from api.cli.words import number, share, signed
from engine.timetable.result import Progress

RULES_SHOWN = 5
WINNERS_SHOWN = 3


def current_term(client: Client) -> Document:
    """The term that is planned: the one that has today, or else the last that has begun."""
    terms = list(client.all("/api/terms"))
    today = [term for term in terms if term["is_current"]]
    return (today or sorted(terms, key=lambda term: str(term["starts_on"])))[0]


def solve(client: Client, timetable_id: str, *, time_limit: int, workers: int, seed: int = 1) -> Document:
    """Ask for a solve, watch the worker, and give the version that came of it.

    Raises
    ------
    Refused
        If no version came of it.
    """
    wishes = {"time_limit_s": time_limit, "workers": workers, "seed": seed}
    run = client.post(f"/api/timetables/{timetable_id}/solves", wishes)
    ended = watch(client, run, time_limit)
    version = ended["result_timetable_id"]
    if version is None:
        raise Refused(f"The solve ended {ended['status']} without a timetable: {ended['error']}.")
    made = client.get(f"/api/timetables/{version}")
    placed = f"{number(made['counts']['placed'])} of {number(made['counts']['sessions'])} sessions placed"
    click.echo(
        f"  version {made['number']}: {placed}, cost {number(made['cost'])},"
        f" proved at least {number(made['bound'])}, gap {share(made['gap'])}"
    )
    return made


def watch(client: Client, run: Document, time_limit: int) -> Document:
    """Show the progress that a run streams, until it has ended; gives its last state.

    Raises
    ------
    Refused
        If it failed.
    """
    state = run
    with watching(None, time_limit, quiet=False) as show:
        for state in client.follow(f"/api/runs/{run['id']}/events"):
            progress = state["progress"]
            if progress is not None and "cost" in progress:
                names = ("seconds", "stage", "cost", "bound", "unplaced")
                show(Progress(**{name: progress[name] for name in names}))
    ended = client.get(f"/api/runs/{run['id']}")
    if ended["status"] != "succeeded":
        raise Refused(f"Run {run['id']} ended {ended['status']}: {ended['error'] or state}.")
    return ended


def compare(client: Client, first: Document, second: Document) -> Document:
    """Tell what the second version changes; gives the cheaper of the two."""
    found = client.get(f"/api/timetables/{second['id']}/comparison", **{"with": first["id"]})
    click.echo(
        f"Version {second['number']} beside version {first['number']}:"
        f" cost {number(found['cost_before']['cost'])} -> {number(found['cost_after']['cost'])},"
        f" {number(len(found['moves']))} sessions elsewhere"
    )
    changed = [rule for rule in found["rules"] if rule["change"]]
    for rule in changed[:RULES_SHOWN]:
        click.echo(
            f"  {rule['rule']:<20} {number(rule['before']):>6} -> {number(rule['after']):>6}"
            f"  {signed(rule['change'])}"
        )
    people = found["people"]
    for person in people[:1] + people[-WINNERS_SHOWN:]:
        click.echo(f"  {person['name']}: {signed(person['change'])}")
    return min(first, second, key=lambda version: float(version["cost"]))


def publish(client: Client, version: Document) -> Document:
    """Validate a version and publish it."""
    address = f"/api/timetables/{version['id']}"
    valid = client.post(f"{address}/validation", version=version["version"])
    published = client.post(f"{address}/publication", version=valid["version"])
    click.echo(f"Version {published['number']} is valid, and published: it is {published['status']}.")
    return published
