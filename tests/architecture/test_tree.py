"""What the files of the project may and may not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, python_files, texts

MAX_LINES = 500

# Put together from parts, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "io"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("gcr", "io"),
        ("quay", "io"),
        ("huggingface", "co"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
]
PLACES_OF_ONE_MACHINE = re.compile(r"(?<![\w.~-])/(?:home|root|work|Users|mnt|media)/[\w.]+")


@pytest.fixture(scope="module")
def tree() -> dict[str, str]:
    """Every text of the project by its path."""
    return dict(texts())


def test_no_file_names_a_registry_host(tree: dict[str, str]) -> None:
    found = [(path, host) for path, text in tree.items() for host in REGISTRY_HOSTS if host in text]

    assert found == []


def test_no_file_names_a_place_that_only_one_machine_has(tree: dict[str, str]) -> None:
    found = [
        (path, place.group()) for path, text in tree.items() for place in PLACES_OF_ONE_MACHINE.finditer(text)
    ]

    assert found == []


def test_the_lock_checks_every_package_and_names_no_place(tree: dict[str, str]) -> None:
    requirements = re.split(r"\n(?=\S)", tree["requirements.lock"].strip())

    assert [text for text in requirements if not re.match(r"[a-z0-9-]+==\S+", text)] == []
    assert [text for text in requirements if "--hash=sha256:" not in text] == []
    assert "://" not in tree["requirements.lock"]


def test_files_stay_short_enough_to_read() -> None:
    written = [path for path in python_files() if "migrations" not in path.parts]  # those a program writes
    lengths = {path.relative_to(ROOT).as_posix(): _lines(path) for path in written}

    assert {path: length for path, length in lengths.items() if length >= MAX_LINES} == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
