"""Walks a page of the documentation request by request, and holds each answer against the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

STEP = re.compile(
    r"```http\n(?P<method>[A-Z]+) (?P<address>\S+)\n(?P<rest>.*?)\n(?P<status>\d{3})\n(?P<answer>.*?)\n```",
    re.S,
)
ANYTHING = "…"


def walk(
    page: str,
    client: FlaskClient,
    known: dict[str, str],
    *,
    after: Callable[[int, dict[str, Any]], None] = lambda _status, _answer: None,
) -> int:
    """Send every request of a page; how many there are.

    Names in braces that are ``known`` are filled in; others are remembered when an answer first has them.
    ``after`` is told the status and the body of each answer.
    """
    steps = list(STEP.finditer(Path(page).read_text(encoding="utf-8")))
    for step in steps:
        headers, body = _read_rest(_fill(step["rest"], known))
        if "token" in known:
            headers["Authorization"] = f"Bearer {known['token']}"
        address = _fill(step["address"], known)
        response = client.open(address, method=step["method"], json=body, headers=headers)

        assert response.status_code == int(step["status"]), (address, response.get_data(as_text=True))
        _compare(json.loads(step["answer"]), response.get_json(), known, address)
        after(response.status_code, response.get_json())
    return len(steps)


def _fill(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _read_rest(text: str) -> tuple[dict[str, str], Any]:
    """Headers, and after them the body if there is one."""
    headers = {}
    lines = text.strip().splitlines()
    while lines and not lines[0].startswith("{"):
        name, value = lines.pop(0).split(": ", 1)
        headers[name] = value
    return headers, json.loads("\n".join(lines)) if lines else None


def _compare(expected: Any, found: Any, known: dict[str, str], where: str) -> None:
    """What the page shows must be there; names in braces are remembered when they first come."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), (where, found)
        for name, value in expected.items():
            assert name in found, (where, name, found)
            _compare(value, found[name], known, f"{where} {name}")
    elif isinstance(expected, list):
        assert len(expected) == len(found), (where, found)
        for one, other in zip(expected, found, strict=True):
            _compare(one, other, known, where)
    elif isinstance(expected, str) and (name := re.fullmatch(r"{(\w+)}", expected)):
        assert known.setdefault(name[1], found) == found, (where, found)
    elif expected != ANYTHING:
        assert expected == found, (where, found)
