"""The policy: fields, bounds and words come from the settings themselves."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

import marshmallow as ma

from api.schemas.common import Count, Schema, Text
from api.schemas.times import TimeOfDay
from services.policy import Period, Policy
from services.policy.grid import MAX_PERIODS
from services.policy.settings import MAX_DAYS_AHEAD, MAX_REMINDERS, bounds_of


class PeriodSchema(Schema):
    """A stretch of a teaching day."""

    starts_at = TimeOfDay(required=True, metadata={"example": "08:00"})
    ends_at = TimeOfDay(required=True, metadata={"example": "09:00"})

    @ma.post_load
    def _make(self, times: dict[str, Any], **_options: Any) -> Period:
        return Period(**times)


def _field(setting: Field[Any]) -> ma.fields.Field[Any]:
    options: dict[str, Any] = {"allow_none": True, "metadata": {"description": setting.metadata["about"]}}
    default = setting.default
    if setting.name == "periods":
        options["validate"] = ma.validate.Length(min=1, max=MAX_PERIODS)
        return ma.fields.List(ma.fields.Nested(PeriodSchema), **options)
    options["metadata"]["example"] = list(default) if isinstance(default, tuple) else default
    if setting.name == "teaching_days":
        return ma.fields.List(Count(most=6), validate=ma.validate.Length(min=1, max=7), **options)
    if isinstance(default, tuple):
        days = Count(most=MAX_DAYS_AHEAD)
        return ma.fields.List(days, validate=ma.validate.Length(max=MAX_REMINDERS), **options)
    if isinstance(default, bool):
        return ma.fields.Boolean(**options)
    if isinstance(default, str):
        return Text(most=60, **options)
    least, most = bounds_of(setting.metadata)
    if isinstance(default, int):
        return Count(least=int(least), most=int(most), **options)
    return ma.fields.Float(validate=ma.validate.Range(min=least, max=most), allow_nan=False, **options)


PolicyPatch = Schema.from_dict(
    {setting.name: _field(setting) for setting in fields(Policy)}, name="PolicyPatch"
)
PolicyPatch.__doc__ = "Settings to change; null sets one back to its default."


class PolicySchema(PolicyPatch):  # type: ignore[valid-type, misc]  # made from the settings just now
    """What the institution decided, or the default where it decided nothing."""

    breaks = ma.fields.List(
        ma.fields.Nested(PeriodSchema),
        dump_only=True,
        metadata={"description": "Gaps between the periods of a day; no session runs over one."},
    )
