"""From the bytes of a photo to encodings: one strictly, the dominant one, or all of a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.face.models import Box, DlibModels, shared_models
from engine.face.photo import CLASS, SINGLE, Photo, PhotoLimits, Pixels, read_photo
from engine.face.quality import CHECK_IN, ENROLMENT, Gates, Quality, measure
from engine.face.refusal import Fault, PhotoRefused

Encoding = NDArray[np.float64]
"""128 numbers; photos of one person lie close together. Of shape (128,)."""

DOMINANCE = 1.5
"""A face dominates a photo if it has this many times the area of the next one."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedFace:
    """A face as it is compared.

    Parameters
    ----------
    encoding
        Of shape (128,).
    box
        Where it was in the shrunk photo.
    digest
        Of the photo, to find it when it is sent again.
    """

    encoding: Encoding
    box: Box
    quality: Quality
    digest: bytes


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    box: Box
    chip: Pixels
    quality: Quality


class FaceEncoder:
    """Makes encodings out of photos; the models are loaded with the first photo.

    May be used from several threads. Photos are looked at in turn: an encoding takes about 0.1 s of one
    core and holds the interpreter's lock while it does.

    Parameters
    ----------
    enrolment
        What is asked of a face that becomes part of a template.
    check_in
        What is asked of a face that is compared with one.
    models
        Where the models come from; the ones of the process unless told otherwise.
    """

    def __init__(
        self,
        *,
        enrolment: Gates = ENROLMENT,
        check_in: Gates = CHECK_IN,
        models: Callable[[], DlibModels] = shared_models,
    ) -> None:
        self._enrolment = enrolment
        self._check_in = check_in
        self._models = models

    def enrol(self, data: bytes | Photo) -> EncodedFace:
        """Encode the one face of a photo for a template.

        Raises
        ------
        PhotoRefused
            If the bytes are no photo, if it shows no face or more than one, or the face is too small,
            blurred, too dark or turned away.
        """
        photo = _read(data, SINGLE)
        boxes = self._find(photo.pixels)
        if len(boxes) > 1:
            raise PhotoRefused(
                Fault.SEVERAL_FACES, f"The photo shows {len(boxes)} faces; for enrolment it must be one."
            )
        return self._encode(photo, boxes[0], self._enrolment)

    def check_in(self, data: bytes | Photo) -> EncodedFace:
        """Encode the face that dominates a photo; people in the background do no harm.

        Raises
        ------
        PhotoRefused
            If the bytes are no photo, if it shows no face or several of similar size, or the face is
            too small, blurred, too dark or turned away.
        """
        photo = _read(data, SINGLE)
        boxes = self._find(photo.pixels)
        if len(boxes) > 1 and boxes[0].area < DOMINANCE * boxes[1].area:
            raise PhotoRefused(
                Fault.SEVERAL_FACES, "The photo shows several faces of similar size: come closer, alone."
            )
        return self._encode(photo, boxes[0], self._check_in)

    def class_photo(self, data: bytes | Photo) -> list[EncodedFace]:
        """Encode every face of a photo of many that passes the gates of a check-in; largest first.

        The photo is kept larger than that of one person: up to 2,400 pixels.

        Raises
        ------
        PhotoRefused
            If the bytes are no photo, or it shows no face.
        """
        photo = _read(data, CLASS)
        seen = [self._look(photo.pixels, box) for box in self._find(photo.pixels)]
        passed = [face for face in seen if not self._check_in.faults(face.quality)]
        encodings = self._models().encode([face.chip for face in passed])
        return [
            EncodedFace(encoding, face.box, face.quality, photo.digest)
            for face, encoding in zip(passed, encodings, strict=True)
        ]

    def _find(self, pixels: Pixels) -> list[Box]:
        """Faces in a photo, at least one; upsampled, at four times the price, only if none is found."""
        boxes = self._models().detect(pixels) or self._models().detect(pixels, upsample=1)
        if not boxes:
            raise PhotoRefused(Fault.NO_FACE, "No face is found in the photo: look into the camera.")
        return boxes

    def _look(self, pixels: Pixels, box: Box) -> _Seen:
        landmarks = self._models().landmarks(pixels, box)
        chip = self._models().chip(pixels, box, landmarks)
        return _Seen(box, chip, measure(box, landmarks, chip))

    def _encode(self, photo: Photo, box: Box, gates: Gates) -> EncodedFace:
        face = self._look(photo.pixels, box)
        faults = gates.faults(face.quality)
        if faults:
            raise PhotoRefused(next(iter(faults)), " ".join(faults.values()), tuple(faults))
        encoding = self._models().encode([face.chip])[0]
        return EncodedFace(encoding, box, face.quality, photo.digest)


def _read(data: bytes | Photo, limits: PhotoLimits) -> Photo:
    return data if isinstance(data, Photo) else read_photo(data, limits)
