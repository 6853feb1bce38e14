"""What the program says of itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version

from click.testing import Result

from api.cli.options import PRESETS
from engine.timetable.generate import SIZES
from engine.timetable.weights import PRESETS as ENGINE_PRESETS

Run = Callable[..., Result]


def test_the_version_is_the_package_s(run: Run) -> None:
    assert run("--version").output.strip().endswith(version("smart-roster"))


def test_help_names_every_command(run: Run) -> None:
    help_text = run("--help").output

    assert all(command in help_text for command in ("solve", "check", "generate", "convert"))


def test_the_presets_offered_are_the_engine_s() -> None:
    assert set(PRESETS) == set(ENGINE_PRESETS)


def test_help_names_every_size(run: Run) -> None:
    help_text = run("generate", "--help").output

    assert all(size in help_text for size in SIZES)


def test_help_does_not_load_the_solver() -> None:
    program = "import sys, api.cli; sys.exit('numba' in sys.modules or 'ortools' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
