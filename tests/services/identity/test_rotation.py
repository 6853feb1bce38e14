"""Refresh tokens, used by many at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from models import TokenFamily
from models.session import Who, enter_tenant
from services.access import Role
from services.errors import Unauthenticated
from services.identity.families import Descent, ReusedToken, begin, rotate
from tests.installation import PASSWORD, College

AT_ONCE = 20


@pytest.fixture
def descent(college: College) -> Descent:
    """A log-in that has just begun."""
    with college.unit_of_work() as session:
        return begin(session, user=college.user(Role.TRAINER))


def test_of_twenty_refreshes_at_once_one_wins_and_the_log_in_ends(college: College, descent: Descent) -> None:
    start = Barrier(AT_ONCE)

    def refresh(_: int) -> Descent | Exception:
        start.wait()
        return _rotate(college, descent)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(refresh, range(AT_ONCE)))

    won = [outcome for outcome in outcomes if isinstance(outcome, Descent)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Unauthenticated)]
    assert (len(won), len(lost)) == (1, AT_ONCE - 1)
    assert any(isinstance(outcome, ReusedToken) for outcome in lost)
    with college.unit_of_work() as session:
        assert session.get_one(TokenFamily, descent.family_id).revoked_because == "refresh token reused"
    assert isinstance(_rotate(college, won[0]), Unauthenticated)


def test_twenty_refreshes_over_http_have_one_winner_and_no_accident(college: College) -> None:
    user = college.open_account(Role.TRAINER, password=PASSWORD)
    body = {"email": user.email, "password": PASSWORD, "tenant": college.slug}
    token = college.api().post("/auth/token", body).get_json()["refresh_token"]
    start = Barrier(AT_ONCE)

    def refresh(_: int) -> int:
        start.wait()
        answer = college.api().post("/auth/token/refresh", Authorization=f"Bearer {token}")
        return int(answer.status_code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = sorted(pool.map(refresh, range(AT_ONCE)))

    assert statuses == [200] + [401] * (AT_ONCE - 1)


def test_guesses_at_the_same_moment_are_all_counted(college: College) -> None:
    user = college.open_account(Role.TRAINER, password=PASSWORD)
    start = Barrier(AT_ONCE)

    def guess(_: int) -> str:
        body = {"email": user.email, "password": "wrong-Password-1", "tenant": college.slug}
        start.wait()
        return str(college.api().post("/auth/token", body).get_json()["code"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = sorted(pool.map(guess, range(AT_ONCE)))

    assert codes == ["locked"] * (AT_ONCE - 5) + ["wrong_credentials"] * 5


def test_a_token_of_another_tenant_is_not_rotated(college: College, descent: Descent) -> None:
    other = college.installation.found_college()

    with other.unit_of_work() as session, pytest.raises(Unauthenticated):
        rotate(session, family_id=descent.family_id, refresh_id=descent.refresh_id)

    assert isinstance(_rotate(college, descent), Descent)


def _rotate(college: College, descent: Descent) -> Descent | Exception:
    refused: Exception
    with college.installation.database.unit_of_work(Who()) as session:
        enter_tenant(session, descent.tenant_id)
        try:
            return rotate(session, family_id=descent.family_id, refresh_id=descent.refresh_id)
        except Unauthenticated as error:
            refused = error  # as at the edge: what was stored before the refusal stays
    return refused
