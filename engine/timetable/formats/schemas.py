"""The published JSON Schemas, and documents checked against them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.json_text import Document

VERSION = 1
"""Of both formats; a release reads every version up to its own."""

MAX_REASON = 300
"""Characters of the schema's own explanation, which repeats what it refuses."""

ERRORS_WEIGHED = 20
"""Errors among which the most telling is chosen; a broken list may have one for each item."""


@cache
def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a ``problem`` or a ``timetable``."""
    file = resources.files(__package__).joinpath("schema", f"{kind}.schema.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def check_document(document: Document, kind: str) -> None:
    """Check a document against the schema of its kind.

    Raises
    ------
    FormatError
        If it is another kind of document, of a later version, or breaks the schema.
    """
    _check_kind(document, kind)
    try:
        errors = list(islice(_validator(kind).iter_errors(document.data), ERRORS_WEIGHED))
    except RecursionError as error:  # from quoting what is nested deeply
        raise FormatError(document.file, "expected a flat document, found it nested too deeply") from error
    if errors:
        from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # ships no hints

        worst = best_match(errors)
        document.fail(_reason(worst), tuple(worst.absolute_path))


def format_name(kind: str) -> str:
    """What the member ``format`` of a document says."""
    return f"smart-roster/{kind}"


def _check_kind(document: Document, kind: str) -> None:
    data, name = document.data, format_name(kind)
    if not isinstance(data, dict) or data.get("format") != name:
        document.fail(f'expected an object with "format": "{name}"')
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        document.fail(f"expected version {VERSION} or earlier, found {version}", ("version",))


def _reason(error: Any) -> str:
    if error.validator == "maxItems":  # the schema's own words would repeat every item
        return f"expected at most {error.validator_value} items, found {len(error.instance)}"
    text: str = error.message
    if len(text) <= MAX_REASON:
        return text
    return f"{text[: MAX_REASON // 2]} … {text[-MAX_REASON // 2 :]}"


@cache
def _validator(kind: str) -> Any:
    # Loading it takes as long as many a document.
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no hints

    return Draft202012Validator(schema(kind))
