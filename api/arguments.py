"""What requests say, read without trust: JSON of one meaning, and no name that nobody reads."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import marshmallow as ma
from flask import Request
from flask_smorest.fields import Upload
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

MAX_DIGITS = 1000
"""Digits of a whole number; smaller ones that are too large are refused by their field, which has a name."""


class ArgumentParser(FlaskParser):
    """Reads bodies, forms and queries; a misspelt name is an error in all, not a filter left out."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - declared so by webargs
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        # What the schema says, which is to refuse.
        "query": None,
        "files": None,
    }

    def _raw_load_json(self, req: Request) -> Any:
        data = req.get_data(cache=True)
        if not data:
            return core.missing
        if not is_json_request(req):
            raise UnsupportedMediaType(
                f"The body is {req.mimetype or 'of no type'}, expected application/json in Content-Type."
            )
        return read_json(data)

    def load_files(self, req: Request, schema: ma.Schema) -> Any:
        """The parts of a form, texts beside files; a text where a file should be is none."""
        parts: MultiDict[str, Any] = MultiDict(req.files.items(multi=True))
        for name, text in req.form.items(multi=True):
            if not isinstance(schema.fields.get(name), Upload):
                parts.add(name, text)
        return MultiDictProxy(parts, schema)


def read_json(data: bytes) -> Any:
    """The value of a JSON text.

    Raises
    ------
    BadRequest
        If it is not JSON in UTF-8, or one that two readers may take for different things: an object
        with a name twice.
    """
    try:
        return json.loads(_decode(data), object_pairs_hook=_members, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error


def _decode(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"The body is not in UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}."
        ) from error
    if text.startswith("\ufeff"):
        raise BadRequest("The body begins with a byte order mark, which JSON does not have.")
    return text


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadRequest(f"The body has the name {name[:100]!r} twice in one object.")
    return members


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise BadRequest(f"The body has a number of {len(text):,} digits, at most {MAX_DIGITS:,} are read.")
    return int(text)
