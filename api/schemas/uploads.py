"""Files sent with a request, as the part ``file`` of a form."""

from __future__ import annotations

from flask_smorest.fields import Upload

from api.schemas.common import Schema


class PictureUpload(Schema):
    """A picture."""

    file = Upload(
        required=True,
        metadata={"description": "JPEG, PNG or WebP of at most 5 MB and 25 million pixels."},
    )


class WorkbookUpload(Schema):
    """An Excel workbook."""

    file = Upload(required=True, metadata={"description": "The template, filled in: .xlsx of at most 4 MB."})
