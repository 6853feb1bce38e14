"""How close two faces must be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ACCEPT = 0.50
REVIEW = 0.58
SAME_PHOTO = 0.10
"""Closer than two photos of one person are: one photo, compressed, cut or scaled once more.

On `lfw10x10` half of such copies are within 0.07 and most within 0.10; no two different photos of one
person are within 0.25.
"""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Distances to a template at which a face is taken for the same, or shown to a person.

    Parameters
    ----------
    accept
        At most this far is the same person. Default 0.50: no false accept in 4,500 pairs of
        Labeled Faces in the Wild.
    review
        At most this far is for a person to judge; beyond is somebody else. Default 0.58.

    Raises
    ------
    ValueError
        Unless 0 < accept ≤ review < 2.
    """

    accept: float = ACCEPT
    review: float = REVIEW

    def __post_init__(self) -> None:
        if not 0 < self.accept <= self.review < 2:
            raise ValueError(
                f"Thresholds are 0 < accept ≤ review < 2, not accept {self.accept} and review {self.review}."
            )

    def accepts(self, distance: float) -> bool:
        """Whether it is the same person."""
        return not np.isnan(distance) and distance <= self.accept

    def leaves_open(self, distance: float) -> bool:
        """Whether a person has to judge it."""
        return self.accept < distance <= self.review
