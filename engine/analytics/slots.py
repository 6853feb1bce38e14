"""Times of the week that are avoided, told from chance by shrinkage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR = 100.0
"""Attendances that the share of all slots counts for in each of them."""
CLEARLY = 1.2
"""How many times the share of all slots a slot's own must be to be avoided."""
MOST = 0.25
"""Of the slots; were more disliked, it would say nothing of any."""


@dataclass(frozen=True, slots=True)
class SlotAbsence:
    """A slot of the week.

    Parameters
    ----------
    count
        Attendances that are known of it.
    share
        Of absences, drawn towards that of all slots; None where nothing is known of any.
    is_avoided
        Whether it is among the worst, and clearly worse than the others.
    """

    count: int
    share: float | None
    is_avoided: bool


def slot_absences(came: NDArray[np.float64], absent: NDArray[np.float64]) -> list[SlotAbsence]:
    """How many were absent in each slot, from how many came and how many did not. Shapes ``(n,)``."""
    counts = came + absent
    if not counts.sum():
        return [SlotAbsence(0, None, False)] * len(came)
    usual = absent.sum() / counts.sum()
    share = (absent + PRIOR * usual) / (counts + PRIOR)
    worst = np.argsort(-share, kind="stable")[: int(MOST * len(share))]
    avoided = {int(slot) for slot in worst if share[slot] >= CLEARLY * usual > 0}
    return [
        SlotAbsence(int(count), float(part), slot in avoided)
        for slot, (count, part) in enumerate(zip(counts, share, strict=True))
    ]
