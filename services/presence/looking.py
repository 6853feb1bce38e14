"""What the process that looks at photos does; it holds the models and nothing of the service.

Kept apart from what is imported by the web application: this loads the face part of the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO

from PIL import Image

from engine.face import EncodedFace, FaceEncoder, Fault, Photo, PhotoRefused, make_template, read_photo
from engine.face.photo import CLASS, Pixels
from services.presence.sights import Enrolment, Flaw, Look

JPEG_QUALITY = 85
AROUND = 0.4
"""How much around a face of a class photo is kept of it, as a share of its width."""


def check_in(data: bytes) -> Look:
    """Look for the face that dominates a photo."""
    try:
        photo = read_photo(data)
    except PhotoRefused as error:
        return _refused(data, error)
    picture = _jpeg(photo.pixels)
    try:
        face = _encoder().check_in(photo)
    except PhotoRefused as error:
        return Look(None, photo.digest, error.code, str(error), picture)
    return Look(face.encoding, photo.digest, picture=picture)


def class_photo(data: bytes) -> list[Look]:
    """Look for every face; one look without an encoding if there is none, or no photo."""
    try:
        photo = read_photo(data, CLASS)
        faces = _encoder().class_photo(photo)
    except PhotoRefused as error:
        return [_refused(data, error)]
    if not faces:
        words = "No face in the photo is large and clear enough: come closer, into the light."
        return [Look(None, photo.digest, Fault.NO_FACE.value, words)]
    return [Look(face.encoding, _digest_of(photo, face), picture=_cut_out(photo, face)) for face in faces]


def enrolment(photos: Sequence[bytes]) -> Enrolment:
    """Make a template of several photos of one person."""
    faces, flaws = [], []
    for number, data in enumerate(photos, 1):
        try:
            faces.append(_encoder().enrol(data))
        except PhotoRefused as error:
            flaws.append(Flaw(error.code, str(error), number))
    if flaws:
        return Enrolment(flaws=tuple(flaws))
    try:
        template = make_template(faces)
    except PhotoRefused as error:
        return Enrolment(flaws=(Flaw(error.code, str(error)),))
    return Enrolment(template.encoding, template.photos, template.spread)


@cache
def _encoder() -> FaceEncoder:
    return FaceEncoder()


def _refused(data: bytes, error: PhotoRefused) -> Look:
    return Look(None, sha256(data).digest(), error.code, str(error))


def _digest_of(photo: Photo, face: EncodedFace) -> bytes:
    # A photo of many is sent once for all of them, so each face is what must not come again.
    return sha256(photo.digest + repr(face.box).encode()).digest()


def _cut_out(photo: Photo, face: EncodedFace) -> bytes:
    """A face with a little around it, so that whoever looks at one does not see the others."""
    box, around = face.box, int(AROUND * face.box.width)
    rows = slice(max(0, box.top - around), box.bottom + around)
    columns = slice(max(0, box.left - around), box.right + around)
    return _jpeg(photo.pixels[rows, columns])


def _jpeg(pixels: Pixels) -> bytes:
    content = BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=JPEG_QUALITY)
    return content.getvalue()
