"""What the commands say at the end, in words and a table."""

from __future__ import annotations

from collections.abc import Mapping

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.words import number, share, size_words
from engine.timetable.problem import Problem
from engine.timetable.result import Result, Status
from engine.timetable.score import Score

VERDICTS = {
    Status.OPTIMAL: "An optimal timetable: it is proved that none costs less.",
    Status.FEASIBLE: "A timetable that keeps every hard rule.",
    Status.INFEASIBLE: "It is proved that no timetable keeps every hard rule.",
    Status.UNKNOWN: "No timetable was found in the time given.",
}


def print_solve(problem: Problem, result: Result, *, interrupted: bool) -> None:
    """Tell how a solve ended."""
    click.echo(f"{problem.name}: {size_words(problem)}")
    if interrupted:
        click.echo("Stopped early; this is the best so far.")
    click.echo(VERDICTS[result.status])
    for reason in result.reasons:
        click.echo(f"  - {reason}")
    click.echo(
        f"status {result.status.value}  cost {number(result.cost)}  bound {number(result.bound)}  "
        f"gap {share(result.gap)}  {result.seconds:.1f} s"
    )
    for stage, why in result.stopped.items():
        click.echo(f"  {stage}: {why}")
    if result.timetable is not None:
        print_costs(result.cost_by_rule)


def print_check(problem: Problem, score: Score) -> None:
    """Tell what a timetable breaks and what it costs."""
    click.echo(f"{problem.name}: {size_words(problem)}")
    if score.is_feasible:
        click.echo("Every hard rule is kept.")
    else:
        click.echo(f"Hard rules are broken {number(len(score.violations))} times:")
    for violation in score.violations:
        click.echo(f"  - {violation.rule}: {violation.reason}")
    print_costs(score.cost_by_rule)


def print_costs(cost_by_rule: Mapping[str, int]) -> None:
    """Print the cost of each rule and their sum, the dearest first."""
    table = Table(box=SIMPLE_HEAD, show_footer=True)
    table.add_column("rule", footer="total")
    table.add_column("cost", footer=number(sum(cost_by_rule.values())), justify="right")
    for rule, cost in sorted(cost_by_rule.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(Text(rule), number(cost))
    Console().print(table)
