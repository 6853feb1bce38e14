"""Jobs are named by texts, as api and workers do not know each other: every name leads somewhere."""

from __future__ import annotations

import importlib
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import services
from tests.installation import Installation
from tests.services.runs.solving_college import SolvingCollege
from tests.workers.fleet import Fleet, environment, wait_until

pytestmark = pytest.mark.slow

DOTTED = re.compile(r"""["'](workers\.jobs\.[a-z_.]+)["']""")


def test_every_job_that_is_named_is_there() -> None:
    root = Path(services.__file__).parents[1]
    files = [file for package in ("services", "api") for file in (root / package).rglob("*.py")]
    names = {name for file in files for name in DOTTED.findall(file.read_text())}

    assert names
    for name in names:
        module, function = name.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("lone_installation", ["sqlite"], indirect=True)
def test_a_solver_that_is_told_to_end_hands_its_run_back_and_the_next_one_goes_on(
    lone_installation: Installation,
) -> None:
    solving = SolvingCollege(lone_installation.found_college(), groups=10)
    run_id = solving.ask(time_limit_s=600)
    lone_installation.deliver()

    solver = subprocess.Popen([sys.executable, "-m", "workers", "solve"], env=environment(lone_installation))
    wait_until(lambda: solving.run(run_id).progress is not None, within_s=300)
    solver.send_signal(signal.SIGTERM)
    code = solver.wait(60)

    assert code == 0
    assert (solving.run(run_id).status, solving.run(run_id).attempt) == ("queued", 1)
    with Fleet(lone_installation, solvers=1).at_work():
        wait_until(lambda: solving.run(run_id).status == "running", within_s=300)


def test_what_is_no_work_is_told_in_a_sentence() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "workers", "dance"], capture_output=True, text=True, check=False
    )

    assert told.returncode == 2
    assert told.stderr.startswith("Usage: ")
