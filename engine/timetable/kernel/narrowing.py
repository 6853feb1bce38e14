"""Slots that no timetable can use, found by following orders and pins through the domains.

The annealing proposes only what is left: an event that must follow another cannot start the week,
and nobody can be taught while a pinned event of theirs runs. Moves to what is taken away are not
forbidden, they would merely break a rule; so the proofs need not know.
"""

from __future__ import annotations

import numpy as np

from engine.timetable.layout import BoolArray, Layout


def narrow(layout: Layout, slots_ok: BoolArray) -> BoolArray:
    """Admissible first slots less those that orders and pinned events exclude.

    Parameters
    ----------
    layout
        The problem, regrouped.
    slots_ok
        Admissible first slots, of shape (bundles, slots).

    Returns
    -------
    BoolArray
        The same or fewer; where nothing would be left, a bundle's slots are given back as they were.
    """
    slots = slots_ok.copy()
    fixed: set[int] = set()
    while True:
        _follow_orders(layout, slots)
        settled = [bundle for bundle in _settled(layout, slots) if bundle not in fixed]
        if not settled:
            break
        for bundle in settled:
            _keep_clear(layout, slots, bundle)
        fixed.update(settled)
    slots[~slots.any(1)] = slots_ok[~slots.any(1)]
    return slots


def _follow_orders(layout: Layout, slots: BoolArray) -> None:
    """Later bundles start after the earliest end of the earlier, these before the latest start of those."""
    changed = True
    while changed:
        changed = False
        for earlier, later in layout.ordered_bundles:
            if not slots[earlier].any() or not slots[later].any():
                continue
            duration = int(layout.duration[earlier])
            # An earlier bundle of several events ends no sooner than its last one can.
            starts = np.flatnonzero(slots[earlier])
            first = int(starts[min(len(starts), len(layout.bundles[earlier])) - 1]) + duration
            last = int(np.flatnonzero(slots[later])[-1]) - duration
            if slots[later, :first].any() or slots[earlier, last + 1 :].any():
                slots[later, :first] = False
                slots[earlier, max(0, last + 1) :] = False
                changed = True


def _settled(layout: Layout, slots: BoolArray) -> list[int]:
    """Bundles of one event that has one slot left."""
    return [b for b in np.flatnonzero(slots.sum(1) == 1).tolist() if len(layout.bundles[b]) == 1]


def _keep_clear(layout: Layout, slots: BoolArray, bundle: int) -> None:
    """Take from those in conflict with a settled bundle what would overlap with it."""
    where = np.flatnonzero(slots[bundle])
    if not len(where):
        return
    start, end = int(where[0]), int(where[0] + layout.duration[bundle])
    for other in layout.conflicts[bundle].tolist():
        if other != bundle:
            slots[other, max(0, start - int(layout.duration[other]) + 1) : end] = False
