"""Photos for tests: a portrait that a dependency ships, changed in many ways, and faces without photos."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image

PORTRAIT = Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg"
"""Rear Admiral Grace Hopper, U.S. Navy, 1984; in the public domain. 512 × 600 pixels."""


def portrait(width: int = 400) -> Image.Image:
    """The portrait, so many pixels wide."""
    with Image.open(PORTRAIT) as image:
        return image.convert("RGB").resize((width, width * image.height // image.width))


def beside(*images: Image.Image) -> Image.Image:
    """Images next to each other, on grey."""
    wide = Image.new(
        "RGB", (sum(image.width for image in images), max(image.height for image in images)), "grey"
    )
    left = 0
    for image in images:
        wide.paste(image, (left, 0))
        left += image.width
    return wide


def file_of(image: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    """The image as a file."""
    content = BytesIO()
    image.save(content, file_format, **({"quality": 92} if file_format == "JPEG" else {}), **options)
    return content.getvalue()


def random_faces(rng: np.random.Generator, people: int) -> NDArray[np.float32]:
    """Encodings as far from each other as those of different people: 0.8, give or take 0.1."""
    return (rng.normal(0, 0.05, (people, 128)) + _COMMON).astype(np.float32)


def again(
    rng: np.random.Generator, encodings: NDArray[np.floating] | Sequence[Any], apart: float = 0.4
) -> NDArray[np.float64]:
    """Other photos of the same people, each exactly so far from the first."""
    first = np.asarray(encodings, np.float64)
    noise = rng.normal(size=first.shape)
    moved: NDArray[np.float64] = first + apart * noise / np.linalg.norm(noise, axis=-1, keepdims=True)
    return moved


_COMMON = np.linspace(-0.2, 0.2, 128)
"""What all faces have in common."""
