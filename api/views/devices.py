"""Devices with keys, and challenges."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from flask import url_for
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of, sorted_by
from api.context import current_actor, current_session
from api.edge import requires
from api.limits import limited
from api.schemas.common import page_of
from api.schemas.devices import (
    ChallengesSchema,
    ChallengeWrite,
    DeviceCreate,
    DeviceQuery,
    DeviceSchema,
    DeviceWrite,
    KeySchema,
    KeyWrite,
)
from models import Device, DeviceKey
from services import records
from services.access import Permission, Role
from services.presence import registering
from services.presence.challenges import give_out
from services.presence.registering import DEVICES
from services.presence.signing import key_name
from services.records import Page

blp = Blueprint("Devices", __name__, description="Kiosks, which sign what they send, and challenges.")


@blp.route("/devices")
class Devices(MethodView):
    """All devices."""

    @blp.arguments(sorted_by(DEVICES, DeviceQuery), location="query")
    @blp.response(200, page_of(DeviceSchema))
    @requires(Permission.DEVICES_READ)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List devices; a device is shown itself."""
        page = records.page(current_session(), DEVICES, actor=current_actor(), query=query_of(arguments))
        return Page([_shown(device) for device in page.items], page.next_cursor)

    @blp.arguments(DeviceCreate)
    @blp.response(201, DeviceSchema, headers=ETAG_HEADER)
    @requires(Permission.DEVICES_WRITE)
    def post(self, values: dict[str, Any]) -> Any:
        """Take a device into service, with the public key that it signs by."""
        device = registering.register_device(current_session(), actor=current_actor(), **values)
        location = url_for("Devices.Device", device_id=device.id)
        return _shown(device), {**etag(device), "Location": location}


@blp.route("/devices/<uuid:device_id>", endpoint="Device")
class OneDevice(MethodView):
    """One device."""

    @blp.response(200, DeviceSchema, headers=ETAG_HEADER)
    @requires(Permission.DEVICES_READ)
    def get(self, device_id: UUID) -> Any:
        """Read a device."""
        device = records.fetch(current_session(), DEVICES, actor=current_actor(), record_id=device_id)
        return _shown(device), etag(device)

    @blp.arguments(DeviceWrite)
    @blp.response(200, DeviceSchema, headers=ETAG_HEADER)
    @requires(Permission.DEVICES_WRITE)
    def put(self, values: dict[str, Any], device_id: UUID) -> Any:
        """Replace a device's name and place."""
        return _changed(device_id, values)

    @blp.arguments(DeviceWrite(partial=True))
    @blp.response(200, DeviceSchema, headers=ETAG_HEADER)
    @requires(Permission.DEVICES_WRITE)
    def patch(self, values: dict[str, Any], device_id: UUID) -> Any:
        """Change a device's name or place."""
        return _changed(device_id, values)


@blp.post("/devices/<uuid:device_id>/revocation")
@blp.response(200, DeviceSchema, headers=ETAG_HEADER)
@requires(Permission.DEVICES_WRITE)
def revocation(device_id: UUID) -> Any:
    """Take a device out of service for good: nothing that it signs counts any more."""
    device = registering.revoke_device(
        current_session(), actor=current_actor(), device_id=device_id, version=expected_version()
    )
    return _shown(device), etag(device)


@blp.post("/devices/<uuid:device_id>/keys")
@blp.arguments(KeyWrite)
@blp.response(201, KeySchema)
@requires(Permission.DEVICES_WRITE)
def new_key(values: dict[str, Any], device_id: UUID) -> Any:
    """Give a device another key; those before it are good for a while still."""
    key = registering.add_key(
        current_session(), actor=current_actor(), device_id=device_id, version=expected_version(), **values
    )
    return _shown_key(key), {"Location": url_for("Devices.Device", device_id=device_id)}


@blp.delete("/devices/<uuid:device_id>/keys/<uuid:key_id>")
@blp.response(204)
@requires(Permission.DEVICES_WRITE)
def removed_key(device_id: UUID, key_id: UUID) -> None:
    """Revoke a key that may be in wrong hands; also what it signed earlier proves nothing any more."""
    registering.remove_key(
        current_session(),
        actor=current_actor(),
        device_id=device_id,
        key_id=key_id,
        version=expected_version(),
    )


@blp.post("/me/device/keys")
@blp.arguments(KeyWrite)
@blp.response(201, KeySchema)
@requires(Permission.ME)
def own_key(values: dict[str, Any]) -> Any:
    """Exchange the key of the device that asks, signing with the one before."""
    key = registering.exchange_own_key(current_session(), actor=current_actor(), **values)
    return _shown_key(key), {"Location": url_for("Devices.Device", device_id=key.device_id)}


@blp.post("/challenges")
@blp.arguments(ChallengeWrite)
@blp.response(201, ChallengesSchema)
@limited(address="600/minute")
@requires(Permission.ME)
def challenges(values: dict[str, Any]) -> Any:
    """Take challenges, each good once, for you alone, and for what is captured from now on.

    A person takes one, good for minutes. A device may take a stock, good for as long as what it
    captures off line may be sent later.
    """
    actor = current_actor()
    is_device = actor.role is Role.DEVICE
    count = values["count"] if is_device else 1
    given = give_out(current_session(), user_id=actor.user_id, count=count, for_later=is_device)
    return {"items": given}


def _changed(device_id: UUID, values: dict[str, Any]) -> Any:
    device = registering.change_device(
        current_session(),
        actor=current_actor(),
        device_id=device_id,
        values=values,
        version=expected_version(),
    )
    return _shown(device), etag(device)


def _shown(device: Device) -> dict[str, Any]:
    names = ("id", "version", "created_at", "updated_at", "user_id", "name", "room_id")
    state = ("last_seen_at", "drift_s", "revoked_at")
    fields = {name: getattr(device, name) for name in (*names, *state)}
    return {**fields, "keys": [_shown_key(key) for key in device.keys]}


def _shown_key(key: DeviceKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "key_id": key_name(key.tenant_id, key.id),
        "public_key": base64.b64encode(key.public_key).decode(),
        "good_until": key.good_until,
        "created_at": key.created_at,
    }
