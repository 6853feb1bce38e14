"""``smart-roster seed``: the demo college in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.session import Database

SIZES = ("demo", "small")


@click.command(short_help="Found the demo college in the database.")
@click.option("--size", type=click.Choice(SIZES), default="demo", show_default=True)
@click.option("--password", metavar="TEXT", help="Of the log-ins for visitors; drawn where none is given.")
@click.option("--evening", is_flag=True, help="Also found a school whose class is about to begin.")
@click.option("--again", is_flag=True, help="Replace the one that is there, with all that was done in it.")
def seed(size: str, password: str | None, evening: bool, again: bool) -> None:
    """Found the demo college: departments, courses, rooms, trainers and trainees with names.

    The database must be at this version's schema: run smart-roster migrate first. Prints log-ins for
    visitors with their password, which is kept nowhere else; nobody else can log in until they
    reset theirs. The evening school (institution "evening") has one class, whose first session can be
    held at once, on whatever day and hour; its log-ins have the same password.
    """
    from api.cli.from_tables import opened
    from services.seeding.demo import AlreadySeeded, seed_demo

    with opened() as database:
        try:
            seeded = seed_demo(
                database, today=database.clock().date(), size=size, password=password, again=again
            )
        except AlreadySeeded as error:
            click.echo(f"{error.message} With --again it is replaced.")
            return
        if evening:
            _found_evening_school(database, seeded.password, again)
    rows = seeded.rows
    click.echo(
        f"Founded the demo college for {seeded.term}: {rows['departments']} departments,"
        f" {rows['class_groups']} class groups, {rows['trainee_profiles']:,} trainees,"
        f" {rows['trainer_profiles']} trainers, {rows['rooms']} rooms, {rows['enrollments']} enrolments."
    )
    for login in seeded.logins:
        click.echo(f"  {login.role:<13} {login.email}")
    click.echo(f"Their password, shown only now: {seeded.password}")
    click.echo("Plan it: smart-roster solve --tenant demo --html timetable.html")


def _found_evening_school(database: Database, password: str, again: bool) -> None:
    from services.seeding.evening import AlreadyFounded, seed_evening

    try:
        school = seed_evening(database, now=database.clock(), password=password, again=again)
    except AlreadyFounded as error:
        click.echo(error.message)
        return
    click.echo(f"Founded the evening school, whose first session begins at {school.begins_at:%H:%M} UTC.")
