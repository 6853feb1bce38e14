"""Pictures of strangers: decoded within bounds and drawn anew, so that nothing but the pixels stays."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from engine.pictures import PictureFault, PictureLimits, PictureRefused, draw_picture
from services.errors import Invalid, TooLarge

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
"""Twice what telephones take; the largest picture is 100 MB while it is decoded."""

MAX_SIDE = 512


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
    limits = PictureLimits(max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS, min_side=1, max_side=max_side)
    try:
        upright = draw_picture(data, limits, transparent=True)
    except PictureRefused as error:
        if error.fault in (PictureFault.TOO_LARGE, PictureFault.TOO_MANY_PIXELS):
            raise PictureTooLarge(str(error)) from error
        raise BadPicture("This is no JPEG, PNG or WebP picture, or it is damaged.") from error
    drawn = Image.new(upright.mode, upright.size)
    drawn.paste(upright)
    content = BytesIO()
    if drawn.mode == "RGBA":
        drawn.save(content, "PNG", optimize=True)
        return Picture(content.getvalue(), "image/png", *drawn.size)
    drawn.save(content, "JPEG", quality=88, optimize=True)
    return Picture(content.getvalue(), "image/jpeg", *drawn.size)
