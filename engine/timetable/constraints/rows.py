"""Arithmetic on the layout's rows, for the rules about days of groups and teachers."""

from __future__ import annotations

import numpy as np

from engine.timetable.layout import IntArray, Layout, Row


def row_price(row: Row, *, group: int, teacher: int) -> int:
    """What all owners of a row pay together, given the price for one group and one teacher."""
    return group * len(row.groups) + teacher * len(row.teachers)


def row_loads(layout: Layout) -> IntArray:
    """Slots that the events of a row take in a week pattern, of shape (rows, patterns)."""
    load = layout.patterns_of * layout.duration[:, None]
    sums = [load[layout.bundle_of[list(row.events)]].sum(0) for row in layout.rows]
    return np.array(sums, np.int64).reshape(len(layout.rows), len(layout.patterns))
