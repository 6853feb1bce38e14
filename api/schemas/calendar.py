"""Academic years, terms and holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

import marshmallow as ma

from api.context import current_session
from api.schemas.common import EXAMPLE_ID, ListQuery, RecordSchema, Schema, Text
from services.policy import today_of
from services.structure.calendar import is_current

EARLIEST = date(2000, 1, 1)
LATEST = date(2099, 12, 31)


class Day(ma.fields.Date):
    """A date within the century that any plan is about."""

    def __init__(self, **options: Any) -> None:
        within = ma.validate.Range(min=EARLIEST, max=LATEST, error="Between the years 2000 and 2099.")
        super().__init__(validate=within, **options)


class AcademicYearWrite(Schema):
    """What an academic year is given."""

    name = Text(most=20, required=True, metadata={"description": "Unique.", "example": "2026/2027"})
    starts_on = Day(required=True, metadata={"description": "First day.", "example": "2026-09-01"})
    ends_on = Day(required=True, metadata={"description": "Last day.", "example": "2027-07-31"})
    is_active = ma.fields.Boolean(
        metadata={"description": "The one that is worked with; making it so ends another.", "example": True}
    )


class AcademicYearSchema(AcademicYearWrite, RecordSchema):
    """A year of teaching."""


class AcademicYearQuery(ListQuery):
    """Filters of academic years."""

    is_active = ma.fields.Boolean(metadata={"example": True})


class TermWrite(Schema):
    """What a term is given."""

    academic_year_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    name = Text(most=60, required=True, metadata={"description": "Unique in its year.", "example": "Term 1"})
    starts_on = Day(required=True, metadata={"description": "First day.", "example": "2026-09-07"})
    ends_on = Day(required=True, metadata={"description": "Last day.", "example": "2026-12-11"})


class TermSchema(TermWrite, RecordSchema):
    """A stretch of an academic year in which the weekly timetable is held."""

    duration_days = ma.fields.Integer(
        dump_only=True, metadata={"description": "From the first day to the last.", "example": 96}
    )
    duration_weeks = ma.fields.Integer(
        dump_only=True, metadata={"description": "The last one begun or full.", "example": 14}
    )
    is_current = ma.fields.Function(
        lambda term: is_current(current_session(), term),
        metadata={"description": "Whether today lies in it.", "example": True, "type": "boolean"},
    )


class TermsOfYearQuery(ListQuery):
    """Filters of one year's terms."""

    on = Day(metadata={"description": "Terms that have this day.", "example": "2026-10-01"})
    current = ma.fields.Boolean(metadata={"description": "Terms that have today.", "example": True})

    @ma.post_load
    def _say_today(self, arguments: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Put the institution's today in place of the word."""
        if "current" in arguments:
            arguments["on_today" if arguments.pop("current") else "off_today"] = today_of(current_session())
        return arguments


class TermQuery(TermsOfYearQuery):
    """Filters of terms."""

    academic_year_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})


class HolidayWrite(Schema):
    """What a holiday is given."""

    name = Text(most=100, required=True, metadata={"example": "Independence Day"})
    starts_on = Day(required=True, metadata={"description": "First day.", "example": "2026-12-12"})
    ends_on = Day(required=True, metadata={"description": "Last day.", "example": "2026-12-12"})


class HolidaySchema(HolidayWrite, RecordSchema):
    """Days on which nothing is taught."""


class HolidayQuery(ListQuery):
    """Filters of holidays."""

    since = Day(metadata={"description": "Holidays that end on this day or later.", "example": "2026-09-01"})
    until = Day(
        metadata={"description": "Holidays that start on this day or before.", "example": "2026-12-31"}
    )
