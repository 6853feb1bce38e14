"""Why a photo is not taken."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a photo, or with the face in it; stable codes."""

    PHOTO_TOO_LARGE = "photo_too_large"
    PHOTO_TOO_MANY_PIXELS = "photo_too_many_pixels"
    PHOTO_TOO_SMALL = "photo_too_small"
    PHOTO_FORMAT = "photo_format"
    PHOTO_DAMAGED = "photo_damaged"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_BLURRED = "face_blurred"
    FACE_TOO_DARK = "face_too_dark"
    FACE_TURNED_AWAY = "face_turned_away"
    TOO_FEW_PHOTOS = "too_few_photos"
    TOO_MANY_PHOTOS = "too_many_photos"
    SAME_PHOTO_TWICE = "same_photo_twice"
    DIFFERENT_PEOPLE = "different_people"


class PhotoRefused(ValueError):
    """A photo from which no encoding is made.

    Parameters
    ----------
    fault
        The first thing that is wrong.
    message
        All that is wrong, in words for whoever took the photo.
    faults
        Everything that is wrong, if more than the first.
    """

    def __init__(self, fault: Fault, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.fault = fault
        self.faults = tuple(faults) or (fault,)

    @property
    def code(self) -> str:
        """The first fault as a stable word."""
        return self.fault.value
