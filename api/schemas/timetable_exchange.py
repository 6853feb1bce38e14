"""Timetables as files."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload

from api.schemas.common import Schema
from services.timetabling.exchange import FORMATS


class ExportQuery(Schema):
    """What kind of file is asked for."""

    format = ma.fields.String(
        load_default="xlsx",
        validate=ma.validate.OneOf(list(FORMATS)),
        metadata={
            "description": (
                "`json`: problem and timetable in the engine's own formats; `xlsx`: a row for every session,"
                " to change and send back, and a grid for every class group; `ctt`: the problem as an"
                " instance of the ITC-2007 competition, where that can carry it; `ics`: the week as a"
                " calendar; `html`: a page that opens anywhere."
            ),
            "example": "xlsx",
        },
    )


class TimetableUpload(Schema):
    """A file with a timetable."""

    file = Upload(
        required=True,
        metadata={"description": "A workbook or JSON document, as the export gives them; at most 4 MB."},
    )
