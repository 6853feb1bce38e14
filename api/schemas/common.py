"""Parts of schemas that all resources share."""

from __future__ import annotations

from functools import cache
from typing import Any

import marshmallow as ma

from services.records import MAX_PAGE

MAX_INTEGER = 2**31 - 1
"""The largest number that every database's column takes."""

EXAMPLE_ID = "0190a6a4-3b6c-7c4a-9d2e-5f1e8b7a6c3d"
EXAMPLE_TIME = "2026-09-07T08:00:00+00:00"


class Schema(ma.Schema):
    """Refuses fields that it does not know: a misspelt field is an error, not a silent default."""

    class Meta:
        """Options that marshmallow reads."""

        unknown = ma.RAISE
        ordered = True


class Text(ma.fields.String):
    """Text without control characters, with a length; blanks around it are cut off."""

    def __init__(self, *, most: int, least: int = 1, **options: Any) -> None:
        checks = options.pop("validate", None)
        lengths = ma.validate.Length(min=least, max=most)
        super().__init__(validate=[lengths, *([checks] if checks else [])], **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **options)).strip()
        if any(
            (ord(letter) < 32 and letter not in "\n\t") or 0xD800 <= ord(letter) < 0xE000 for letter in text
        ):
            raise ma.ValidationError("Holds control characters.")
        return text


class Count(ma.fields.Integer):
    """A whole number within bounds; neither text nor a fraction is taken for one."""

    def __init__(self, *, least: int = 0, most: int = MAX_INTEGER, **options: Any) -> None:
        super().__init__(strict=True, validate=ma.validate.Range(min=least, max=most), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> int:
        if isinstance(value, bool):
            raise self.make_error("invalid")
        return int(super()._deserialize(value, attr, data, **options) or 0)


class RecordSchema(Schema):
    """What every record shows of itself."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    version = ma.fields.Integer(
        dump_only=True, metadata={"description": "Counts changes; the same as the ETag.", "example": 1}
    )
    created_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": EXAMPLE_TIME})
    updated_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": EXAMPLE_TIME})


class ListQuery(Schema):
    """The query of a list; each resource adds its filters."""

    search = Text(most=100, metadata={"description": "Text to look for.", "example": "comp"})
    sort = Text(
        most=40, metadata={"description": "Field to sort by; with - before it, backwards.", "example": "name"}
    )
    cursor = Text(most=600, metadata={"description": "The next_cursor of the page before."})
    limit = ma.fields.Integer(
        load_default=50,
        validate=ma.validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": "Records a page.", "example": 50},
    )


@cache
def page_of(shown: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a page of records."""
    name = shown.__name__.removesuffix("Schema")
    fields: dict[str, ma.fields.Field[Any]] = {
        "items": ma.fields.List(
            ma.fields.Nested(shown), required=True, metadata={"description": "As many as a page holds."}
        ),
        "next_cursor": ma.fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "Asks for the next page; null on the last one.", "example": None},
        ),
    }
    page = Schema.from_dict(fields, name=f"{name}Page")
    page.__doc__ = "One page of a list."
    return page


class ProblemSchema(ma.Schema):
    """Problem details (RFC 9457)."""

    type = ma.fields.String(metadata={"example": "about:blank"})
    title = ma.fields.String(metadata={"example": "Not Found"})
    status = ma.fields.Integer(metadata={"example": 404})
    code = ma.fields.String(metadata={"description": "Stable name of the reason.", "example": "not_found"})
    detail = ma.fields.String(
        metadata={"description": "What was wrong and what would do.", "example": "There is no such room."}
    )
    instance = ma.fields.String(metadata={"example": "/api/rooms"})
    request_id = ma.fields.String(metadata={"example": "4f1c0d7e9b2a4c55"})
    errors = ma.fields.Dict(
        metadata={
            "description": "What is wrong field by field.",
            "example": {"json": {"name": ["Missing data for required field."]}},
        }
    )
