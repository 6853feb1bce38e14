"""Rotation of keys: everything opens with the newest key alone, and nothing else has changed."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import LargeBinary, select, type_coerce

from api.cli import main
from models import Activity, Change, Message, User
from models.encryption import CannotOpen, Keyring
from models.session import Database, Who
from services import keys
from services.access import Role
from services.keys import rotate
from services.outbox import post
from services.people.activity import note
from tests.installation import KEYRING, College, Installation

NEW_KEY = bytes(range(100, 132))
BOTH = Keyring({**KEYRING.keys, 2: NEW_KEY}, KEYRING.index_key)
NEW_ALONE = Keyring({2: NEW_KEY}, KEYRING.index_key)
ROWS = 10_000
MAX_SECONDS = 5


OpenWith = Callable[[Keyring], Database]


@pytest.fixture
def open_with(lone_installation: Installation) -> Iterator[OpenWith]:
    """Opens the installation's database with other keys."""
    opened: list[Database] = []

    def with_keys(keyring: Keyring) -> Database:
        opened.append(Database(lone_installation.settings.database_url, keyring=keyring))
        return opened[-1]

    yield with_keys
    for database in opened:
        database.close()


def colleges(installation: Installation) -> list[College]:
    """Two colleges with people, one of them deleted, deeds and e-mails."""
    found = [installation.found_college(), installation.found_college()]
    for college in found:
        gone = college.open_account(Role.TRAINEE, phone="+254712345678", birth_date="2004-05-17")
        trainer = college.open_account(Role.TRAINER, address="P.O. Box 1")
        with college.unit_of_work() as session:
            note(session, trainer.id, "tried", what="something")
            post(session, kind="mail", body={"to": "x@y.example", "subject": "s", "text": college.slug})
        college.admin.delete(f"/users/{gone.id}")
    return found


def everything(database: Database, college: College) -> dict[str, Any]:
    """What is encrypted of a college, opened."""
    with database.unit_of_work(Who(college.tenant_id)) as session:
        users = session.scalars(select(User).order_by(User.id), execution_options={"include_deleted": True})
        return {
            "users": [(u.email, u.full_name, u.phone, u.address, u.birth_date, u.version) for u in users],
            "mails": [m.body for m in session.scalars(select(Message).order_by(Message.id))],
            "deeds": [a.detail for a in session.scalars(select(Activity).order_by(Activity.id))],
            "changes": [c.fields for c in session.scalars(select(Change).order_by(Change.id))],
        }


def test_after_a_rotation_the_old_key_is_of_no_more_use(
    lone_installation: Installation, open_with: OpenWith
) -> None:
    found = colleges(lone_installation)
    before = [everything(lone_installation.database, college) for college in found]

    counts = rotate(open_with(BOTH))

    assert counts["users"] >= 6
    assert counts["outbox"] >= 2
    assert counts["activities"] >= 2
    assert counts["changes"] >= 8
    renewed = open_with(NEW_ALONE)
    assert [everything(renewed, college) for college in found] == before
    with pytest.raises(CannotOpen):
        everything(lone_installation.database, found[0])


def test_a_second_rotation_does_nothing(lone_installation: Installation, open_with: OpenWith) -> None:
    colleges(lone_installation)
    database = open_with(BOTH)
    rotate(database)

    assert set(rotate(database).values()) == {0}


def test_a_rotation_that_was_broken_off_goes_on(
    lone_installation: Installation, open_with: OpenWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = colleges(lone_installation)
    monkeypatch.setattr(keys, "BATCH", 1)
    database = open_with(BOTH)
    before = [everything(database, college) for college in found]
    batches: list[str] = []

    def break_off(table: str, _rows: int) -> None:
        batches.append(table)
        if len(batches) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(database, on_batch=break_off)

    assert [everything(database, college) for college in found] == before
    rotate(database)
    renewed = open_with(NEW_ALONE)
    assert [everything(renewed, college) for college in found] == before


def test_a_value_whose_key_is_missing_stops_the_rotation(
    lone_installation: Installation, open_with: OpenWith
) -> None:
    colleges(lone_installation)

    with pytest.raises(CannotOpen, match="No key 01"):
        rotate(open_with(NEW_ALONE))


def test_the_command_rotates_and_says_what_it_did(
    lone_installation: Installation, open_with: OpenWith, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    found = colleges(lone_installation)
    url = lone_installation.settings.database_url
    listed = ",".join(f"{number}:{base64.b64encode(key).decode()}" for number, key in BOTH.keys.items())
    for name, value in {
        "DATABASE_URL": url,
        "TOKEN_SECRET": "x" * 40,
        "DATA_KEYS": listed,
        "INDEX_KEY": base64.b64encode(KEYRING.index_key).decode(),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["keys", "rotate"])

    assert result.exit_code == 0, result.output
    assert "users: " in result.output
    assert "sealed with key 2" in result.output
    assert everything(open_with(NEW_ALONE), found[0])["users"]


@pytest.mark.slow
def test_ten_thousand_rows_are_rotated_in_seconds(
    lone_installation: Installation, open_with: OpenWith
) -> None:
    college = lone_installation.found_college()
    user = college.open_account(Role.TRAINEE)
    with college.unit_of_work() as session:
        session.add_all(Activity(user_id=user.id, kind="tried", detail={"n": n}) for n in range(ROWS))
    database = open_with(BOTH)

    begun = time.process_time()
    counts = rotate(database)
    taken = time.process_time() - begun

    assert counts["activities"] == ROWS
    assert taken <= MAX_SECONDS
    with database.unit_of_work(Who(college.tenant_id)) as session:
        raw = type_coerce(Activity.__table__.c.detail, LargeBinary)
        assert {sealed[:1] for sealed in session.scalars(select(raw))} == {b"\x02"}
