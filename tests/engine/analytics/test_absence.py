"""Absences are forecast better than by their base rate, and with probabilities that come true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.analytics.absence import LEAST_ROWS, forecast_absence, tells_enough
from engine.analytics.absence_design import Attendances, standing_of

PEOPLE, COURSES, DAYS, SLOTS = 60, 6, 50, 4
FRIDAY = 4


def _made_up(seed: int = 1) -> tuple[Attendances, NDArray[np.float64]]:
    """Everybody in a session of each slot and day; log-odds of persons, and more on Fridays."""
    rng = np.random.default_rng(seed)
    day, slot, person = (
        part.ravel()
        for part in np.meshgrid(np.arange(DAYS), np.arange(SLOTS), np.arange(PEOPLE), indexing="ij")
    )
    course, weekday = (person + slot) % COURSES, day % 5
    odds = -2.2 + rng.normal(0, 1, PEOPLE)[person] + 1.2 * (weekday == FRIDAY)
    truth = 1 / (1 + np.exp(-odds))
    attendances = Attendances(
        person=person, course=course, weekday=weekday, slot=slot, day=day, absent=rng.random(len(day)) < truth
    )
    return attendances, truth


def _rows(*absent: bool, days: list[int] | None = None) -> Attendances:
    """One person in one course."""
    zeros = np.zeros(len(absent), np.int64)
    day = np.arange(len(absent)) if days is None else np.array(days)
    return Attendances(
        person=zeros, course=zeros, weekday=zeros, slot=zeros, day=day, absent=np.array(absent, np.bool_)
    )


def _brier(probability: NDArray[np.float64], absent: NDArray[np.bool_]) -> float:
    return float(np.mean((probability - absent) ** 2))


def test_the_weeks_after_are_forecast_nearly_as_well_as_by_the_truth() -> None:
    attendances, truth = _made_up()
    cut = 40 * SLOTS * PEOPLE
    after = attendances.part(slice(cut, None))

    found = forecast_absence(attendances.part(slice(0, cut))).probabilities(after)

    base = np.full(len(after), attendances.absent[:cut].mean())
    best, plain = _brier(truth[cut:], after.absent), _brier(base, after.absent)
    assert _brier(found, after.absent) < best + 0.15 * (plain - best)


def test_probabilities_come_true() -> None:
    attendances, _ = _made_up(2)
    cut = 40 * SLOTS * PEOPLE
    after = attendances.part(slice(cut, None))

    found = forecast_absence(attendances.part(slice(0, cut))).probabilities(after)

    for part in np.array_split(np.argsort(found), 4):
        assert found[part].mean() == pytest.approx(after.absent[part].mean(), abs=0.05)


def test_fridays_are_told_from_other_days() -> None:
    attendances, _ = _made_up(3)

    effects = forecast_absence(attendances).effects("weekday")

    assert int(np.argmax(effects)) == FRIDAY
    assert effects[FRIDAY] - np.delete(effects, FRIDAY).mean() == pytest.approx(1.2, abs=0.35)


def test_somebody_new_is_forecast_as_anybody() -> None:
    attendances, _ = _made_up()
    few = attendances.part(slice(0, 5))
    stranger = replace(few, person=np.full(5, -1), course=np.full(5, -1), slot=np.full(5, -1))
    later = replace(few, person=np.full(5, PEOPLE + 7), course=np.full(5, COURSES + 1))

    forecast = forecast_absence(attendances)

    for unknown in (stranger, later):
        found = forecast.probabilities(unknown)
        assert np.all((found > 0.3 * forecast.base_rate) & (found < 3 * forecast.base_rate))


def test_a_longer_streak_makes_an_absence_more_probable() -> None:
    rng = np.random.default_rng(4)
    absent = [False]
    for _ in range(3000):
        absent.append(bool(rng.random() < (0.7 if absent[-1] else 0.1)))
    history = _rows(*absent)

    after_absence = forecast_absence(_rows(*absent, True)).probabilities(_rows(False))
    after_presence = forecast_absence(_rows(*absent, False)).probabilities(_rows(False))

    assert len(history) == 3001
    assert after_absence[0] > after_presence[0] + 0.2


def test_nothing_of_the_same_day_is_known() -> None:
    known = standing_of(_rows(True, True, False, True, days=[0, 1, 1, 2])).before

    streaks = np.expm1(known[:, 0]).round()

    assert streaks.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "history",
    [
        _rows(*[False] * LEAST_ROWS),
        _rows(*[True] * LEAST_ROWS),
        _rows(*[True, False] * (LEAST_ROWS // 4)),
        _rows(),
    ],
)
def test_what_tells_nothing_is_refused(history: Attendances) -> None:
    assert not tells_enough(history)
    with pytest.raises(ValueError, match="expected at least 200"):
        forecast_absence(history)


def test_columns_of_different_length_or_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        replace(_rows(True, False), absent=np.array([True]))
    with pytest.raises(ValueError, match="in order of their days"):
        _rows(True, False, days=[1, 0])
