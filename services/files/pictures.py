"""Pictures of strangers: decoded within bounds and drawn anew, so that nothing but the pixels stays."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from services.errors import Invalid, TooLarge

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
"""Twice what telephones take; the largest picture is 100 MB while it is decoded."""

MAX_SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP")


class BadPicture(Invalid):
    """The file is no picture that can be shown."""

    code = "bad_picture"


class PictureTooLarge(TooLarge):
    """The picture has more bytes or pixels than one of its kind needs."""

    code = "picture_too_large"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is safe to show."""

    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """How the name of a file of this kind ends."""
        return {"image/png": ".png", "image/jpeg": ".jpg"}[self.content_type]


def clean_picture(data: bytes, *, max_side: int = MAX_SIDE) -> Picture:
    """Draw an uploaded picture anew: upright, at most ``max_side`` pixels wide and high.

    JPEG, PNG and WebP are read, whatever the file calls itself. Places, names of devices, comments,
    colour profiles and whatever else hung on the file are gone. With transparency the result is a
    PNG, without it a JPEG.

    Raises
    ------
    PictureTooLarge
        If it has too many bytes, or says that it has too many pixels; those are not decoded then.
    BadPicture
        If it is no such picture, or is damaged.
    """
    if len(data) > MAX_BYTES:
        raise PictureTooLarge(f"The picture has {len(data):,} bytes, at most {MAX_BYTES:,} are taken.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs before ours is reached, and of oddities that the pixels do not have.
            warnings.simplefilter("ignore")
            return _draw_anew(data, max_side)
    except (PictureTooLarge, Image.DecompressionBombError) as error:
        raise PictureTooLarge(f"The picture has more than {MAX_PIXELS:,} pixels.") from error
    except Exception as error:
        # A file that was made up can trip a decoder anywhere, with any kind of error.
        raise BadPicture("This is no JPEG, PNG or WebP picture, or it is damaged.") from error


def _draw_anew(data: bytes, max_side: int) -> Picture:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise PictureTooLarge("Too many pixels.")
        # A JPEG is decoded at a fraction of its size where that is still large enough.
        image.draft("RGB", (2 * max_side, 2 * max_side))
        image.load()
        mode = "RGBA" if image.has_transparency_data else "RGB"
        converted = image.convert(mode)
    converted.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(converted)
    drawn = Image.new(mode, upright.size)
    drawn.paste(upright)
    content = BytesIO()
    if mode == "RGBA":
        drawn.save(content, "PNG", optimize=True)
        return Picture(content.getvalue(), "image/png", *drawn.size)
    drawn.save(content, "JPEG", quality=88, optimize=True)
    return Picture(content.getvalue(), "image/jpeg", *drawn.size)
