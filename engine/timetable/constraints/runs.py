"""What an event meets on its way through several slots, for all bundles and first slots at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.timetable.layout import Layout


def starts_running_into(layout: Layout, closed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """First slots from which a bundle runs into a slot closed to it, both of shape (bundles, slots)."""
    blocked = closed.copy()
    for longer in range(1, int(layout.duration.max(initial=1))):
        still = layout.duration > longer
        blocked[still, :-longer] |= closed[still, longer:]
    return blocked


def summed_over_run(layout: Layout, price: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum of a bundle's prices of slots from each first slot on, both of shape (bundles, slots)."""
    total = price.copy()
    for longer in range(1, int(layout.duration.max(initial=1))):
        still = layout.duration > longer
        total[still, :-longer] += price[still, longer:]
    return total
