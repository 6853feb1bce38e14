"""The command itself; what it needs is loaded when it is called."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Plan a demo college over the API, from nothing to a published week.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Removed and made anew.",
)
@click.option("--time-limit", default=30, show_default=True, type=click.IntRange(1, 3600), metavar="SECONDS")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 8), metavar="N")
@click.option(
    "--faces",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("../shared/data/faces/lfw10x10"),
    show_default=True,
    help="Photos of several people, a folder each; without them no class is held.",
)
def demo(folder: Path, time_limit: int, workers: int, faces: Path) -> None:
    """Plan a demo college over the API, mend when a trainer falls ill, and hold a class.

    Everything is asked over HTTP and solved by a worker, in an installation of its own that ends with
    the demo. Exit code 0 means that all of it worked.
    """
    from api.cli.demo.story import tell

    tell(folder, time_limit=time_limit, workers=workers, faces=faces)
