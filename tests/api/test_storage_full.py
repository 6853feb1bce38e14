"""A disk that is full: writing is refused in a sentence, reading goes on, and room helps at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from models import Department, School
from models.migrating import migrate
from tests.installation import Installation


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Installation]:
    """An installation over a file of its own."""
    installed = Installation.over(f"sqlite:///{tmp_path / 'roster.db'}")
    migrate(installed.database.engine)
    yield installed
    installed.close()


class FullDisk:
    """Lets a database's file grow no more, as a full disk does."""

    def __init__(self, installed: Installation) -> None:
        self.engine = installed.database.engine

    def __enter__(self) -> None:
        event.listen(self.engine, "checkout", self._limit)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "checkout", self._limit)
        self.engine.dispose()

    @staticmethod
    def _limit(connection: Any, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_writing_is_refused_in_a_sentence_and_reading_goes_on(on_file: Installation) -> None:
    college = on_file.found_college()
    admin = college.admin
    about = {"description": "x" * 2000}

    with FullDisk(on_file):
        answers = [
            admin.post("/departments", {"code": f"D{number}", "name": f"Department {number}", **about})
            for number in range(60)
        ]
        read = admin.get("/departments")
    afterwards = admin.post("/departments", {"code": "LAST", "name": "Last", **about})

    stored = [answer for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert refused
    assert {answer.status_code for answer in refused} == {507}
    problem = refused[0].get_json()
    assert problem["code"] == "storage_full"
    assert "no room left" in problem["detail"]
    assert "sqlite" not in refused[0].get_data(as_text=True).lower()
    assert read.status_code == 200
    assert afterwards.status_code == 201
    with college.unit_of_work() as session:
        assert session.query(Department).count() == len(stored) + 1
        assert session.query(School).count() == 1
