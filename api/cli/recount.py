"""``smart-roster recount``: attendance counted from the beginning."""

from __future__ import annotations

import click


@click.command(short_help="Count an institution's attendance and feedback from the beginning.")
@click.option("--tenant", metavar="SLUG", required=True, help="The institution, by its short name.")
def recount(tenant: str) -> None:
    """Count what is kept of attendance and feedback in numbers once more, from the records themselves.

    Otherwise only what has changed is counted, every minute. People may go on working meanwhile.
    """
    from api.cli.from_tables import opened
    from services.statistics.counting import recount_attendance
    from services.tenants import enter_institution

    with opened() as database:
        with database.unit_of_work(read_only=True) as session:
            tenant_id = enter_institution(session, slug=tenant).id
        count = recount_attendance(database, tenant_id)
    click.echo(f"Counted {count:,} sessions of {tenant}.")
