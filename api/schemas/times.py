"""Moments and times of day."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import marshmallow as ma

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class Moment(ma.fields.AwareDateTime):
    """A moment with its zone, within the century that any plan is about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            format="iso",
            validate=ma.validate.Range(
                min=EARLIEST, max=LATEST, error="Between the years 2000 and 2100, with a time zone."
            ),
            **options,
        )


class TimeOfDay(ma.fields.Time):
    """A time by the institution's clock, to the minute, such as 08:00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> time:
        if not isinstance(value, str) or len(value) != len("08:00"):
            raise self.make_error("invalid", input=value, obj_type="time of day, such as 08:00")
        return super()._deserialize(value, attr, data, **options)
