"""Sealing and opening personal data."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import User
from models.encryption import CannotOpen, Keyring
from services.access import Role
from tests.installation import College

OLD, NEW, INDEX = bytes(32), bytes([1]) * 32, bytes([2]) * 32


@given(st.text(), st.text())
def test_what_was_sealed_opens_in_its_own_context_only(plain: str, context: str) -> None:
    keyring = Keyring({1: OLD}, INDEX)

    sealed = keyring.seal(plain.encode(), context)

    assert keyring.open(sealed, context).decode() == plain
    with pytest.raises(CannotOpen):
        keyring.open(sealed, context + "x")


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_noticed(plain: bytes, place: int, change: int) -> None:
    keyring = Keyring({1: OLD}, INDEX)
    sealed = bytearray(keyring.seal(plain, "users.email"))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(CannotOpen):
        keyring.open(bytes(sealed), "users.email")


def test_the_newest_key_seals_and_old_ones_still_open() -> None:
    old = Keyring({1: OLD}, INDEX)
    both = Keyring({1: OLD, 2: NEW}, INDEX)

    sealed = old.seal(b"Achieng", "users.first_name")

    assert both.open(sealed, "users.first_name") == b"Achieng"
    assert (both.is_current(sealed), both.is_current(both.seal(b"x", "c"))) == (False, True)
    with pytest.raises(CannotOpen):
        Keyring({2: NEW}, INDEX).open(sealed, "users.first_name")


def test_the_same_text_is_never_sealed_alike() -> None:
    keyring = Keyring({1: OLD}, INDEX)

    assert keyring.seal(b"x", "c") != keyring.seal(b"x", "c")


def test_the_blind_index_finds_a_tenants_value_and_tells_tenants_apart() -> None:
    keyring = Keyring({1: OLD}, INDEX)
    one, two = uuid4(), uuid4()

    assert keyring.blind_index(one, " A@b.example ") == keyring.blind_index(one, "a@B.example")
    assert keyring.blind_index(one, "a@b.example") != keyring.blind_index(two, "a@b.example")


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {256: OLD}, {-1: OLD}])
def test_keys_that_protect_nothing_are_refused(keys: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match=r"[Kk]ey"):
        Keyring(keys, INDEX)


def test_no_personal_data_is_readable_in_the_database(college: College) -> None:
    user = college.open_account(Role.STAFF, phone="+254700000001", address="7 Uhuru Lane")

    with college.unit_of_work() as session:
        row = session.connection().exec_driver_sql("SELECT * FROM users").mappings().all()
    values = [value for line in row for value in line.values()]
    stored = b" ".join(value for value in values if isinstance(value, bytes))
    texts = " ".join(value for value in values if isinstance(value, str))

    for secret in (user.email, user.first_name, user.last_name, "+254700000001", "Uhuru"):
        assert secret.encode() not in stored
        assert secret not in texts
    with college.unit_of_work() as session:
        found = session.get(User, user.id)
        assert found is not None
        assert (found.phone, found.address) == ("+254700000001", "7 Uhuru Lane")
