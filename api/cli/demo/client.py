"""A client of the API, as any program could be one: HTTP, JSON and server-sent events, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import requests

TIMEOUT_S = (5, 60)
"""Seconds to connect, and to wait for the next byte."""

Document = dict[str, Any]


class Refused(Exception):
    """The API answered other than hoped; the message is its own.

    Parameters
    ----------
    problem
        The answer, where it is a problem document.
    """

    def __init__(self, message: str, problem: Document | None = None) -> None:
        super().__init__(message)
        self.problem = problem or {}


class Client:
    """The API as one person sees it.

    Parameters
    ----------
    address
        Of the service, such as ``http://127.0.0.1:8000``.
    token
        Of somebody who has logged in already.
    """

    def __init__(self, address: str, *, token: str | None = None) -> None:
        self._address = address
        self._session = requests.Session()
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def log_in(self, *, email: str, password: str, tenant: str) -> None:
        """Log in; all that follows is asked as that person."""
        body = {"email": email, "password": password, "tenant": tenant}
        tokens = self.post("/api/auth/token", body)
        self._session.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def get(self, path: str, **query: object) -> Document:
        """Read something."""
        return self._read("GET", path, params=query)

    def all(self, path: str, **query: object) -> Iterator[Document]:
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, **query, **({} if cursor is None else {"cursor": cursor}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def post(self, path: str, body: Document | None = None, *, version: int | None = None) -> Document:
        """Send something new; ``version`` is the one of the record that it is about."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self._read("POST", path, json=body, headers=headers)

    def form(
        self,
        path: str,
        fields: Document | None = None,
        *,
        photos: Sequence[tuple[str, bytes]] = (),
        method: str = "POST",
    ) -> Document:
        """Send a form with photos, each under the name of its part."""
        parts = [(name, (f"{number}.jpg", data)) for number, (name, data) in enumerate(photos)]
        return self._read(method, path, data=fields, files=parts)

    def download(self, path: str, **query: object) -> bytes:
        """The bytes of a file."""
        return self._ask("GET", path, params=query).content

    def follow(self, path: str) -> Iterator[Document]:
        """The states of a run as they are streamed, the last one when it has ended."""
        heard = "0"
        while True:
            headers = {"Accept": "text/event-stream", "Last-Event-ID": heard}
            with self._ask("GET", path, headers=headers, stream=True) as response:
                for number, kind, state in _events(response):
                    heard = number
                    yield state
                    if kind == "ended":
                        return
                if response.status_code == requests.codes.no_content:
                    return

    def _read(self, method: str, path: str, **options: Any) -> Document:
        read: Document = self._ask(method, path, **options).json()
        return read

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            response = self._session.request(method, self._address + path, timeout=TIMEOUT_S, **options)
        except requests.RequestException as error:
            raise Refused(f"{method} {path} was not answered: {error}") from error
        if not response.ok:
            problem = _problem(response)
            words = f"{problem.get('detail', response.text[:300])} {problem.get('errors') or ''}".strip()
            raise Refused(f"{method} {path} was answered {response.status_code}: {words}", problem)
        return response


def _events(response: requests.Response) -> Iterator[tuple[str, str, Document]]:
    """Number, kind and data of each event."""
    fields: dict[str, str] = {}
    for line in map(bytes.decode, response.iter_lines()):
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        elif "data" in fields:
            yield fields.get("id", "0"), fields.get("event", "message"), json.loads(fields["data"])
            fields = {}


def _problem(response: requests.Response) -> Document:
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
