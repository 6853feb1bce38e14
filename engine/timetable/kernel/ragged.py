"""Lists of unequal length as flat arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def ragged(lists: Sequence[Sequence[int] | NDArray[np.int64]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Offsets, of shape (lists + 1,), and all items in one array: list `i` is ``flat[at[i]:at[i + 1]]``."""
    at = np.zeros(len(lists) + 1, np.int32)
    at[1:] = np.cumsum([len(items) for items in lists])
    flat = np.concatenate([np.zeros(0, np.int32), *(np.asarray(items, np.int32) for items in lists)])
    return at, flat
