"""JSON objects that people keep as they like, within bounds."""

from __future__ import annotations

import json
from typing import Any

import marshmallow as ma

MAX_BYTES = 8 * 1024
MAX_DEPTH = 5


class JsonObject(ma.fields.Dict):
    """An object of at most 8 KB and five levels, whose texts and numbers every database takes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> dict[str, Any]:
        found: dict[str, Any] = super()._deserialize(value, attr, data, **options)  # type: ignore[no-untyped-call]
        if _depth_reaches(found, MAX_DEPTH + 1):
            raise ma.ValidationError(f"Has more than {MAX_DEPTH} levels.")
        try:
            size = len(json.dumps(found, ensure_ascii=False, allow_nan=False).encode())
        except ValueError as error:  # not a number, infinite, or half of a surrogate pair
            raise ma.ValidationError("Holds a text or number that cannot be kept.") from error
        if size > MAX_BYTES:
            raise ma.ValidationError(f"Has {size:,} bytes, at most {MAX_BYTES:,} are kept.")
        return found


def _depth_reaches(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 1:
        return True
    children = value.values() if isinstance(value, dict) else value
    return any(_depth_reaches(child, levels - 1) for child in children)
