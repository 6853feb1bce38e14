"""The story as it is told: an empty term, a solve, a published week, an illness, a class that is held."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

import click

from api.cli.bad_input import BadInput
from api.cli.demo.client import Client, Document, Refused
from api.cli.demo.illness import ill_for_a_week, ill_on_monday
from api.cli.demo.planning import compare, current_term, publish, solve
from api.cli.demo.presence import hold_a_class
from api.cli.demo.stack import Stack
from api.cli.demo.week import print_week
from api.cli.words import number

DOMAIN = "demo.example"
TENANT = "demo"
FIRST_TRY_S = 8
FILES = {"html": "timetable.html", "xlsx": "timetable.xlsx", "ics": "timetable.ics"}


def tell(folder: Path, *, time_limit: int, workers: int, faces: Path) -> None:
    """Do everything in an installation of the demo's own, and tell about it.

    ``faces`` has a folder of photos for each of several people.

    Raises
    ------
    BadInput
        If anything does not work.
    """
    stack, password = Stack(folder), secrets.token_urlsafe(12) + "-7"
    click.echo(f"A demo college in {folder}: settings, schema, and rows made up for it.")
    stack.prepare(password=password)
    try:
        with stack.served() as seconds:
            click.echo(f"Serving {stack.address}, which answered after {seconds:.1f} s.")
            published = _plan(stack, password, time_limit, workers)
            _show(stack, password, published, workers)
            hold_a_class(stack, password, faces)
    except Refused as error:
        raise BadInput(f"{error} The log is {stack.log}.") from error
    click.echo(f"\nThe service has ended. To look around: cd {folder} && smart-roster serve")
    click.echo(f"Log in as admin@{DOMAIN}, password {password}")


def _client(stack: Stack, password: str, mailbox: str) -> Client:
    client = Client(stack.address)
    client.log_in(email=f"{mailbox}@{DOMAIN}", password=password, tenant=TENANT)
    return client


def _plan(stack: Stack, password: str, time_limit: int, workers: int) -> Document:
    """A first try, a thorough one, and the better of the two published."""
    planner = _client(stack, password, "dp")
    term = current_term(planner)
    empty = planner.post("/api/timetables", {"term_id": term["id"], "name": "Empty"})
    click.echo(
        f"\nLogged in as the planner: {term['name']} has {number(empty['counts']['sessions'])} sessions."
    )
    click.echo(f"A first try, {FIRST_TRY_S} s:")
    first = solve(planner, empty["id"], time_limit=FIRST_TRY_S, workers=workers, seed=2)
    click.echo(f"A thorough one, {time_limit} s:")
    second = solve(planner, first["id"], time_limit=time_limit, workers=workers)
    return publish(planner, compare(planner, first, second))


def _show(stack: Stack, password: str, published: Document, workers: int) -> None:
    """Who sees what of the published week, and what happens when somebody is ill."""
    planner, trainee, trainer = (
        _client(stack, password, mailbox) for mailbox in ("dp", "trainee", "trainer")
    )
    week = trainee.get("/api/users/me/schedule")
    click.echo()
    print_week(week)
    _tell_feeds(trainee, trainer, week)
    _save(planner, published, stack.folder)
    ill, term = trainer.get("/api/users/me"), planner.get(f"/api/terms/{published['term_id']}")
    ill_on_monday(planner, published, ill, workers=workers)
    today = dt.date.fromisoformat(str(published["published_at"])[:10])
    ill_for_a_week(planner, published, ill, term, today=today, workers=workers)


def _tell_feeds(trainee: Client, trainer: Client, week: Document) -> None:
    click.echo("\nCalendars subscribe to these secret addresses:")
    person = {"subject_type": "person", "subject_id": trainer.get("/api/users/me")["id"]}
    group = {"subject_type": "class_group", "subject_id": week["subject_id"]}
    for words, client, subject in (("class group", trainee, group), ("trainer", trainer, person)):
        address = client.post("/api/feeds", subject)["address"]
        events = Client("").download(address).count(b"BEGIN:VEVENT")
        click.echo(f"  {words:<12} {address}\n               {events} sessions")


def _save(planner: Client, published: Document, folder: Path) -> None:
    click.echo("\nThe whole timetable, as saved from the API:")
    for file_format, name in FILES.items():
        path = folder / name
        path.write_bytes(planner.download(f"/api/timetables/{published['id']}/export", format=file_format))
        click.echo(f"  {path.resolve()}")
