"""The five flat packages are ours alone."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.tree import PACKAGES, ROOT


@pytest.mark.parametrize("package", PACKAGES)
def test_no_dependency_ships_a_package_of_our_name(package: str) -> None:
    owners = set(packages_distributions().get(package, [])) - {"smart-roster"}

    assert not owners, f"{', '.join(owners)} ships a top-level package {package!r}, as we do."


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_the_web_application_starts_without_what_few_requests_need() -> None:
    program = "import sys, api.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    # A second and a half together, for which the first answer would have to wait.
    late = {"ortools", "numba", "pandas", "scipy", "matplotlib", "openpyxl", "icalendar", "authlib", "dlib"}
    assert not late & set(loaded.stdout.split())
