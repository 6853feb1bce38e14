"""Who is in a photo of the class: every face given to at most one person, every person to one face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from engine.face.gallery import Gallery
from engine.face.threshold import REVIEW


@dataclass(frozen=True, slots=True)
class Sighting:
    """A face of the photo, and whose it is.

    Parameters
    ----------
    face
        Row of the photo's encodings.
    person
        Row of the gallery; None for a stranger.
    distance
        To that person, or for a stranger to the nearest one; infinite if the gallery is empty.
    margin
        How much farther the nearest other person is; infinite if there is none. Negative if another
        person is nearer, who is given a face that suits even better. 0 for a stranger.
    """

    face: int
    person: int | None
    distance: float
    margin: float


def recognise(encodings: ArrayLike, gallery: Gallery, *, limit: float = REVIEW) -> list[Sighting]:
    """Give faces to people so that the sum of distances is least; one sighting a face, in their order.

    Nobody is given a face farther than ``limit``. To leave a face without a person costs ``limit``,
    so two faces near one person never push anybody to a far one.

    Raises
    ------
    ValueError
        If the encodings do not have the gallery's dimensions, or are not finite.
    """
    probes = np.asarray(encodings, np.float64)
    if not probes.size:
        return []
    if not len(gallery):
        return [Sighting(face, None, np.inf, 0.0) for face in range(len(probes))]
    distances = gallery.distances(probes)
    return [_sighting(face, person, distances[face]) for face, person in enumerate(_assign(distances, limit))]


def _assign(distances: NDArray[np.float64], limit: float) -> list[int | None]:
    """The person of each face, by linear assignment; of shape (faces,)."""
    faces, people = distances.shape
    # One more column for each face, which only costs the limit: to be nobody's.
    costs = np.hstack(
        [np.where(distances <= limit, distances, 2 * faces * limit), np.full((faces, faces), limit)]
    )
    _, columns = linear_sum_assignment(costs)
    return [int(column) if column < people else None for column in columns]


def _sighting(face: int, person: int | None, distances: NDArray[np.float64]) -> Sighting:
    if person is None:
        return Sighting(face, None, float(distances.min()), 0.0)
    others = np.delete(distances, person)
    nearest = float(others.min()) if len(others) else np.inf
    return Sighting(face, person, float(distances[person]), nearest - float(distances[person]))
