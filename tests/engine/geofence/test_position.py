"""What a reported position proves."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from engine.geofence import (
    Circle,
    Earlier,
    Place,
    Platform,
    Position,
    judge_position,
    least_speed_ms,
    sigma_m,
)

HALL = Place(53.3438, -6.2546)
FENCE = Circle(HALL, 100)
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


def position(north_m: float = 0.0, accuracy_m: float | None = 10.0, *, mocked: bool = False) -> Position:
    """So far north of the hall, on an Android telephone."""
    return Position(Place(HALL.lat + north_m / 111_278, HALL.lon), accuracy_m, Platform.ANDROID, mocked)


@pytest.mark.parametrize(
    ("platform", "share"), [(Platform.ANDROID, 0.68), (Platform.IOS, 0.68), (Platform.WEB, 0.95)]
)
def test_the_accuracy_holds_the_share_of_positions_that_the_platform_promises(
    platform: Platform, share: float
) -> None:
    sigma = sigma_m(20.0, platform)
    errors = np.random.default_rng(3).normal(0, sigma, (2, 100_000))

    assert (np.hypot(*errors) < 20).mean() == pytest.approx(share, abs=0.005)


def test_what_is_worse_than_the_worst_or_missing_counts_as_the_worst() -> None:
    assert sigma_m(1e9, Platform.WEB) == sigma_m(None, Platform.WEB) == sigma_m(150, Platform.WEB)


@pytest.mark.parametrize("accuracy_m", [0.0, -1.0, math.nan, math.inf])
def test_an_impossible_accuracy_gives_no_probability(accuracy_m: float) -> None:
    presence = judge_position(position(accuracy_m=accuracy_m), FENCE, at=NOON)

    assert presence.probability is None
    assert not presence.is_possible
    with pytest.raises(ValueError, match="impossible"):
        sigma_m(accuracy_m, Platform.IOS)


def test_in_the_middle_of_the_fence_one_is_inside_and_far_away_not() -> None:
    near = judge_position(position(), FENCE, at=NOON)
    edge = judge_position(position(100), FENCE, at=NOON)
    far = judge_position(position(5000), FENCE, at=NOON)

    assert near.probability == pytest.approx(1)
    assert edge.probability == pytest.approx(0.5, abs=0.03)
    assert far.probability == 0


def test_the_mock_flag_is_handed_on() -> None:
    assert judge_position(position(mocked=True), FENCE, at=NOON).mocked


def test_a_way_that_the_errors_explain_takes_no_speed() -> None:
    before = Earlier(position(150, accuracy_m=100), NOON - timedelta(seconds=5))

    assert judge_position(position(), FENCE, at=NOON, earlier=before).speed_ms == 0


def test_speed_is_the_rest_of_the_way_over_the_time() -> None:
    before = Earlier(position(100_000), NOON - timedelta(minutes=10))

    speed = judge_position(position(), FENCE, at=NOON, earlier=before).speed_ms

    explained = 2 * 10 * math.sqrt(math.log(0.05) / math.log(0.32))
    assert speed == pytest.approx((100_000 - explained) / 600, rel=0.001)


def test_two_places_at_one_time_take_infinite_speed_in_either_order() -> None:
    here, there = Earlier(position(), NOON), Earlier(position(5000), NOON)

    assert least_speed_ms(here, there) == least_speed_ms(there, here) == math.inf


def test_an_impossible_accuracy_explains_no_more_than_the_worst() -> None:
    strange = Earlier(position(10_000, accuracy_m=-1), NOON - timedelta(minutes=1))
    worst = Earlier(position(10_000, accuracy_m=150), NOON - timedelta(minutes=1))
    here = Earlier(position(), NOON)

    assert least_speed_ms(strange, here) == least_speed_ms(worst, here)
