"""A challenge is good once, for a while, for one person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from engine.attendance import Challenge as State
from services.access import Role
from services.presence.challenges import Redeemed, give_out, redeem
from tests.installation import College


def given_to(college: College, role: Role = Role.TRAINEE, *, for_later: bool = False) -> str:
    """A challenge for a role's account."""
    user_id = college.user(role).id
    with college.unit_of_work() as session:
        return give_out(session, user_id=user_id, for_later=for_later)[0].secret


def redeemed(college: College, secret: str | None, role: Role = Role.TRAINEE) -> Redeemed:
    """What becomes of a challenge."""
    user_id = college.user(role).id
    with college.unit_of_work() as session:
        return redeem(session, user_id=user_id, secret=secret)


def test_a_challenge_is_good_once(college: College) -> None:
    secret = given_to(college)

    first, second = redeemed(college, secret), redeemed(college, secret)

    assert (first.state, second.state) == (State.VALID, State.USED)
    assert first.given_at == second.given_at is not None


def test_a_challenge_of_another_person_is_as_good_as_none(college: College) -> None:
    secret = given_to(college)

    assert redeemed(college, secret, Role.TRAINER) == Redeemed(State.UNKNOWN)
    assert redeemed(college, secret).state is State.VALID


def test_a_challenge_of_another_college_is_as_good_as_none(college: College) -> None:
    other = college.installation.found_college()

    assert redeemed(other, given_to(college)).state is State.UNKNOWN


def test_a_challenge_expires_for_a_person_sooner_than_for_a_device_that_is_off_line(college: College) -> None:
    soon, later = given_to(college), given_to(college, for_later=True)
    college.installation.clock.ahead = timedelta(minutes=11)

    assert (redeemed(college, soon).state, redeemed(college, later).state) == (State.EXPIRED, State.VALID)


@pytest.mark.parametrize("secret", ["", "x", "ä" * 20, "A" * 54, "=" * 54, "A" * 5000, "AAAA\0"])
def test_what_was_never_given_out_is_unknown(college: College, secret: str) -> None:
    assert redeemed(college, secret) == Redeemed(State.UNKNOWN)


def test_none_is_missing(college: College) -> None:
    assert redeemed(college, None) == Redeemed(State.MISSING)


def test_of_many_attempts_at_the_same_moment_one_finds_it_valid(college: College) -> None:
    secret = given_to(college)

    def attempt(_number: int) -> State:
        return redeemed(college, secret).state

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(attempt, range(8)))

    assert sorted(states) == sorted([State.VALID] + [State.USED] * 7)


def test_a_stock_of_challenges_is_given_at_once_and_each_is_another(college: College) -> None:
    user_id: UUID = college.user(Role.DEVICE).id
    with college.unit_of_work() as session:
        given = give_out(session, user_id=user_id, count=50, for_later=True)

    assert len({challenge.secret for challenge in given}) == 50
