"""What is seen in photos, as it travels between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A photo of somebody, or a face in a photo of many, as it was looked at.

    Parameters
    ----------
    encoding
        128 numbers, to be compared; None if there is a fault.
    digest
        Of the photo's pixels, to find it when it is sent again; store it through
        :func:`services.presence.photos.keyed_digest` only.
    fault
        Code of why there is no encoding.
    words
        The same as a sentence for whoever took the photo.
    picture
        The photo drawn anew as a small JPEG without anything else that hung on the file; of a photo of
        many the one face. None if it could not be read.
    """

    encoding: NDArray[np.float64] | None
    digest: bytes
    fault: str | None = None
    words: str | None = None
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why photos are not good enough to be enrolled by; ``photo`` counts from 1, None means all of them."""

    code: str
    words: str
    photo: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Enrolment:
    """The mean of several photos of one person, or what is wrong with them."""

    encoding: NDArray[np.float64] | None = None
    photos: int = 0
    spread: float = 0.0
    flaws: tuple[Flaw, ...] = ()
