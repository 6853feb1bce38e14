"""The command that holds all commands."""

from __future__ import annotations

import errno
import sys
from io import TextIOWrapper
from typing import Any

import click

from api.cli.backup import backup, restore
from api.cli.bad_input import BadInput
from api.cli.check import check
from api.cli.compare import compare
from api.cli.convert import convert
from api.cli.demo import demo
from api.cli.doctor import doctor
from api.cli.explain import explain
from api.cli.fairness import fairness
from api.cli.generate import generate
from api.cli.keys import keys
from api.cli.makeup import makeup
from api.cli.migrate import migrate
from api.cli.recount import recount
from api.cli.repair import repair
from api.cli.seed import seed
from api.cli.serve import serve
from api.cli.setup import setup
from api.cli.simulate import simulate
from api.cli.solve import solve
from api.cli.variants import variants
from api.cli.why import why
from api.cli.worker import relay, scheduler, worker


class Program(click.Group):
    """Commands whose last breath is a sentence even when standard output is on a full disk."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that the user named."""
        try:
            return super().invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has had enough; click ends quietly
                raise
            raise BadInput(str(error)) from error


@click.group(
    cls=Program,
    commands=[
        solve,
        check,
        explain,
        why,
        repair,
        makeup,
        compare,
        fairness,
        variants,
        generate,
        convert,
        setup,
        migrate,
        seed,
        simulate,
        recount,
        serve,
        worker,
        relay,
        scheduler,
        demo,
        backup,
        restore,
        doctor,
        keys,
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="smart-roster", message="%(prog)s %(version)s")
def main() -> None:
    """Weekly timetables with a proved distance to the optimum."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not end a solve in a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
