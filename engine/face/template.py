"""What is kept of a person: the mean of a few encodings, checked to be of one person and of nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.face.encode import EncodedFace, Encoding
from engine.face.gallery import Gallery
from engine.face.refusal import Fault, PhotoRefused
from engine.face.threshold import ACCEPT, REVIEW

MIN_PHOTOS = 3
MAX_PHOTOS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One person as enrolled.

    Parameters
    ----------
    encoding
        Mean of the photos' encodings; of shape (128,).
    photos
        How many photos it is the mean of.
    spread
        Distance of the photo farthest from the mean.
    """

    encoding: Encoding
    photos: int
    spread: float


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Two rows of a gallery, the lower one first, that may be one person enrolled twice."""

    first: int
    second: int
    distance: float


def make_template(faces: Sequence[EncodedFace], *, limit: float = ACCEPT) -> Template:
    """Take the mean of 3 to 5 photos of one person.

    The mean of three accepts 98.7 % of genuine photos at distance 0.50, a single photo 84 % (Labeled
    Faces in the Wild). Each photo must be within ``limit`` of the mean of the others, so that nobody
    is enrolled together with a friend.

    Raises
    ------
    PhotoRefused
        With ``too_few_photos``, ``too_many_photos``, ``same_photo_twice`` or ``different_people``.
    """
    _refuse_wrong_number(faces)
    encodings = np.array([face.encoding for face in faces], np.float64)
    others = (encodings.sum(0) - encodings) / (len(faces) - 1)
    apart = np.linalg.norm(encodings - others, axis=1)
    odd = int(apart.argmax())
    if not apart[odd] <= limit:
        raise PhotoRefused(
            Fault.DIFFERENT_PEOPLE,
            f"Photo {odd + 1} seems to show somebody else than the others "
            f"(distance {apart[odd]:.2f}, at most {limit:.2f} is taken).",
        )
    mean = encodings.mean(0)
    return Template(mean, len(faces), float(np.linalg.norm(encodings - mean, axis=1).max()))


def lookalikes_of(encoding: Encoding, gallery: Gallery, *, limit: float = REVIEW) -> list[tuple[int, float]]:
    """Rows of the gallery within ``limit`` of a new template, closest first, with their distances.

    To be asked before a person is enrolled: the same face may be there under another name.
    """
    found = gallery.within(encoding, limit)
    return list(zip(found.indices[0].tolist(), found.distances[0].tolist(), strict=True))


def all_lookalikes(gallery: Gallery, *, limit: float = ACCEPT) -> list[Lookalikes]:
    """Every pair of a gallery within ``limit``, closest first.

    Time grows with the square of the number of people: 10,000 take a few seconds.
    """
    return [Lookalikes(*pair) for pair in gallery.pairs_within(limit)]


def _refuse_wrong_number(faces: Sequence[EncodedFace]) -> None:
    if len(faces) < MIN_PHOTOS:
        raise PhotoRefused(
            Fault.TOO_FEW_PHOTOS, f"{len(faces)} photos are not enough; {MIN_PHOTOS} are needed."
        )
    if len(faces) > MAX_PHOTOS:
        raise PhotoRefused(
            Fault.TOO_MANY_PHOTOS, f"{len(faces)} photos are too many; at most {MAX_PHOTOS} are taken."
        )
    if len({face.digest for face in faces}) < len(faces):
        raise PhotoRefused(
            Fault.SAME_PHOTO_TWICE, "A photo was sent twice; the template needs different ones."
        )
