"""Talks to an OpenID provider. Nothing that it says is believed before it is checked."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from urllib3.exceptions import HTTPError

from models import IdentityProvider
from services.errors import Unauthenticated, Unavailable
from services.identity.oidc.perimeter import Perimeter

TIMEOUT_S = 5
MAX_BYTES = 256 * 1024
CHUNK = 16 * 1024
AS_IT_IS = {"Accept-Encoding": "identity"}
"""Unpacked, what is small on the wire could be of any size."""

LEEWAY_S = 60
SCOPE = "openid email profile"
MAX_SUBJECT = 255

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""By key pairs only. A token "signed" with ``none``, or with a public key as a password, is none."""

UNREADABLE = (requests.RequestException, HTTPError, OSError, ValueError, RecursionError)
"""How an answer of a stranger may fail to be read."""


class ProviderAway(Unavailable):
    """The institution's provider does not answer, or not as a provider does."""

    code = "provider_unavailable"


class SignOnRefused(Unauthenticated):
    """The provider does not vouch for the person, or its proof is not good."""

    code = "sign_on_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as the provider knows them."""

    issuer: str
    subject: str
    email: str | None
    """The address; none unless the provider has verified it."""
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider whose own description has been read."""

    trust: IdentityProvider
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    sends_secret_by: str
    perimeter: Perimeter

    @classmethod
    def discover(cls, trust: IdentityProvider, *, perimeter: Perimeter) -> Provider:
        """Read what the provider says of itself.

        Raises
        ------
        ProviderAway
            If it does not answer, or says that it is another, or names addresses that are not safe.
        """
        found = _read_json(f"{trust.issuer.rstrip('/')}/.well-known/openid-configuration", perimeter)
        if found.get("issuer") != trust.issuer:
            raise ProviderAway(
                "The provider at this address calls itself by another; tell the administrator."
            )
        endpoints = {
            name: found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        }
        for name, url in endpoints.items():
            if not perimeter.takes(url):
                raise ProviderAway(f"The provider names no safe {name}.")
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        # In the body where that is taken: how letters beyond ASCII go into the header, providers disagree.
        by = "client_secret_post" if "client_secret_post" in methods else "client_secret_basic"
        return cls(
            trust=trust,
            sends_secret_by=by,
            perimeter=perimeter,
            **{name: str(url) for name, url in endpoints.items()},
        )

    def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to ask the provider."""
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
            return str(url)

    def identify(self, *, code: str, redirect_uri: str, nonce: str, verifier: str, now: datetime) -> Person:
        """Who it is that the provider gave a code for.

        Raises
        ------
        SignOnRefused
            If the code or the proof is not good.
        ProviderAway
            If the provider does not answer.
        """
        tokens = self._exchange(code, redirect_uri, verifier)
        keys = _read_json(self.jwks_uri, self.perimeter)
        try:
            token = jwt.decode(str(tokens["id_token"]), KeySet.import_key_set(keys), list(ALGORITHMS))  # type: ignore[arg-type]
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self.trust.issuer},
                    "aud": {"essential": True, "value": self.trust.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self.trust.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            reason = type(error).__name__ if not isinstance(error, JoseError) else error.error
            raise SignOnRefused(f"The provider's proof of who you are is not good: {reason}.") from error
        return _person(claims, self.trust.issuer)

    def _exchange(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        _keep_within(self.perimeter, self.token_endpoint)
        with self._client(redirect_uri) as client:
            try:
                tokens: dict[str, Any] = client.fetch_token(
                    self.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    timeout=TIMEOUT_S,
                    allow_redirects=False,
                    stream=True,
                )
            except OAuthError as error:
                raise SignOnRefused(f"The provider refuses its own code: {word(error.error)}.") from error
            except UNREADABLE as error:
                raise _away(error) from error
        return tokens

    def _client(self, redirect_uri: str) -> OAuth2Session:
        client = OAuth2Session(
            self.trust.client_id,
            self.trust.client_secret,
            token_endpoint_auth_method=self.sends_secret_by,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )
        client.headers.update(AS_IT_IS)
        client.register_compliance_hook("access_token_response", _read_whole)
        return client


def word(text: object) -> str:
    """An error's name as providers write it; whatever else they write is not repeated."""
    return text if isinstance(text, str) and re.fullmatch(r"[a-z_]{1,60}", text) else "unknown error"


def _person(claims: dict[str, Any], issuer: str) -> Person:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT or not subject.isprintable():
        raise SignOnRefused("The provider's proof names nobody.")
    email = claims.get("email")
    vouched = isinstance(email, str) and claims.get("email_verified") is True
    return Person(
        issuer=issuer,
        subject=subject,
        email=email if vouched else None,
        first_name=str(claims.get("given_name") or ""),
        last_name=str(claims.get("family_name") or ""),
    )


def _keep_within(perimeter: Perimeter, url: str) -> None:
    if not perimeter.reaches(url):
        raise _away("its address is in a private network, which only SIGN_ON_HOSTS opens")


def _read_json(url: str, perimeter: Perimeter) -> dict[str, Any]:
    _keep_within(perimeter, url)
    try:
        with requests.get(
            url, timeout=TIMEOUT_S, allow_redirects=False, stream=True, headers=AS_IT_IS
        ) as answer:
            body = _body_of(answer)
        if answer.status_code != requests.codes.ok:
            raise _away(answer.status_code)
        document = json.loads(body)
    except UNREADABLE as error:
        raise _away(error) from error
    if not isinstance(document, dict):
        raise _away("no JSON object")
    return document


def _body_of(answer: requests.Response) -> bytes:
    """What a provider sends, of bounded size and within bounded time, however slowly it comes."""
    until = time.monotonic() + TIMEOUT_S
    body = bytearray()
    while piece := answer.raw.read1(CHUNK, decode_content=False):
        body += piece
        if len(body) > MAX_BYTES or time.monotonic() > until:
            raise _away("endless answer")
    return bytes(body)


def _read_whole(answer: requests.Response) -> requests.Response:
    body = _body_of(answer)
    answer.raw.close()
    answer.raw = BytesIO(body)
    return answer


def _away(reason: object) -> ProviderAway:
    name = type(reason).__name__ if isinstance(reason, Exception) else reason
    return ProviderAway(
        f"The institution's provider cannot be asked ({name}). Try again later, or log in by password."
    )
