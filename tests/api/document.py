"""The operations of the API's own document, for tests that go through all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from api.edge import Application


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    permission: str
    details: dict[str, Any]

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method.upper()} {self.path}"

    @property
    def parameters(self) -> list[str]:
        """Names of the parts of the path that vary."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def questions(self) -> list[str]:
        """Names of the parts of the query that must be there."""
        parameters = self.details.get("parameters", [])
        return [item["name"] for item in parameters if item.get("in") == "query" and item.get("required")]

    def address(self, value: object = "", **named: object) -> str:
        """The path with a value in the place of every parameter, one's own for those that are named."""
        return re.sub(r"{(\w+)}", lambda match: str(named.get(match[1], value)), self.path)


def operations(app: Application) -> list[Operation]:
    """Every operation that the document describes."""
    paths = app.test_client().get("/api/openapi.json").get_json()["paths"]
    return [
        Operation(method, path, details.get("x-permission", ""), details)
        for path, methods in paths.items()
        for method, details in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def routes(app: Application) -> set[tuple[str, str]]:
    """Every method and path that the application answers under ``/api``, described or not."""
    return {
        (method.lower(), re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith(("api-docs.", "swagger_ui."))
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
