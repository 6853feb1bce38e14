"""Times of the week are avoided only where it is clear that more are absent then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.analytics.slots import slot_absences


def _avoided(came: Sequence[float], absent: Sequence[float]) -> list[int]:
    found = slot_absences(np.array(came), np.array(absent))
    return [slot for slot, one in enumerate(found) if one.is_avoided]


def test_a_slot_that_is_clearly_worse_is_avoided() -> None:
    assert _avoided([900, 900, 900, 700], [100, 100, 100, 300]) == [3]


def test_a_slot_of_which_little_is_known_is_not() -> None:
    assert _avoided([900, 900, 900, 7], [100, 100, 100, 3]) == []


def test_at_most_a_quarter_is_avoided() -> None:
    assert _avoided([9000] * 4 + [500, 400, 300, 200], [100] * 4 + [500, 600, 700, 800]) == [6, 7]


def test_nothing_is_avoided_where_nothing_is_known_or_nobody_was_absent() -> None:
    found = slot_absences(np.zeros(3), np.zeros(3))

    assert [one.share for one in found] == [None] * 3
    assert _avoided([0, 0], [0, 0]) == []
    assert _avoided([10, 10, 10, 10], [0, 0, 0, 0]) == []
