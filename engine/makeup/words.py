"""Arithmetic on *day words*: one date of somebody as bits, bit ``i`` for slot ``i`` of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]


def run_words(duration: int, slots_per_day: int) -> Words:
    """Slots in use from each start of the day, those past its end left out; of shape (starts,)."""
    full = (1 << slots_per_day) - 1
    return np.array([((1 << duration) - 1) << start & full for start in range(slots_per_day)], np.uint32)


def starts_within(free: Words, duration: int) -> Words:
    """Starts from which so many slots in a row are free, as bits."""
    starts = free.copy()
    for longer in range(1, duration):
        starts &= free >> np.uint32(longer)
    return starts


def load_of(words: Words) -> NDArray[np.int64]:
    """Slots in use."""
    return np.bitwise_count(words).astype(np.int64)


def idle_of(words: Words) -> NDArray[np.int64]:
    """Free slots between the first and the last in use."""
    below_last = words.copy()
    for shift in (1, 2, 4, 8, 16):
        below_last |= below_last >> np.uint32(shift)
    first = words & (~words + np.uint32(1))
    below_first = np.where(first > 0, first - np.uint32(1), np.uint32(0))
    return load_of(below_last & ~words & ~below_first)


def has_bits(words: Words, slots_per_day: int) -> NDArray[np.bool_]:
    """Bits spelt out: of shape (…, slots)."""
    bits: Words = words[..., None] >> np.arange(slots_per_day, dtype=np.uint32) & np.uint32(1)
    spelt_out: NDArray[np.bool_] = bits > 0
    return spelt_out
