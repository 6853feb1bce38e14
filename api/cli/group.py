"""The command that holds all commands."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from api.cli.check import check
from api.cli.convert import convert
from api.cli.generate import generate
from api.cli.solve import solve


@click.group(
    commands=[solve, check, generate, convert],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="smart-roster", message="%(prog)s %(version)s")
def main() -> None:
    """Weekly timetables with a proved distance to the optimum."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end a solve in a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
