"""Figures as the bytes of a file: the same figure gives the same bytes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO

from matplotlib import rc_context
from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg")
"""Kinds of picture, as file names end."""


def picture_of(draw: Callable[[], Figure], *, suffix: str) -> bytes:
    """Draw a figure and give the picture.

    Raises
    ------
    ValueError
        If the suffix is not that of a picture.
    """
    check_suffix(suffix)
    picture = BytesIO()
    # Without the salt and the empty date every SVG of the same result would differ.
    with rc_context({"svg.hashsalt": "smart-roster"}), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes, which is no news to anybody.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        metadata = {"Date": None} if suffix == ".svg" else None
        draw().savefig(picture, format=suffix[1:], dpi=150, metadata=metadata)
    return picture.getvalue()


def check_suffix(suffix: str) -> None:
    """Refuse what is not the suffix of a picture.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    if suffix not in SUFFIXES:
        raise ValueError(f"A picture is one of {', '.join(SUFFIXES)}, not {suffix!r}.")
