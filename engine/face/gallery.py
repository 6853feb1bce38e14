"""The faces that a face is compared with, laid out for comparing fast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from engine.face.coarse import CoarseGallery

BLOCK = 8192
"""Rows of the gallery compared with a batch at once: what comes between the steps stays in the cache."""

LARGE = 4096
"""People from which on a single face is compared with the gallery in bytes first."""

FEW = 8
"""So many least numbers of a row are found faster by as many searches than by partitioning it."""

SLACK = 1e-4
"""More than single precision loses of half a squared distance between encodings."""

CELLS = 4_000_000
"""Distances between people of one gallery that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest faces of the gallery to each probe, closest first.

    Parameters
    ----------
    indices
        Rows of the gallery; of shape (probes, k).
    distances
        Of the same shape; exact to double precision.
    """

    indices: NDArray[np.int64]
    distances: NDArray[np.float64]

    @property
    def margins(self) -> NDArray[np.float64]:
        """How much farther the second nearest is; infinite where there is none. Of shape (probes,)."""
        if self.distances.shape[1] < 2:
            return np.full(len(self.distances), np.inf)
        margins: NDArray[np.float64] = self.distances[:, 1] - self.distances[:, 0]
        return margins


class Gallery:
    """Templates of people, one a row.

    Squared distances are ‖g‖² − 2 g·q + ‖q‖². Half of ‖g‖² is kept, so that a query is one product
    of a matrix and a vector, which reads the gallery once: the speed of memory is the limit. A single
    face reads a large gallery in bytes first, laid out when it is first asked for, which is four times
    less; many at once read the gallery in blocks that stay in the cache.
    The order comes from single precision; the distances of those found are computed again in double.

    Parameters
    ----------
    encodings
        Of shape (people, dimensions); copied, 512 bytes a person with 128 dimensions, and 128 once it
        was asked for in bytes.

    Raises
    ------
    ValueError
        If it is no such matrix, or holds numbers that are not finite or larger than 100.
    """

    def __init__(self, encodings: ArrayLike) -> None:
        matrix = np.array(encodings, np.float32, order="C", copy=True)
        if matrix.ndim != 2 or not matrix.shape[1]:
            raise ValueError(f"A gallery has one row a person, not the shape {matrix.shape}.")
        _refuse_nonsense(matrix, "gallery")
        self._matrix = matrix
        self._half_norms: NDArray[np.float32] = np.einsum("ij,ij->i", matrix, matrix) / np.float32(2)

    def __len__(self) -> int:
        return len(self._matrix)

    @property
    def dimensions(self) -> int:
        """Numbers in an encoding."""
        return int(self._matrix.shape[1])

    @property
    def encodings(self) -> NDArray[np.float32]:
        """The rows, not to be written to; of shape (people, dimensions)."""
        view = self._matrix.view()
        view.flags.writeable = False
        return view

    def distances(self, probes: ArrayLike) -> NDArray[np.float64]:
        """Distance of every probe to everybody; of shape (probes, people), in double precision.

        For groups: it takes time and memory in proportion to probes × people × dimensions.
        """
        batch = self._batch(probes)
        rows = self._matrix.astype(np.float64)
        return np.array([np.linalg.norm(rows - probe, axis=1) for probe in batch]).reshape(
            len(batch), len(rows)
        )

    def nearest(self, probes: ArrayLike, k: int = 2) -> Nearest:
        """The k nearest to each probe, or all if there are fewer; of several equally far, any.

        Raises
        ------
        ValueError
            If the gallery is empty, k is not positive, or the probes are not of its kind.
        """
        if not len(self):
            raise ValueError("The gallery is empty: there is nobody to compare with.")
        if k < 1:
            raise ValueError(f"k is {k}, at least 1 is expected.")
        batch = self._batch(probes)
        k = min(k, len(self))
        candidates = self._near_one(batch[0], k) if len(batch) == 1 else self._in_blocks(batch, k)
        return self._ranked(batch, candidates, k)

    def within(self, probe: ArrayLike, limit: float) -> Nearest:
        """Everybody at most ``limit`` from one probe, closest first; of shape (1, found)."""
        batch = self._batch(probe)
        if len(batch) != 1:
            raise ValueError(f"One probe is expected, not {len(batch)}.")
        halves = self._half_norms - self._matrix @ batch[0].astype(np.float32)
        # A little more than the limit; what is found is measured exactly, and cut off there.
        bound = (limit**2 - float(batch[0] @ batch[0])) / 2 + SLACK
        near = np.flatnonzero(halves <= bound)[None]
        ranked = self._ranked(batch, near, near.size)
        count = int((ranked.distances[0] <= limit).sum())
        return Nearest(ranked.indices[:, :count], ranked.distances[:, :count])

    def pairs_within(self, limit: float) -> list[tuple[int, int, float]]:
        """Every two people at most ``limit`` apart, with their distance; closest first.

        Time grows with the square of the number of people.
        """
        strip = max(1, CELLS // max(len(self), 1))
        found = []
        for start in range(0, len(self), strip):
            rows = self._matrix[start : start + strip]
            halves = self._half_norms[start : start + strip, None] + self._half_norms[start:]
            halves -= rows @ self._matrix[start:].T
            first, second = np.nonzero(halves <= limit**2 / 2 + SLACK)
            found.append(np.stack([first, second], 1)[first < second] + start)
        pairs = np.concatenate(found) if found else np.empty((0, 2), np.int64)
        apart = np.linalg.norm(
            self._matrix[pairs[:, 0]].astype(np.float64) - self._matrix[pairs[:, 1]], axis=1
        )
        order = [place for place in np.argsort(apart, kind="stable") if apart[place] <= limit]
        return [(int(pairs[p, 0]), int(pairs[p, 1]), float(apart[p])) for p in order]

    def _batch(self, probes: ArrayLike) -> NDArray[np.float64]:
        batch = np.atleast_2d(np.asarray(probes, np.float64))
        if batch.ndim != 2 or batch.shape[1] != self.dimensions:
            raise ValueError(
                f"Probes have {batch.shape[-1]} dimensions in the shape {batch.shape}, "
                f"gallery {self.dimensions}."
            )
        _refuse_nonsense(batch, "probes")
        return batch

    @cached_property
    def _coarse(self) -> CoarseGallery:
        # Numba takes half a second to load, which only large galleries are worth.
        from engine.face.coarse import CoarseGallery

        return CoarseGallery(self._matrix)

    def _near_one(self, probe: NDArray[np.float64], k: int) -> NDArray[np.int64]:
        """Rows among which the k nearest to one probe are; of shape (1, at least k)."""
        near = self._coarse.candidates(probe, k) if len(self) >= LARGE else None
        return self._at_once(probe, k) if near is None else near[None]

    def _at_once(self, probe: NDArray[np.float64], k: int) -> NDArray[np.int64]:
        """Rows of the k nearest to one probe; of shape (1, k)."""
        values = self._matrix @ probe.astype(np.float32)
        np.subtract(self._half_norms, values, out=values)
        return _least_of_rows(values[None], k)

    def _in_blocks(self, batch: NDArray[np.float64], k: int) -> NDArray[np.int64]:
        """Rows of the k nearest of each block, all blocks side by side; of shape (probes, …)."""
        singles, found = batch.astype(np.float32), []
        # One place for all blocks: fresh memory for each would take longer than the products.
        space = np.empty(len(batch) * min(BLOCK, len(self)), np.float32)
        for start in range(0, len(self), BLOCK):
            stop = min(start + BLOCK, len(self))
            # Probes by people, so that the search for the least runs along memory.
            values = space[: len(batch) * (stop - start)].reshape(len(batch), -1)
            np.matmul(singles, self._matrix[start:stop].T, out=values)
            np.subtract(self._half_norms[start:stop], values, out=values)
            found.append(_least_of_rows(values, k) + start)
        return np.concatenate(found, axis=1)

    def _ranked(self, batch: NDArray[np.float64], candidates: NDArray[np.int64], k: int) -> Nearest:
        """The k nearest among candidates, by exact distance; equally far ones by row."""
        exact = np.linalg.norm(self._matrix[candidates] - batch[:, None, :], axis=2)
        order = np.lexsort((candidates, exact), axis=1)[:, :k]
        return Nearest(np.take_along_axis(candidates, order, 1), np.take_along_axis(exact, order, 1))


def distance(one: ArrayLike, other: ArrayLike) -> float:
    """Euclidean distance of two encodings: 1:1, against the person somebody claims to be.

    Raises
    ------
    ValueError
        If they have different shapes or are not finite.
    """
    first, second = np.asarray(one, np.float64), np.asarray(other, np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError(f"Encodings of the shapes {first.shape} and {second.shape} cannot be compared.")
    _refuse_nonsense(np.stack([first, second]), "encodings")
    return float(np.linalg.norm(first - second))


def _refuse_nonsense(matrix: NDArray[np.floating], name: str) -> None:
    # Encodings are about 1.4 long; numbers in the thousands would eat the precision of the rest.
    largest = np.abs(matrix).max(initial=0)
    if not largest <= 100:
        raise ValueError(f"The {name} hold {largest}; encodings are numbers of at most 100.")


def _least_of_rows(values: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Columns of the k least of each row; few of them are found by looking again, which spoils values."""
    k = min(k, values.shape[1])
    if k > FEW:
        return np.argpartition(values, k - 1, axis=1)[:, :k]
    rows, found = np.arange(len(values)), np.empty((len(values), k), np.int64)
    for place in range(k):
        found[:, place] = values.argmin(1)
        values[rows, found[:, place]] = np.inf
    return found
