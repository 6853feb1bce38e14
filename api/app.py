"""Puts the web application together."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask_smorest import Api
from flask_smorest.spec import MarshmallowPlugin
from flask_swagger_ui import get_swaggerui_blueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from api import edge, errors, health, limits, logs, metrics, tokens
from api.edge import Application
from api.schemas.common import ProblemSchema
from api.schemas.geo import document_zone
from api.views import BLUEPRINTS
from models.session import Database
from services.runtime import Runtime
from services.settings import MAX_BODY_BYTES, Settings

DESCRIPTION = """\
Smart Roster plans an institution's teaching and proves that it took place.

Lists are read page by page: ask again with `cursor` set to the `next_cursor` of the page before.
Every record has a version, told by `ETag`; send it as `If-Match` with a change to be refused (412)
where somebody else was faster. A POST with an `Idempotency-Key` may be repeated without harm.
Errors are problem details (RFC 9457): `code` is stable, `detail` says what would do.
"""


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no hints
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        errors.install(self._app)

    def _register_responses(self) -> None:
        """Describe errors as what they are sent as, and answers as JSON."""
        usual: str = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = errors.CONTENT_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual


def create_app(settings: Settings, *, database: Database, runtime: Runtime) -> Application:
    """The web application over a database.

    Parameters
    ----------
    settings
        From the environment.
    database
        Migrated already; see :mod:`models.migrating`.
    runtime
        The world as services see it.
    """
    app = Application("smart-roster", static_folder=None)
    app.extensions["roster_settings"] = settings
    app.extensions["roster_database"] = database
    app.extensions["roster_runtime"] = runtime
    app.config.update(_documentation(), MAX_CONTENT_LENGTH=MAX_BODY_BYTES, JSON_SORT_KEYS=False)
    app.url_map.strict_slashes = False
    proxies = settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.before_request(edge.name_request)
    tokens.install(app, settings)
    health.install(app)
    metrics.install(app)
    logs.install(app)
    api = _Api(
        app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name_of_schema)}
    )
    api.ma_plugin.converter.add_attribute_function(document_zone)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix="/api")
    limits.install(app, settings)
    app.register_blueprint(
        get_swaggerui_blueprint("/api/docs", "/api/openapi.json", config={"app_name": "Smart Roster"})
    )
    return app


def _name_of_schema(schema: Any) -> str:
    """The name of a schema in the documentation; one with all fields optional has another."""
    resolved = resolve_schema_cls(schema)
    assert isinstance(resolved, type)  # noqa: S101 - a list only where a name is registered twice
    name = resolved.__name__.removesuffix("Schema")
    partial = isinstance(schema, ma.Schema) and schema.partial
    return f"{name}Patch" if partial else name


def _documentation() -> dict[str, Any]:
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
