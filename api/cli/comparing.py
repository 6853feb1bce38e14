"""What ``smart-roster compare`` does, once its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json
from api.cli.words import number, signed
from engine.timetable.compare import Balance, Comparison
from engine.timetable.compare import compare as compare_timetables
from engine.timetable.formats import read_problem, read_timetable

SHOWN = 10
"""People and moves named in a terminal; the JSON document has them all."""


def compare_files(
    file: Path, solution: Path, other_file: Path, other_solution: Path, *, preset: str | None, as_json: bool
) -> None:
    """Compare two timetables and tell about it.

    Raises
    ------
    BadInput
        If a file cannot be read, or a timetable is not one of its problem.
    """
    with as_bad_input():
        problem = read_problem(file, preset=preset)
        other = problem if other_file == file else read_problem(other_file, preset=preset)
        comparison = compare_timetables(
            problem, read_timetable(solution, problem), other, read_timetable(other_solution, other)
        )
    if as_json:
        print_json(_document(comparison))
    else:
        _print(comparison)


def balance_document(balance: Balance) -> Document:
    """What somebody's own week costs in both."""
    return {
        "who": balance.who,
        "is_teacher": balance.is_teacher,
        "before": balance.before,
        "after": balance.after,
        "change": balance.change,
    }


def print_people(balances: Sequence[Balance]) -> None:
    """Name those who lose most and those who gain most."""
    for title, people in (
        ("Worse off", [one for one in balances if one.change > 0]),
        ("Better off", [one for one in reversed(balances) if one.change < 0]),
    ):
        if people:
            click.echo(f"{title}: " + ", ".join(f"{p.who} {signed(p.change)}" for p in people[:SHOWN]))
            _print_rest(len(people))


def _document(comparison: Comparison) -> Document:
    return {
        "before": {"cost": comparison.before.cost, "violations": len(comparison.before.violations)},
        "after": {"cost": comparison.after.cost, "violations": len(comparison.after.violations)},
        "change_by_rule": comparison.change_by_rule,
        "moves": [{"event": m.event, "before": m.before, "after": m.after} for m in comparison.moves],
        "people": [balance_document(balance) for balance in comparison.balances],
    }


def _print(comparison: Comparison) -> None:
    before, after = comparison.before, comparison.after
    click.echo(
        f"cost {number(before.cost)} -> {number(after.cost)} ({signed(after.cost - before.cost)}), "
        f"hard rules broken {number(len(before.violations))} -> {number(len(after.violations))}, "
        f"{number(len(comparison.moves))} events elsewhere"
    )
    _print_rules(comparison)
    for move in comparison.moves[:SHOWN]:
        click.echo(f"  {move.event}: {move.before or 'no place'} -> {move.after or 'no place'}")
    _print_rest(len(comparison.moves))
    print_people(comparison.balances)


def _print_rules(comparison: Comparison) -> None:
    table = Table(box=SIMPLE_HEAD)
    for title in ("rule", "before", "after", "change"):
        table.add_column(title, justify="left" if title == "rule" else "right")
    changes = comparison.change_by_rule
    for rule, change in sorted(changes.items(), key=lambda item: (-abs(item[1]), item[0])):
        was, now = (score.cost_by_rule.get(rule) for score in (comparison.before, comparison.after))
        table.add_row(Text(rule), number(was), number(now), signed(change))
    Console().print(table)


def _print_rest(many: int) -> None:
    if many > SHOWN:
        click.echo(f"  … and {number(many - SHOWN)} more; --json names them all")
