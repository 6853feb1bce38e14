"""The API's document explains every operation and every field, and shows examples that are true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # ships no hints

from api.edge import Application
from tests.api.document import Operation, operations
from tests.installation import Installation

ELSEWHERE = re.compile(r"""(?:src|href)=["'](?!/api/docs/)([^"']*)""")


@pytest.fixture(scope="module")
def app() -> Application:
    """The application; describing itself, it asks no database."""
    return Installation.over("sqlite://").app


@pytest.fixture(scope="module")
def document(app: Application) -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").get_json()
    return found


@pytest.fixture(scope="module")
def described(app: Application) -> list[Operation]:
    """The operations of the document."""
    return operations(app)


def test_every_operation_says_in_a_sentence_what_it_does(described: list[Operation]) -> None:
    silent = [o.name for o in described if not o.details.get("summary", "").endswith(".")]

    assert described
    assert silent == []


def test_every_operation_has_a_name_of_its_own(described: list[Operation]) -> None:
    names = Counter(o.details.get("operationId") for o in described)

    assert [name for name, count in names.items() if not name or count > 1] == []


def test_every_operation_has_a_heading_that_is_explained(
    document: dict[str, Any], described: list[Operation]
) -> None:
    headings = {tag["name"] for tag in document["tags"] if tag.get("description")}

    assert [o.name for o in described if not set(o.details["tags"]) <= headings] == []


def test_every_operation_tells_its_answer_and_its_errors(
    document: dict[str, Any], described: list[Operation]
) -> None:
    wrong = []
    for operation in described:
        answers = operation.details["responses"]
        if not any(status[0] in "23" for status in answers):
            wrong.append((operation.name, "no answer"))
        if "default" not in answers:
            wrong.append((operation.name, "no errors"))
        for status, answer in answers.items():
            kinds = set(_followed(document, answer).get("content", {}))
            if status[0] not in "23" and kinds != {"application/problem+json"}:
                wrong.append((operation.name, f"{status} is {kinds}"))

    assert wrong == []


def test_every_schema_and_each_of_its_fields_is_explained(document: dict[str, Any]) -> None:
    silent = []
    for name, schema in document["components"]["schemas"].items():
        if not schema.get("description"):
            silent.append(name)
        silent += [
            f"{name}.{field}" for field, about in schema["properties"].items() if not _is_explained(about)
        ]

    assert silent == []


def test_every_parameter_is_explained(document: dict[str, Any], described: list[Operation]) -> None:
    silent = [
        (operation.name, parameter["name"])
        for operation, parameter in _parameters(document, described)
        if not _is_explained(parameter) and not _is_explained(parameter["schema"])
    ]

    assert silent == []


def test_every_example_is_what_its_field_takes(document: dict[str, Any]) -> None:
    parts = document["components"]["schemas"]
    wrong = []
    for name, schema in parts.items():
        for field, about in schema["properties"].items():
            if "example" in about:
                wrong += [f"{name}.{field}: {words}" for words in _objections(document, about)]

    assert wrong == []


def test_every_example_of_a_parameter_is_what_it_takes(
    document: dict[str, Any], described: list[Operation]
) -> None:
    wrong = [
        (operation.name, parameter["name"], words)
        for operation, parameter in _parameters(document, described)
        for words in _objections(document, {"example": parameter.get("example"), **parameter["schema"]})
        if "example" in parameter or "example" in parameter["schema"]
    ]

    assert wrong == []


def test_the_page_loads_nothing_from_elsewhere(app: Application) -> None:
    client = app.test_client()
    page = client.get("/api/docs/").get_data(as_text=True)
    files = re.findall(r"""(?:src|href)=["'](/api/docs/[^"']+)""", page)

    assert ELSEWHERE.findall(page) == []
    assert '"url": "/api/openapi.json"' in page
    assert '"validatorUrl": null' in page  # else a browser tells another site where the document is
    assert [path for path in files if client.get(path, buffered=True).status_code != 200] == []
    assert len(files) > 3


def _parameters(
    document: dict[str, Any], described: list[Operation]
) -> Iterator[tuple[Operation, dict[str, Any]]]:
    for operation in described:
        shared = document["paths"][operation.path].get("parameters", [])
        for parameter in [*shared, *operation.details.get("parameters", [])]:
            yield operation, _followed(document, parameter)


def _is_explained(about: dict[str, Any]) -> bool:
    """Whether a field has words or an example of its own, or is a schema, which has."""
    if "description" in about or "example" in about or "$ref" in about:
        return True
    inner = [*about.get("anyOf", []), *([about["items"]] if "items" in about else [])]
    return any(_is_explained(part) for part in inner)


def _followed(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    found: Any = part
    while "$ref" in found:
        steps = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in steps:
            found = found[step]
    result: dict[str, Any] = found
    return result


def _objections(document: dict[str, Any], about: dict[str, Any]) -> list[str]:
    """Why a field's example is none of its values."""
    schema = {"components": document["components"], "allOf": [about]}
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in checker.iter_errors(about["example"])]
