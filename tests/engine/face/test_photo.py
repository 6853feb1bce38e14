"""Photos of strangers: what is taken, what is refused, and what is left of them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.face import Fault, PhotoLimits, PhotoRefused, read_photo
from tests.engine.face.photos import file_of, portrait


def refusal(data: bytes, limits: PhotoLimits | None = None) -> Fault:
    """The fault for which a photo is refused."""
    with pytest.raises(PhotoRefused) as refused:
        read_photo(data, limits or PhotoLimits())
    assert refused.value.code == refused.value.fault.value
    return refused.value.fault


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds nothing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    data = b"IDAT" + zlib.compress(b"")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk
        + struct.pack(">I", len(data) - 4)
        + data
        + struct.pack(">I", zlib.crc32(data))
    )


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shrunk_to_800_pixels(file_format: str) -> None:
    photo = read_photo(file_of(portrait(1200), file_format))

    assert max(photo.width, photo.height) == 800
    assert photo.pixels.shape == (photo.height, photo.width, 3)
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.flags.c_contiguous


def test_a_small_photo_is_not_enlarged() -> None:
    assert read_photo(file_of(portrait(200))).width == 200


@pytest.mark.parametrize(("orientation", "turns"), [(1, 0), (3, 2), (6, 3), (8, 1)])
def test_a_photo_is_turned_upright(orientation: int, turns: int) -> None:
    image = portrait(240)
    exif = Image.Exif()
    exif[0x0112] = orientation

    photo = read_photo(file_of(image, "PNG", exif=exif))

    expected = np.rot90(np.asarray(image), turns)
    assert np.array_equal(photo.pixels, expected)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "CMYK", "1", "I;16"])
def test_every_kind_of_pixel_becomes_red_green_and_blue(mode: str) -> None:
    image = Image.new("I;16", (200, 200), 300) if mode == "I;16" else portrait(200).convert(mode)

    photo = read_photo(file_of(image, "TIFF" if mode == "never" else "JPEG" if mode == "CMYK" else "PNG"))

    assert photo.pixels.shape[2] == 3


def test_the_digest_is_of_the_pixels_and_not_of_what_hangs_on_the_file() -> None:
    image, exif = portrait(200), Image.Exif()
    exif[0x010E] = "taken elsewhere"

    plain, tagged = file_of(image, "PNG"), file_of(image, "PNG", exif=exif)

    assert plain != tagged
    assert read_photo(plain).digest == read_photo(tagged).digest
    assert read_photo(plain).digest != read_photo(file_of(portrait(201), "PNG")).digest


def test_too_many_bytes_are_refused() -> None:
    assert refusal(b"\xff\xd8" + bytes(9 * 1024 * 1024)) is Fault.PHOTO_TOO_LARGE


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (60_000, 60_000), (25_000_001, 1)])
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    assert refusal(png_header(width, height)) is Fault.PHOTO_TOO_MANY_PIXELS


@pytest.mark.parametrize("size", [(1, 1), (79, 400), (400, 79)])
def test_a_photo_of_a_few_pixels_is_refused(size: tuple[int, int]) -> None:
    assert refusal(file_of(Image.new("RGB", size))) is Fault.PHOTO_TOO_SMALL


@pytest.mark.parametrize("file_format", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_formats_are_refused(file_format: str) -> None:
    assert refusal(file_of(portrait(200), file_format)) is Fault.PHOTO_FORMAT


def test_a_renamed_archive_nothing_and_noise_are_refused() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("photo.jpg", file_of(portrait(100)))

    for data in (archive.getvalue(), b"", b"\x00" * 1000, b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        assert refusal(data) is Fault.PHOTO_FORMAT


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_photo_is_refused(file_format: str, share: float) -> None:
    data = file_of(portrait(200), file_format)

    assert refusal(data[: int(len(data) * share)]) in {Fault.PHOTO_DAMAGED, Fault.PHOTO_FORMAT}


@given(place=st.integers(0, 20_000), value=st.integers(0, 255), kept=st.integers(1, 20_000))
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(place: int, value: int, kept: int) -> None:
    data = bytearray(file_of(portrait(120)))
    data[place % len(data)] = value

    try:
        photo = read_photo(bytes(data[:kept]))
    except PhotoRefused as refused:
        assert str(refused)  # noqa: PT017 - either outcome will do
    else:
        assert photo.pixels.ndim == 3
