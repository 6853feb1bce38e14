"""Attempts to check in, or to start or end a session, as they come in requests."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import request

from api.context import current_device, current_session
from api.uploads import bytes_of
from services.attendance.attempt import Attempt, ReportedPosition, refuse_far_times
from services.presence.devices import verify_capture
from services.presence.encoding import look, look_at_class
from services.presence.sights import Look

POSITION = ("lat", "lon", "accuracy_m", "platform", "mocked")


def look_at_photo() -> Look | None:
    """Look at the photo of one person; none if none was sent. For :func:`api.edge.prepares`."""
    upload = request.files.get("photo")
    return None if upload is None else look(bytes_of(upload))


def look_at_all() -> list[Look]:
    """Look at the photo of a class; no look if none was sent. For :func:`api.edge.prepares`."""
    upload = request.files.get("photo")
    return [] if upload is None else look_at_class(bytes_of(upload))


def attempt_of(values: dict[str, Any], *, look: Look | None, channel: str = "own") -> Attempt:
    """The attempt that a form tells of; ``values`` is what its schema read."""
    device = current_device()
    refuse_far_times(current_session(), captured_at=values["captured_at"], sent_at=values.get("sent_at"))
    position = None
    if "lat" in values:
        position = ReportedPosition(**{name: values[name] for name in POSITION if name in values})
    return Attempt(
        captured_at=values["captured_at"],
        sent_at=values.get("sent_at", None if device is None else device.sent_at),
        look=look,
        position=position,
        challenge=values.get("challenge"),
        signature=_proof_of_signature(values),
        code=values.get("code"),
        channel=channel,
        device_id=None if device is None else device.device_id,
    )


def _proof_of_signature(values: dict[str, Any]) -> str:
    """What the signature of a device proves: that of the capture if there is one, else of the request."""
    device, text = current_device(), values.get("signature")
    if device is None:
        return "missing" if text is None else "wrong"  # nobody else has a key
    if text is None:
        return "valid"
    upload = request.files.get("photo")
    photo = None
    if upload is not None:
        upload.stream.seek(0)
        photo = bytes_of(upload)
    proof = verify_capture(
        current_session(),
        device_id=device.device_id,
        fields=request.form.to_dict(),
        photo=photo,
        signature=_decoded(text),
        captured_at=values["captured_at"],
    )
    return proof.value


def _decoded(text: str) -> bytes:
    """The bytes of a signature; of what is no Base64, none that a key could have made."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
