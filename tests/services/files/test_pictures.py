"""Pictures of strangers: their pixels are kept and nothing else is."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from services.files.pictures import MAX_BYTES, BadPicture, PictureTooLarge, clean_picture

RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    content = BytesIO()
    image.convert(mode).save(content, kind, **options)
    return content.getvalue()


def opened(data: bytes) -> Image.Image:
    """A cleaned picture, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def claiming(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and holds next to none."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "L"),
        ("PNG", "P"),
        ("WEBP", "RGB"),
    ],
)
def test_pictures_of_all_kinds_become_jpegs(kind: str, mode: str) -> None:
    cleaned = clean_picture(picture(kind, mode=mode))

    image = opened(cleaned.content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 20))
    assert (cleaned.content_type, cleaned.width, cleaned.height) == ("image/jpeg", 40, 20)


def test_transparency_is_kept_in_a_png() -> None:
    image = Image.new("RGBA", (8, 8), (*RED, 0))
    content = BytesIO()
    image.save(content, "WEBP", lossless=True)

    cleaned = clean_picture(content.getvalue())

    assert cleaned.content_type == "image/png"
    assert opened(cleaned.content).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_large_pictures_are_made_smaller_and_small_ones_stay() -> None:
    assert (clean_picture(picture("JPEG", (3000, 1500))).width, clean_picture(picture("PNG")).width) == (
        512,
        40,
    )
    assert clean_picture(picture("PNG", (4000, 1))).height == 1
    assert clean_picture(picture("JPEG", (3000, 1500)), max_side=1024).height == 512


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_taken_sideways_are_turned_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise

    image = opened(clean_picture(picture(kind, exif=exif.tobytes())).content)

    assert image.size == (20, 40)
    red, blue = image.getpixel((10, 4)), image.getpixel((10, 35))
    assert red[0] > 180 > 60 > red[2]  # type: ignore[index]
    assert blue[2] > 180 > 60 > blue[0]  # type: ignore[index]


def test_no_metadata_survives() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    info = PngInfo()
    info.add_text("Comment", "SecretPlace")
    sources = [
        picture("JPEG", exif=exif.tobytes(), comment=b"SecretPlace", icc_profile=b"SecretProfile"),
        picture("PNG", pnginfo=info, exif=exif.tobytes()),
        picture("WEBP", exif=exif.tobytes(), xmp=b"SecretPlace"),
    ]

    for source in sources:
        assert b"Secret" in source
        cleaned = clean_picture(source)
        assert b"Secret" not in cleaned.content
        assert not set(opened(cleaned.content).info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hangs_on_the_end_of_a_picture_is_gone(kind: str) -> None:
    polyglot = picture(kind) + b"PK\x03\x04<script>alert(1)</script>"

    cleaned = clean_picture(polyglot)

    assert b"script" not in cleaned.content
    assert b"PK\x03\x04" not in cleaned.content


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        b"GIF89a/*" + picture("JPEG"),
        b"%PDF-1.7\n" + picture("JPEG"),
        picture("JPEG")[:-30],
        picture("PNG")[:60],
        picture("WEBP")[:-10],
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_such_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture, match="no JPEG, PNG or WebP"):
        clean_picture(data)


@pytest.mark.parametrize(("width", "height"), [(6000, 5000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_bombs_are_refused_before_they_are_decoded(width: int, height: int) -> None:
    with pytest.raises(PictureTooLarge):
        clean_picture(claiming(width, height))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureTooLarge, match="bytes"):
        clean_picture(picture("PNG") + b"\0" * MAX_BYTES)


SOUND = {kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP")}


@given(st.sampled_from(sorted(SOUND)), st.data())
def test_a_picture_with_changed_bytes_is_drawn_or_refused_and_nothing_else(
    kind: str, data: st.DataObject
) -> None:
    changed = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))

    with suppress(BadPicture, PictureTooLarge):
        assert clean_picture(bytes(changed)).width <= 512
