"""Photos of strangers: decoded within bounds, set upright, shrunk, and reduced to bare pixels."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.face.refusal import Fault, PhotoRefused

Pixels = NDArray[np.uint8]
"""Rows of red, green and blue; of shape (height, width, 3)."""

FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What a photo may be, and how much of it is kept.

    Parameters
    ----------
    max_bytes
        Size of the file.
    max_pixels
        Width times height as the file's header says; nothing larger is ever decoded.
    min_side
        The shorter side, in pixels; below, no face could be found.
    max_side
        The longer side after shrinking, in pixels.
    """

    max_bytes: int = 8 * 1024 * 1024
    max_pixels: int = 25_000_000
    min_side: int = 80
    max_side: int = 800


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
    if len(data) > limits.max_bytes:
        raise PhotoRefused(
            Fault.PHOTO_TOO_LARGE,
            f"The photo has {len(data):,} bytes, at most {limits.max_bytes:,} are taken.",
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs above a limit of its own, and of oddities that the pixels do not have.
            warnings.simplefilter("ignore")
            pixels = np.asarray(_draw(data, limits))
    except PhotoRefused:
        raise
    except UnidentifiedImageError as error:
        raise PhotoRefused(Fault.PHOTO_FORMAT, "This is no JPEG, PNG or WebP photo.") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except Exception as error:
        # A file that was made up can trip a decoder anywhere, with any kind of error.
        raise PhotoRefused(Fault.PHOTO_DAMAGED, "The photo is damaged or incomplete.") from error
    pixels = np.ascontiguousarray(pixels)
    pixels.flags.writeable = False
    return Photo(pixels, sha256(repr(pixels.shape).encode() + pixels.tobytes()).digest())


def _draw(data: bytes, limits: PhotoLimits) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > limits.max_pixels:
            raise _too_many_pixels(limits)
        if min(image.size) < limits.min_side:
            raise PhotoRefused(
                Fault.PHOTO_TOO_SMALL,
                f"The photo is {image.width} × {image.height} pixels; "
                f"either side must have {limits.min_side} at least.",
            )
        # A JPEG is decoded at a fraction of its size where that is still twice what is kept.
        image.draft("RGB", (2 * limits.max_side, 2 * limits.max_side))
        image.load()
        drawn = image.convert("RGB")
    drawn.thumbnail((limits.max_side, limits.max_side), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(drawn)


def _too_many_pixels(limits: PhotoLimits) -> PhotoRefused:
    return PhotoRefused(Fault.PHOTO_TOO_MANY_PIXELS, f"The photo has more than {limits.max_pixels:,} pixels.")
