"""Names of made-up people."""

from __future__ import annotations

from services.seeding.names import draw_names


def test_no_two_people_share_a_name_or_a_mailbox() -> None:
    names = draw_names(5_000, seed=1)

    assert len({name.mailbox for name in names}) == len(names)


def test_the_same_seed_gives_the_same_names() -> None:
    assert draw_names(100, seed=1) == draw_names(100, seed=1) != draw_names(100, seed=2)


def test_mailboxes_are_plain_letters() -> None:
    assert all(name.mailbox.replace(".", "").isalpha() for name in draw_names(5_000, seed=3))
