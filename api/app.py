"""Puts the web application together."""

from __future__ import annotations

from werkzeug.middleware.proxy_fix import ProxyFix

from api import cross_origin, edge, health, limits, logs, metrics, streaming, tokens
from api.document import DocumentedApi
from api.edge import Application
from api.views import BLUEPRINTS
from models.session import Database
from services.runtime import Runtime
from services.settings import MAX_BODY_BYTES, Settings


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
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, JSON_SORT_KEYS=False)
    app.url_map.strict_slashes = False
    proxies = settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.before_request(edge.name_request)
    cross_origin.install(app, settings)
    tokens.install(app, settings)
    health.install(app)
    metrics.install(app)
    logs.install(app)
    streaming.install(app, settings)
    api = DocumentedApi(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix="/api")
    limits.install(app, settings)
    return app
