"""A small OpenID provider on loopback: discovery, keys, authorize and token, with PKCE.

It keeps to the specification unless a test tells it not to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID = "smart-roster"
CLIENT_SECRET = "of the provider's making: +/%"  # noqa: S105 - of a provider that lives as long as a test
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})


@dataclass
class OpenIdProvider:
    """A provider, and what it is told to say of the person who logs in."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims to put into tokens in place of the right ones."""
    sign: Callable[[dict[str, Any]], str] | None = None
    """How to make a token, in place of the right way."""
    discovery: dict[str, Any] = field(default_factory=dict)
    """What to say of itself in place of the truth."""
    breaks: dict[str, Response] = field(default_factory=dict)
    """Answers to give at addresses in place of the right ones."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer a request."""
        request = Request(environ)
        self.asked.append(request.path)
        answers: dict[str, Callable[[Request], Response]] = {
            "/.well-known/openid-configuration": self._describe,
            "/keys": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
        }
        answer = self.breaks.get(request.path) or answers[request.path](request)
        return answer(environ, start_response)

    def _describe(self, _request: Request) -> Response:
        return _json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.discovery,
            }
        )

    def _keys(self, _request: Request) -> Response:
        return _json({"keys": KeySet([KEY]).as_dict(private=False)["keys"]})

    def _authorize(self, request: Request) -> Response:
        asked = request.args
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = {name: asked[name] for name in ("nonce", "code_challenge", "redirect_uri")}
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer, "session_state": "x"})
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{answer}"})

    def _token(self, request: Request) -> Response:
        header, form = request.authorization, request.form
        known_by = (form.get("client_id"), form.get("client_secret"))
        if header is not None:
            known_by = (header.username, header.password)
        asked = self.codes.pop(form["code"], None)
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or known_by != (CLIENT_ID, CLIENT_SECRET)
            or asked["code_challenge"] != base64.urlsafe_b64encode(challenge).decode().rstrip("=")
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return _json({"error": "invalid_grant"}, status=400)
        now = int(time.time())  # noqa: TID251 - a provider has a clock of its own
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        token = (self.sign or sign)({name: value for name, value in claims.items() if value is not None})
        return _json({"access_token": "opaque", "token_type": "Bearer", "id_token": token})


def sign(claims: dict[str, Any], *, key: RSAKey = KEY) -> str:
    """A token as the provider signs it."""
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)


@contextmanager
def running_provider() -> Iterator[OpenIdProvider]:
    """A provider that answers on loopback while the block runs."""
    provider = OpenIdProvider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _json(document: Mapping[str, Any], *, status: int = 200) -> Response:
    return Response(json.dumps(document), status=status, content_type="application/json")
