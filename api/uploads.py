"""Files on the wire: taken from a request, given in an answer."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import FileStorage

from models import File
from services.files.pictures import Picture, clean_picture
from services.settings import MAX_BODY_BYTES
from services.spreadsheets import CONTENT_TYPE as WORKBOOK

BINARY = {"type": "string", "format": "binary"}
"""The schema of an answer that is a file."""

FOR_EVER_S = 365 * 24 * 3600


def bytes_of(upload: FileStorage) -> bytes:
    """The content of an uploaded file; what it may be is checked by whoever reads it."""
    return upload.stream.read(MAX_BODY_BYTES)


def uploaded_picture() -> Picture | None:
    """The picture of the form's part ``file``, drawn anew; none if there is no such part.

    Raises
    ------
    BadPicture, PictureTooLarge
        If it cannot be used.
    """
    upload = request.files.get("file")
    return None if upload is None else clean_picture(bytes_of(upload))


def workbook_response(content: bytes, *, name: str) -> Response:
    """Answer with an Excel workbook to be saved under a name."""
    return saved_response(content, content_type=WORKBOOK, name=name)


def saved_response(content: bytes, *, content_type: str, name: str) -> Response:
    """Answer with a file to be saved under a name, which is of plain letters."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def file_response(file: File, *, immutable: bool) -> Response:
    """Answer with a stored file, or with 304 to whoever has it already.

    ``immutable`` says that the address will never show anything else, so that nobody need ask again.
    Whatever the file holds, a browser shows it as what it was checked to be and runs nothing in it.
    """
    response = Response(file.body, content_type=file.content_type)
    response.set_etag(file.sha256)
    response.cache_control.private = True
    if immutable:
        response.cache_control.max_age = FOR_EVER_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="{file.name}"'
    response.make_conditional(request)
    return response
