"""What every test shares: how hard Hypothesis tries, and an installation on each database."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.installation import College, Installation

# No deadline: the first example of a kernel may have to load it. In CI the examples are the same in
# every run, so a red build is red for everybody; elsewhere each run tries new ones.
settings.register_profile("roster", deadline=None, max_examples=15, derandomize="CI" in os.environ)
settings.load_profile("roster")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; trace tests that run on both databases on SQLite only."""
    # So that at the end no process waits for another one's last long test; the rest keeps its order.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        parameters = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        if "postgresql" in (parameters.get("installation"), parameters.get("lone_installation")):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Leave what was loaded for the tests out of every later search for garbage: there is none in it."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Leave no database server behind."""
    if postgres := sys.modules.get("tests.postgres"):
        postgres.stop_all()


@pytest.fixture(scope="session")
def sqlite_installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A whole installation over SQLite."""
    yield from _installed("sqlite", request, name="roster")


@pytest.fixture(scope="session")
def postgresql_installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """A whole installation over PostgreSQL."""
    yield from _installed("postgresql", request, name="roster")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest) -> Installation:
    """A whole installation, once over SQLite and once over PostgreSQL.

    Both stay until the end: whichever order the tests are in, neither is set up twice.
    """
    found: Installation = request.getfixturevalue(f"{request.param}_installation")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def lone_installation(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation for one test alone, which may do what all others would notice."""
    yield from _installed(request.param, request, name=f"lone{uuid4().hex[:8]}")


def _installed(kind: str, request: pytest.FixtureRequest, *, name: str) -> Iterator[Installation]:
    # Here and not above: tests of the engine need none of it.
    from tests.installation import KEYRING, Installation
    from tests.postgres import forget_durability, make_database, start

    if kind == "sqlite":
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        file = factory.mktemp("sqlite") / "roster.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), file)
        url = f"sqlite:///{file}"
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        server = start(run)
        forget_durability(server)
        url = make_database(server, f"{name}_{worker}", KEYRING)
    installed = Installation.over(url)
    yield installed
    installed.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database of SQLite, to be copied: to migrate one takes seconds."""
    from models.migrating import migrate
    from models.session import Database
    from tests.installation import KEYRING

    file = tmp_path_factory.mktemp("migrated") / "roster.db"
    database = Database(f"sqlite:///{file}", keyring=KEYRING)
    migrate(database.engine)
    database.close()
    return file


@pytest.fixture
def college(installation: Installation) -> Iterator[College]:
    """A college of the test's own."""
    yield installation.found_college()
    installation.clock.ahead = timedelta()
    installation.letterbox.mails.clear()
