"""Requests that a device has signed, which stand beside those of people who have logged in."""

from __future__ import annotations

import structlog
from flask import g, request
from sqlalchemy.orm import Session

from services.access import Actor, Role, load_actor
from services.presence.devices import authenticate
from services.presence.signing import BadSignature, SignedRequest, read_claim


def is_signed() -> bool:
    """Whether the request claims to be signed; who claims it is not looked at as a person."""
    return "Signature-Input" in request.headers


def signing_device(session: Session) -> Actor:
    """The account of the device that signed the request, which goes on in the name of its tenant.

    Raises
    ------
    BadSignature
        If the signature is not good, or the device's account is closed.
    """
    device = authenticate(session, read_claim(_as_signed()))
    actor = load_actor(session, device.user_id)
    if actor is None or actor.role is not Role.DEVICE:
        raise BadSignature("The device's account is closed, or no device's any more.")
    g.device = device
    structlog.contextvars.bind_contextvars(tenant=str(actor.tenant_id), user=str(actor.user_id))
    return actor


def _as_signed() -> SignedRequest:
    return SignedRequest(
        method=request.method,
        path=request.path,
        query=request.query_string.decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(),
    )
