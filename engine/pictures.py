"""Pictures of strangers: decoded within bounds, set upright, shrunk; nothing but the pixels stays."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """What a picture may be, and how much of it is kept.

    Parameters
    ----------
    max_bytes
        Size of the file.
    max_pixels
        Width times height as the file's header says; nothing larger is ever decoded.
    min_side
        The shorter side, in pixels.
    max_side
        The longer side after shrinking, in pixels.
    noun
        The word for it in messages.
    """

    max_bytes: int
    max_pixels: int
    min_side: int
    max_side: int
    noun: str = "picture"


class PictureFault(StrEnum):
    """What is wrong with a picture."""

    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    FORMAT = "format"
    DAMAGED = "damaged"


class PictureRefused(ValueError):
    """A picture that is not decoded, or cannot be."""

    def __init__(self, fault: PictureFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


def draw_picture(data: bytes, limits: PictureLimits, *, transparent: bool = False) -> Image.Image:
    """Decode a picture: upright, shrunk, in red, green and blue, and with ``transparent`` its opacity.

    JPEG, PNG and WebP are read, whatever the file calls itself. Size and dimensions are looked at
    before anything is decoded.

    Raises
    ------
    PictureRefused
        If it is too large, too small, of another format, or damaged.
    """
    if len(data) > limits.max_bytes:
        raise PictureRefused(
            PictureFault.TOO_LARGE,
            f"The {limits.noun} has {len(data):,} bytes, at most {limits.max_bytes:,} are taken.",
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs above a limit of its own, and of oddities that the pixels do not have.
            warnings.simplefilter("ignore")
            return _draw(data, limits, transparent)
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused(PictureFault.FORMAT, f"This is no JPEG, PNG or WebP {limits.noun}.") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except Exception as error:
        # A file that was made up can trip a decoder anywhere, with any kind of error.
        raise PictureRefused(PictureFault.DAMAGED, f"The {limits.noun} is damaged or incomplete.") from error


def _draw(data: bytes, limits: PictureLimits, transparent: bool) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > limits.max_pixels:
            raise _too_many_pixels(limits)
        if min(image.size) < limits.min_side:
            raise PictureRefused(
                PictureFault.TOO_SMALL,
                f"The {limits.noun} is {image.width} × {image.height} pixels; "
                f"either side must have {limits.min_side} at least.",
            )
        # A JPEG is decoded at a fraction of its size where that is still twice what is kept.
        image.draft("RGB", (2 * limits.max_side, 2 * limits.max_side))
        image.load()
        drawn = image.convert("RGBA" if transparent and image.has_transparency_data else "RGB")
    drawn.thumbnail((limits.max_side, limits.max_side), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(drawn)


def _too_many_pixels(limits: PictureLimits) -> PictureRefused:
    return PictureRefused(
        PictureFault.TOO_MANY_PIXELS, f"The {limits.noun} has more than {limits.max_pixels:,} pixels."
    )
