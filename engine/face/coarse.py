"""A gallery in bytes: a quarter of the memory to read, and never a neighbour missed."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

STEPS = 127
"""Largest number of a byte with a sign."""

ROUNDING = 2e-5
"""More than single precision loses of half a squared distance, as a share of the squared lengths."""

BLOCKS = 64
"""Blocks for each neighbour asked for: it is rare that two of the nearest share one."""

MANY = 2000
"""Candidates beyond which the gallery itself is compared sooner than they are."""


class CoarseGallery:
    """Faces rounded to bytes, each row by a scale of its own.

    A rounded face ĝ lies at most ``error`` from the true one, so distances to it are wrong by no more.
    With a the k-th least distance to rounded faces, the k-th nearest is at most a + error away, and
    whoever is that near has a rounded face within a + 2 error: these few are the candidates. Rounding
    one side only keeps the error small [1]_.

    Parameters
    ----------
    matrix
        Of shape (people, dimensions); it is not kept. A byte a number is.

    References
    ----------
    .. [1] Jégou, H., Douze, M., Schmid, C. (2011). Product quantization for nearest neighbor search.
       IEEE Transactions on Pattern Analysis and Machine Intelligence 33(1). (Asymmetric distances.)
    """

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        scales = np.abs(matrix).max(axis=1) / np.float32(STEPS)
        scales[scales == 0] = 1
        self._rows = np.rint(matrix / scales[:, None]).astype(np.int8)
        self._scales = scales
        rounded = self._rows * scales[:, None]
        self._half_norms: NDArray[np.float32] = np.einsum("ij,ij->i", rounded, rounded) / np.float32(2)
        self._largest = 2 * float(self._half_norms.max(initial=0))
        rounded -= matrix
        self._error = float(np.sqrt(np.einsum("ij,ij->i", rounded, rounded).max(initial=0)))

    def candidates(self, probe: NDArray[np.float64], k: int) -> NDArray[np.int64] | None:
        """Rows among which the k nearest to a probe surely are; None if they are too many to be of use.

        Parameters
        ----------
        probe
            Of shape (dimensions,).
        k
            At most the number of people.
        """
        values = np.empty(len(self._rows), np.float32)
        _scan(self._rows, self._scales, self._half_norms, probe.astype(np.float32), values)
        length = float(probe @ probe)
        slack = ROUNDING * (length + self._largest)
        farthest = np.sqrt(max(0.0, 2 * (_kth_least(values, k) + slack) + length)) + 2 * self._error
        near = np.flatnonzero(values <= (farthest**2 - length) / 2 + slack)
        return near if len(near) <= MANY + k else None


def _kth_least(values: NDArray[np.float32], k: int) -> float:
    """The k-th least, or a little more, but never less: the k least of each block's least."""
    block = max(1, len(values) // (BLOCKS * k))
    least = np.minimum.reduceat(values, np.arange(0, len(values), block))
    return float(np.partition(least, k - 1)[k - 1])


@njit(cache=True, fastmath=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore] # no hints
def _scan(
    rows: NDArray[np.int8],
    scales: NDArray[np.float32],
    half_norms: NDArray[np.float32],
    probe: NDArray[np.float32],
    values: NDArray[np.float32],
) -> None:
    """Write half the squared distance of each row to a probe, less half the probe's length squared."""
    for row in range(len(rows)):
        product = np.float32(0)
        for number in range(len(probe)):
            product += np.float32(rows[row, number]) * probe[number]
        values[row] = half_norms[row] - scales[row] * product
