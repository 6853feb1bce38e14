"""Devices as the admin keeps them: registered, moved, given other keys, revoked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload
from uuid_utils.compat import uuid7

from models import Device, DeviceKey, User
from models.session import now_of
from services.access import Actor, Permission, Role, Scope
from services.errors import Conflict, Invalid, NotFound
from services.identity import families
from services.identity.accounts import open_account
from services.people.activity import note
from services.presence.devices import device_of
from services.presence.signing import PUBLIC_KEY_BYTES
from services.records import Kind, change, create, fetch, refuse_stale, require

MAX_KEYS = 5
OVERLAP_HOURS = 24
MAX_NAME = 80
DOMAIN = "devices.example"
"""Of the addresses of devices, which nobody ever reads: the name is kept free for such."""


class BadKey(Invalid):
    """A public key that is none, or one that the device has already."""

    code = "bad_public_key"


class TooManyKeys(Conflict):
    """A device has more keys that are good than any exchange needs."""

    code = "too_many_keys"


class DeviceRevoked(Conflict):
    """The device is out of service for good."""

    code = "device_revoked"


def _revoked(value: Any) -> ColumnElement[bool]:
    return Device.revoked_at.is_not(None) if value else Device.revoked_at.is_(None)


DEVICES = Kind(
    model=Device,
    noun="device",
    plural="devices",
    read=Permission.DEVICES_READ,
    write=Permission.DEVICES_WRITE,
    within={Scope.OWN: lambda actor: Device.user_id == actor.user_id},
    unique=(("name",),),
    filters={"is_revoked": _revoked},
    search=(Device.name,),
    order={"name": Device.name, "created_at": Device.created_at},
    load=(selectinload(Device.keys),),
)
"""How devices are read and written; a device reads of itself alone."""


def register_device(
    session: Session, *, actor: Actor, name: str, public_key: str, room_id: UUID | None = None
) -> Device:
    """Take a device into service: it has an account, a place, and the key that it signs by.

    Raises
    ------
    BadKey
        If the key is none.
    Invalid, Conflict
        If there is no such room, or another device has the name.
    """
    key = _read_key(public_key)
    account = open_account(
        session,
        email=f"{uuid7().hex}@{DOMAIN}",
        role=Role.DEVICE,
        first_name=name[:MAX_NAME],
        last_name="Device",
        verified=True,
    )
    values = {"user_id": account.id, "name": name, "room_id": room_id}
    device = create(session, DEVICES, actor=actor, values=values)
    session.add(DeviceKey(device_id=device.id, public_key=key))
    session.flush()
    note(session, actor.user_id, "device_registered", device_id=str(device.id))
    return _reloaded(session, device.id)


def change_device(
    session: Session, *, actor: Actor, device_id: UUID, values: Mapping[str, Any], version: int | None
) -> Device:
    """Give a device another name or place.

    Raises
    ------
    NotFound, Stale, Invalid, Conflict
        As for records.
    DeviceRevoked
        If it is out of service.
    """
    _writable(session, actor=actor, device_id=device_id, version=version)
    change(session, DEVICES, actor=actor, record_id=device_id, values=values)
    return _reloaded(session, device_id)


def revoke_device(session: Session, *, actor: Actor, device_id: UUID, version: int | None) -> Device:
    """Take a device out of service for good: nothing that it signs counts any more.

    Its name is free for the one that takes its place.

    Raises
    ------
    NotFound, Stale
        As for records.
    DeviceRevoked
        If it is already.
    """
    device = _writable(session, actor=actor, device_id=device_id, version=version)
    device.revoked_at = now_of(session)
    device.name = f"{device.name[:MAX_NAME]} (revoked {device.id.hex[-6:]})"
    account = session.scalars(select(User).where(User.id == device.user_id)).one()
    account.is_active = False
    families.revoke_all(session, user_id=account.id, because="device revoked")
    session.flush()
    note(session, actor.user_id, "device_revoked", device_id=str(device.id))
    return _reloaded(session, device_id)


def add_key(
    session: Session,
    *,
    actor: Actor,
    device_id: UUID,
    public_key: str,
    overlap_hours: int = OVERLAP_HOURS,
    version: int | None = None,
) -> DeviceKey:
    """Give a device another key; those before are good for the overlap still, then no longer.

    Raises
    ------
    NotFound, Stale
        As for records.
    BadKey, TooManyKeys, DeviceRevoked
        If the key is none, or one too many, or the device is out of service.
    """
    device = _writable(session, actor=actor, device_id=device_id, version=version)
    return _exchange(session, device, _read_key(public_key), overlap_hours)


def exchange_own_key(
    session: Session, *, actor: Actor, public_key: str, overlap_hours: int = OVERLAP_HOURS
) -> DeviceKey:
    """Change the key of the device that asks, which it does by signing with the one before.

    Raises
    ------
    NotFound
        If the account is no device's.
    BadKey, TooManyKeys
        As for :func:`add_key`.
    """
    device = device_of(session, user_id=actor.user_id)
    return _exchange(session, _reloaded(session, device.id), _read_key(public_key), overlap_hours)


def remove_key(
    session: Session, *, actor: Actor, device_id: UUID, key_id: UUID, version: int | None = None
) -> None:
    """Revoke a key that may be in wrong hands: also what it signed earlier proves nothing any more.

    Raises
    ------
    NotFound, Stale, DeviceRevoked
        If there is no such key, or as for :func:`add_key`.
    """
    device = _writable(session, actor=actor, device_id=device_id, version=version)
    key = session.scalar(select(DeviceKey).where(DeviceKey.id == key_id, DeviceKey.device_id == device.id))
    if key is None:
        raise NotFound(f"This device has no key {key_id}.")
    session.delete(key)
    session.flush()


def _exchange(session: Session, device: Device, key: bytes, overlap_hours: int) -> DeviceKey:
    now = now_of(session)
    good = [known for known in device.keys if known.good_until is None or known.good_until > now]
    if any(known.public_key == key for known in device.keys):
        raise BadKey("The device has, or had, this key already.", fields={"public_key": "Known already."})
    if len(good) >= MAX_KEYS:
        raise TooManyKeys(f"The device has {len(good)} keys that are good; remove one first.")
    until = now + timedelta(hours=overlap_hours)
    for known in good:
        known.good_until = _earlier(known.good_until, until)
    fresh = DeviceKey(device_id=device.id, public_key=key)
    session.add(fresh)
    session.flush()
    return fresh


def _earlier(first: datetime | None, second: datetime) -> datetime:
    return second if first is None else min(first, second)


def _writable(session: Session, *, actor: Actor, device_id: UUID, version: int | None) -> Device:
    device = fetch(session, DEVICES, actor=actor, record_id=device_id)
    require(session, DEVICES, actor=actor, record=device, permission=DEVICES.write)
    refuse_stale(DEVICES.noun, is_at=device.version, made_upon=version)
    if device.revoked_at is not None:
        raise DeviceRevoked("The device was revoked; register it anew, with another key.")
    return device


def _reloaded(session: Session, device_id: UUID) -> Device:
    found = select(Device).where(Device.id == device_id).options(*DEVICES.load)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _read_key(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != PUBLIC_KEY_BYTES:
        raise BadKey(
            "A public key of Ed25519 is 32 bytes in Base64.", fields={"public_key": "Not 32 bytes in Base64."}
        )
    return raw
