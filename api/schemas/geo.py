"""Zones on the map.

What only the whole ring can tell, such as sides that cross, :func:`services.places.check_zone` refuses;
a kind with a zone calls it in its rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from api.schemas.common import Schema
from services.places import DECIMALS, MAX_POINTS, MAX_RADIUS_M, MIN_POINTS, MIN_RADIUS_M

CIRCLE = {"type": "circle", "center": {"lat": -1.2921, "lon": 36.8219}, "radius_m": 100.0}


class Degrees(ma.fields.Float):
    """An angle within bounds."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(
            required=True, validate=ma.validate.Range(min=-most, max=most), allow_nan=False, **options
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> float:
        return round(float(super()._deserialize(value, attr, data, **options) or 0.0), DECIMALS)


class PointSchema(Schema):
    """A point on the earth (WGS 84)."""

    lat = Degrees(90, metadata={"description": "Latitude in degrees, north positive.", "example": -1.2921})
    lon = Degrees(180, metadata={"description": "Longitude in degrees, east positive.", "example": 36.8219})


class CircleSchema(Schema):
    """Everything within a distance of a point."""

    type = ma.fields.String(
        required=True, validate=ma.validate.Equal("circle"), metadata={"example": "circle"}
    )
    center = ma.fields.Nested(PointSchema, required=True)
    radius_m = ma.fields.Float(
        required=True,
        allow_nan=False,
        validate=ma.validate.Range(min=MIN_RADIUS_M, max=MAX_RADIUS_M),
        metadata={"description": "Radius in metres.", "example": 100.0},
    )


class PolygonSchema(Schema):
    """Everything within a ring of corners; the last side leads back to the first corner."""

    type = ma.fields.String(
        required=True, validate=ma.validate.Equal("polygon"), metadata={"example": "polygon"}
    )
    ring = ma.fields.List(
        ma.fields.Nested(PointSchema),
        required=True,
        validate=ma.validate.Length(min=MIN_POINTS, max=MAX_POINTS),
        metadata={"description": "Corners in order; sides must not cross."},
    )


SHAPES: Mapping[str, type[Schema]] = {"circle": CircleSchema, "polygon": PolygonSchema}


class GeoZone(ma.fields.Dict):
    """A zone on the map: a circle or a polygon."""

    def __init__(self, **options: Any) -> None:
        words = {"description": "A zone on the map, as circle or polygon.", "example": CIRCLE}
        options["metadata"] = {**words, **options.get("metadata", {})}
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> dict[str, Any]:
        zone = super()._deserialize(value, attr, data, **options)  # type: ignore[no-untyped-call]  # of marshmallow
        kind = zone.get("type")
        if not isinstance(kind, str) or kind not in SHAPES:
            raise ma.ValidationError({"type": [f"One of {', '.join(SHAPES)}."]})
        loaded: dict[str, Any] = SHAPES[kind]().load(zone)
        return loaded


def document_zone(converter: Any, field: ma.fields.Field[Any], **_options: Any) -> dict[str, Any]:
    """How a zone is documented: as one of its shapes."""
    if not isinstance(field, GeoZone):
        return {}
    shapes = [converter.resolve_nested_schema(shape) for shape in SHAPES.values()]
    return {"oneOf": [*shapes, *([{"type": "null"}] if field.allow_none else [])]}
