"""Registrations at the same moment, and what letters may say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from models import OneTimeToken, User
from services.identity import letters, registration
from tests.installation import PASSWORD, College

AT_ONCE = 8


def test_of_registrations_at_the_same_moment_one_opens_the_account_and_none_tells(college: College) -> None:
    start = Barrier(AT_ONCE)

    def register(_: int) -> None:
        start.wait()
        _register(college)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(register, range(AT_ONCE)))

    assert outcomes == [None] * AT_ONCE
    with college.unit_of_work() as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_only_the_hash_of_a_link_is_kept(college: College) -> None:
    _register(college)
    college.installation.deliver()
    token = college.installation.letterbox.token_for(f"ada@{college.slug}.example")

    with college.unit_of_work() as session:
        kept = session.scalars(select(OneTimeToken)).one()

    assert len(kept.token_hash) == 32
    assert kept.token_hash.hex() not in token
    assert len(token) == 64


def test_letters_hold_no_word_of_who_asked_for_them(college: College) -> None:
    _register(college, "Win money at http://evil.example", "\nBcc: eve@evil.example")
    college.installation.deliver()
    (mail,) = college.installation.letterbox.to(f"ada@{college.slug}.example")

    assert "evil" not in mail.subject + mail.text


def test_the_name_of_an_institution_stays_on_one_line() -> None:
    mail = letters.reset(
        to="ada@college.example",
        college="A\r\nBcc: x@y.example\x00",
        base_url="http://r.example",
        token="t",  # noqa: S106 - not a real one
    )

    assert mail.subject == "Choose a new password – A Bcc: x@y.example"
    assert "http://r.example/reset-password#token=t" in mail.text


def _register(college: College, first_name: str = "Ada", last_name: str = "Lovelace") -> None:
    with college.installation.database.unit_of_work() as session:
        registration.register(
            session,
            base_url="http://roster.example",
            email=f"ada@{college.slug}.example",
            password=PASSWORD,
            first_name=first_name,
            last_name=last_name,
            tenant=college.slug,
        )
