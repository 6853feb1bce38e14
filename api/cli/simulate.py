"""``smart-roster simulate``: a term of the demo college with attendance that was made up."""

from __future__ import annotations

import time

import click


@click.command(short_help="Fill the demo college's published term with made-up attendance.")
@click.option("--term", metavar="NAME", help="Such as 'Term 1'; without it the present one.")
@click.option(
    "--weeks", type=click.IntRange(1, 52), default=10, show_default=True, help="From the term's first."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
def simulate(term: str | None, weeks: int, seed: int) -> None:
    """Hold the first weeks of the demo college's published term as if people had come, or not.

    Sessions are started, ended, missed and cancelled, trainees check in, are late, ill or absent, ask to
    be excused and give feedback. What has become of a session already stays. It is done for the demo college
    alone, and for weeks that lie ahead too, so that there is something to look at.
    """
    from api.cli.from_tables import opened
    from services.simulation import simulate_term

    with opened() as database:
        begun = time.perf_counter()
        made = simulate_term(
            database,
            term=term,
            weeks=weeks,
            seed=seed,
            on_week=lambda week, records: click.echo(f"  week {week:>2}: {records:>8,} records"),
        )
    sessions, rows = made.sessions, made.rows
    if not sessions:
        click.echo(f"Nothing to simulate: all sessions of {made.term} up to {made.last} have had their day.")
        return
    click.echo(
        f"Simulated {made.term} up to {made.last} in {time.perf_counter() - begun:.1f} s:"
        f" {sessions['held']:,} sessions held, {sessions['missed']} missed, {sessions['decided']} cancelled;"
        f" {rows['attendance_records']:,} records, {rows['check_ins']:,} check-ins,"
        f" {rows['excuses']:,} excuses, {rows['session_feedback']:,} answers of feedback."
    )
    if made.is_ahead:
        click.echo("Some of these days are still to come; in this college they have been.")
