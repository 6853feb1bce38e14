"""The API's own description: an OpenAPI document, and a page to browse it."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from threading import Lock
from typing import Any

import marshmallow as ma
from apispec import BasePlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response
from flask_smorest import Api
from flask_smorest.spec import MarshmallowPlugin
from flask_smorest.spec.plugins import FlaskPlugin
from flask_swagger_ui import get_swaggerui_blueprint
from werkzeug.routing import Rule

from api import errors
from api.schemas.common import EXAMPLE_ID, ProblemSchema
from api.schemas.geo import document_zone

ADDRESS = "/api/openapi.json"
PAGE = "/api/docs"

DESCRIPTION = """\
Smart Roster plans an institution's teaching and proves that it took place.

Lists are read page by page: ask again with `cursor` set to the `next_cursor` of the page before.
Every record has a version, told by `ETag`; send it as `If-Match` with a change to be refused (412)
where somebody else was faster. A POST with an `Idempotency-Key` may be repeated without harm.
Devices sign their requests (RFC 9421, Ed25519) instead of logging in.
Bodies are JSON in UTF-8; a name that nobody reads is refused, in bodies as in queries.
Errors are problem details (RFC 9457): `code` is stable, `detail` says what would do.
"""


class DocumentedApi(Api):  # type: ignore[misc]  # flask-smorest has no hints
    """The resources of an application, which describe themselves when they are first asked to.

    To describe them takes a quarter of a second, for which the first answer need not wait.
    """

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        self._describing = Lock()
        self._undescribed: list[Callable[[], None]] = []
        app.config.update(_options())
        plugins = {
            "flask_plugin": _Addresses(),
            "marshmallow_plugin": _Schemas(),
            "extra_plugins": [_Names()],
        }
        super().__init__(app, spec_kwargs=plugins)
        self.ma_plugin.converter.add_attribute_function(document_zone)
        bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        self.spec.components.security_scheme("bearer", bearer)
        # Without a validator: a browser would tell another site which address it was given.
        config = {"app_name": "Smart Roster", "validatorUrl": None}
        app.register_blueprint(get_swaggerui_blueprint(PAGE, ADDRESS, config=config))

    def describe_later(self, describe: Callable[[], None]) -> None:
        """Have resources added to the document before it is read."""
        self._undescribed.append(describe)

    def _openapi_json(self) -> Response:
        with self._describing:
            while self._undescribed:
                self._undescribed.pop(0)()
        answer: Response = super()._openapi_json()
        return answer

    def _register_error_handlers(self) -> None:
        errors.install(self._app)

    def _register_responses(self) -> None:
        """Describe errors as what they are sent as, and answers as JSON."""
        usual: str = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = errors.CONTENT_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual


class _Addresses(FlaskPlugin):  # type: ignore[misc]  # flask-smorest has no hints
    """Gives the parts of an address that vary an example."""

    def rule_to_params(self, rule: Rule) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().rule_to_params(rule)
        for parameter in parameters:
            is_id = parameter["schema"].get("format") == "uuid"
            parameter["schema"]["example"] = EXAMPLE_ID if is_id else "demo"
        return parameters


class _Names(BasePlugin):
    """Names every operation by its method and address, for programs that are made from the document."""

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **_options: Any
    ) -> None:
        words = re.sub(r"{\w+}", "one", (path or "").removeprefix("/api/"))
        name = re.sub(r"\W", "_", words)
        for method, operation in (operations or {}).items():
            operation.setdefault("operationId", f"{method}_{name}")


class _Converter(OpenAPIConverter):
    """Describes a schema by the first words of its class."""

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        described: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]  # of apispec
        if words := _class_of(schema).__doc__:
            described["description"] = cleandoc(words)
        return described


class _Schemas(MarshmallowPlugin):  # type: ignore[misc]  # flask-smorest has no hints
    """Describes schemas, and names them in the document."""

    Converter = _Converter

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=_name_of_schema)


def _name_of_schema(schema: Any) -> str:
    """The name of a schema in the documentation; one with all fields optional has another."""
    name = _class_of(schema).__name__.removesuffix("Schema")
    partial = isinstance(schema, ma.Schema) and schema.partial
    return f"{name}Patch" if partial else name


def _class_of(schema: Any) -> type:
    found = resolve_schema_cls(schema)
    assert isinstance(found, type)  # noqa: S101 - a list only where a name is registered twice
    return found


def _options() -> dict[str, Any]:
    return {
        "API_TITLE": "Smart Roster",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "info": {"description": DESCRIPTION, "license": {"name": "Apache-2.0"}},
            "security": [{"bearer": []}],
        },
    }
