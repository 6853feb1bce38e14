"""A signature is good for one request, made by one key, and covers all that matters."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from services.presence.signing import (
    BadSignature,
    Claim,
    SignedRequest,
    capture_message,
    is_signed_by,
    key_name,
    read_claim,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
TENANT, KEY_ID = UUID(int=1), UUID(int=2)
COVERED = ("@method", "@path", "@query", "content-digest", "idempotency-key")
BODY = b'{"count": 3}'


def signed(
    *names: str, parameters: str | None = None, body: bytes = BODY, label: str = "sig1"
) -> SignedRequest:
    """A POST whose signature covers the named components."""
    digest = base64.b64encode(sha256(body).digest()).decode()
    values = {
        "@method": "POST",
        "@path": "/api/challenges",
        "@query": "?",
        "content-digest": f"sha-256=:{digest}:",
        "idempotency-key": "abc",
        "content-type": "application/json",
    }
    name = key_name(TENANT, KEY_ID)
    parameters = f';created=1790000000;keyid="{name}"' if parameters is None else parameters
    given = "(" + " ".join(f'"{name}"' for name in names) + ")" + parameters
    lines = [f'"{name}": {values.get(name, "")}' for name in names] + [f'"@signature-params": {given}']
    signature = base64.b64encode(KEY.sign("\n".join(lines).encode())).decode()
    headers = {name: value for name, value in values.items() if not name.startswith("@")}
    headers |= {"signature-input": f"{label}={given}", "signature": f"{label}=:{signature}:"}
    return SignedRequest(method="POST", path="/api/challenges", query="", headers=headers, body=body)


def is_good(claim: Claim) -> bool:
    """Whether the claim is true of the key."""
    return is_signed_by(PUBLIC, message=claim.message, signature=claim.signature)


def test_a_request_is_known_by_the_key_that_signed_it() -> None:
    claim = read_claim(signed(*COVERED))

    assert is_good(claim)
    assert (claim.tenant_id, claim.key_id) == (TENANT, KEY_ID)
    assert claim.created == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed", [{"method": "PUT"}, {"path": "/api/devices"}, {"query": "a=1"}], ids=lambda change: str(change)
)
def test_a_signature_is_not_good_for_another_request(changed: dict[str, str]) -> None:
    assert not is_good(read_claim(replace(signed(*COVERED), **changed)))  # type: ignore[arg-type]


def test_a_key_under_which_an_answer_is_kept_cannot_be_exchanged() -> None:
    request = signed(*COVERED)
    other = replace(request, headers={**request.headers, "idempotency-key": "def"})

    assert not is_good(read_claim(other))


def test_another_body_is_refused_before_anything_is_looked_up() -> None:
    with pytest.raises(BadSignature, match="body"):
        read_claim(replace(signed(*COVERED), body=b'{"count": 500}'))


@pytest.mark.parametrize("left_out", COVERED)
def test_whoever_leaves_out_what_matters_is_told(left_out: str) -> None:
    with pytest.raises(BadSignature, match=left_out):
        read_claim(signed(*(name for name in COVERED if name != left_out)))


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        ";created=1790000000",
        ';keyid="abc";created=1790000000',
        ';created=1790000000;created=1;keyid="abc"',
        ';created="1790000000";keyid="abc"',
        f';created=999999999999;keyid="{key_name(TENANT, KEY_ID)}"',
        f';created=1790000000;keyid="{key_name(TENANT, KEY_ID)}";alg="hmac-sha256"',
        f';created=1790000000;keyid="{key_name(TENANT, KEY_ID)}";tag="x"',
    ],
)
def test_parameters_that_make_no_sense_are_refused(parameters: str) -> None:
    with pytest.raises(BadSignature):
        read_claim(signed(*COVERED, parameters=parameters))


def test_components_are_covered_once_and_known() -> None:
    for names in ((*COVERED, "@path"), (*COVERED, "x-tenant")):
        with pytest.raises(BadSignature, match="covers"):
            read_claim(signed(*names))


def test_signature_and_input_are_of_one_label() -> None:
    request = signed(*COVERED)
    headers = {**request.headers, "signature": request.headers["signature"].replace("sig1", "sig2")}

    with pytest.raises(BadSignature):
        read_claim(replace(request, headers=headers))


@given(st.text(max_size=200), st.text(max_size=200))
def test_made_up_headers_are_refused_and_crash_nothing(given_input: str, signature: str) -> None:
    headers = {"signature-input": given_input, "signature": signature}

    with pytest.raises(BadSignature):
        read_claim(SignedRequest(method="GET", path="/", query="", headers=headers, body=b""))


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_no_made_up_key_or_signature_is_good(key: bytes, signature: bytes) -> None:
    assert not is_signed_by(key, message=b"something", signature=signature)


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=10)), st.binary(max_size=20))
def test_what_is_signed_of_a_capture_is_every_field_but_those_of_its_sending(
    fields: dict[str, str], photo: bytes
) -> None:
    message = capture_message(fields, photo)

    assert message == capture_message({**fields, "signature": "abc", "sent_at": "later"}, photo)
    assert message != capture_message({**fields, "a": fields.get("a", "") + "x"}, photo)
    assert message != capture_message(fields, photo + b"x")
