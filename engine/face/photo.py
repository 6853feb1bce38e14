"""Photos of strangers: decoded within bounds, set upright, shrunk, and reduced to bare pixels."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from engine.face.refusal import Fault, PhotoRefused
from engine.pictures import PictureLimits, PictureRefused, draw_picture

Pixels = NDArray[np.uint8]
"""Rows of red, green and blue; of shape (height, width, 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLimits(PictureLimits):
    """What a photo of a face may be; below 80 pixels no face could be found."""

    max_bytes: int = 8 * 1024 * 1024
    max_pixels: int = 25_000_000
    min_side: int = 80
    max_side: int = 800
    noun: str = "photo"


SINGLE = PhotoLimits()
"""Photos of one person."""

CLASS = PhotoLimits(max_side=2400)
"""Photos of many: a face that is 80 pixels wide, the least that is found, is 1/30 of the width."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """The pixels of a photo, without anything else that hung on the file.

    Parameters
    ----------
    pixels
        Of shape (height, width, 3), the longer side at most the limit's ``max_side``.
    digest
        SHA-256 of size and pixels: the same for a file of which only the metadata were changed.
    """

    pixels: Pixels
    digest: bytes

    @property
    def width(self) -> int:
        """Width in pixels, after shrinking."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels, after shrinking."""
        return int(self.pixels.shape[0])


def read_photo(data: bytes, limits: PhotoLimits = SINGLE) -> Photo:
    """Decode a photo: upright, shrunk, in red, green and blue.

    JPEG, PNG and WebP are read, whatever the file calls itself. Size and dimensions are looked at
    before anything is decoded.

    Raises
    ------
    PhotoRefused
        With ``photo_too_large``, ``photo_too_many_pixels``, ``photo_too_small``, ``photo_format`` or
        ``photo_damaged``.
    """
    try:
        image = draw_picture(data, limits)
    except PictureRefused as error:
        raise PhotoRefused(Fault(f"photo_{error.fault}"), str(error)) from error
    pixels = np.ascontiguousarray(np.asarray(image))
    pixels.flags.writeable = False
    return Photo(pixels, sha256(repr(pixels.shape).encode() + pixels.tobytes()).digest())
