"""Signatures of devices: over a request (RFC 9421, Ed25519), and over what was captured off line.

One profile of the standard is taken: any label, one signature, components ``@method``, ``@path``,
``@query`` and, where there is a body, ``content-digest`` (RFC 9530, SHA-256), parameters ``created`` and
``keyid``, and ``alg`` and ``nonce`` if they like. A POST covers its ``idempotency-key`` as well, so that
a copy of it has no second effect.

References
----------
.. [1] Backman, A., Richer, J. and Sporny, M. (2024). HTTP Message Signatures. RFC 9421.
.. [2] Polli, R. and Pardue, L. (2024). Digest Fields. RFC 9530.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.errors import Unauthenticated

PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64
ID_BYTES = 16
MAX_HEADER = 1000
SAID_AT_SENDING = frozenset({"sent_at", "signature"})
"""Fields of a form that the signature of a capture does not cover."""

LAST_SECOND = 253_402_300_799
"""Of the year 9999: no calendar has a later one."""

LABEL = r"(?P<label>[a-z][a-z0-9_-]{0,30})"
INPUT = re.compile(LABEL + r'=(?P<params>\((?P<names>"[a-z@-]+"(?: "[a-z@-]+")*)\)(?P<rest>(?:;[^;]+)*))')
PARAMETER = re.compile(
    r';(?P<name>created|keyid|alg|nonce)=(?:(?P<number>[0-9]{1,12})|"(?P<text>[ !#-\[\]-~]*)")'
)
SIGNATURE = re.compile(LABEL + r"=:(?P<signature>[A-Za-z0-9+/=]+):")
DIGEST = re.compile(r"(?:^|,\s*)sha-256=:(?P<digest>[A-Za-z0-9+/=]+):")


class BadSignature(Unauthenticated):
    """A signature is malformed, covers too little, is not of this request, or not of a good key."""

    code = "bad_signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """A request as signatures see it; names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a signature claims, before anybody has looked whether it is true."""

    tenant_id: UUID
    key_id: UUID
    created: datetime
    message: bytes
    signature: bytes


def read_claim(request: SignedRequest) -> Claim:
    """Read the signature of a request.

    Raises
    ------
    BadSignature
        If it is malformed, covers too little, or the body is not the one of its digest.
    """
    given = INPUT.fullmatch(_header(request, "signature-input"))
    sealed = SIGNATURE.fullmatch(_header(request, "signature"))
    if given is None or sealed is None or given["label"] != sealed["label"]:
        raise BadSignature("Signature-Input and Signature are not those of one signature of RFC 9421.")
    names = [name.strip('"') for name in given["names"].split(" ")]
    _check_cover(request, names)
    _check_body(request)
    parameters = _parameters(given["rest"])
    tenant_id, key_id = _ids(parameters.get("keyid", ""))
    lines = [f'"{name}": {_component(request, name)}' for name in names]
    lines.append(f'"@signature-params": {given["params"]}')
    return Claim(
        tenant_id=tenant_id,
        key_id=key_id,
        created=_moment(parameters),
        message="\n".join(lines).encode(),
        signature=_decoded(sealed["signature"], SIGNATURE_BYTES, "The signature"),
    )


def is_signed_by(public_key: bytes, *, message: bytes, signature: bytes) -> bool:
    """Whether a message was signed by who holds the private key of a public one."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def capture_message(fields: Mapping[str, str], photo: bytes | None) -> bytes:
    """What a device signs at the moment of capture, to be sent later.

    One JSON object without blanks, its names in order, in ASCII: every text field of the form but those
    of :data:`SAID_AT_SENDING`, and ``photo``, the SHA-256 of the photo in hexadecimal, null without one.
    """
    said: dict[str, str | None] = {name: text for name, text in fields.items() if name not in SAID_AT_SENDING}
    said["photo"] = None if photo is None else hashlib.sha256(photo).hexdigest()
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def key_name(tenant_id: UUID, key_id: UUID) -> str:
    """How a device names its key: ``keyid`` of its signatures."""
    return base64.urlsafe_b64encode(tenant_id.bytes + key_id.bytes).decode().rstrip("=")


def _header(request: SignedRequest, name: str) -> str:
    value = request.headers.get(name, "")
    if not 0 < len(value) <= MAX_HEADER:
        raise BadSignature(f"A signed request has a header {name} of at most {MAX_HEADER} characters.")
    return value


def _check_cover(request: SignedRequest, names: list[str]) -> None:
    needed = {"@method", "@path", "@query"}
    if request.body:
        needed.add("content-digest")
    if request.method == "POST":
        needed.add("idempotency-key")
    allowed = needed | {"content-digest", "idempotency-key", "content-type"}
    if not needed <= set(names) <= allowed or len(set(names)) < len(names):
        raise BadSignature(
            f"The signature covers {', '.join(names) or 'nothing'}; it must cover"
            f" {', '.join(sorted(needed))}, each once."
        )


def _check_body(request: SignedRequest) -> None:
    if not request.body:
        return
    given = DIGEST.search(_header(request, "content-digest"))
    digest = b"" if given is None else _decoded(given["digest"], 32, "Content-Digest")
    if digest != hashlib.sha256(request.body).digest():
        raise BadSignature("The body is not the one of Content-Digest; SHA-256 is expected.")


def _component(request: SignedRequest, name: str) -> str:
    derived = {"@method": request.method, "@path": request.path, "@query": f"?{request.query}"}
    return derived[name] if name in derived else _header(request, name).strip()


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        part = PARAMETER.match(text, place)
        if part is None or part["name"] in found or (part["name"] == "created") is (part["number"] is None):
            raise BadSignature("The parameters of a signature are created, keyid, alg and nonce, each once.")
        found[part["name"]] = part["number"] or part["text"] or ""
        place = part.end()
    if found.get("alg", "ed25519") != "ed25519":
        raise BadSignature(f"The algorithm is {found['alg']!r}; ed25519 is expected.")
    return found


def _moment(parameters: Mapping[str, str]) -> datetime:
    seconds = int(parameters.get("created", LAST_SECOND + 1))
    if seconds > LAST_SECOND:
        raise BadSignature("The signature does not say when it was created, in seconds since 1970.")
    return datetime.fromtimestamp(seconds, UTC)


def _ids(name: str) -> tuple[UUID, UUID]:
    """Tenant and key that :func:`key_name` named."""
    try:
        raw = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 2 * ID_BYTES:
        raise BadSignature("keyid is not the name of a key that this service gave.")
    return UUID(bytes=raw[:ID_BYTES]), UUID(bytes=raw[ID_BYTES:])


def _decoded(text: str, length: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length:
        raise BadSignature(f"{what} is not {length} bytes in Base64.")
    return raw
