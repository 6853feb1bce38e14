"""What is no place, and no fence."""

from __future__ import annotations


class InvalidPlace(ValueError):
    """Coordinates that are nowhere on the Earth."""

    code = "invalid_coordinates"


class InvalidFence(ValueError):
    """A fence that encloses nothing, or far too much."""

    code = "invalid_fence"
