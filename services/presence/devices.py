"""Devices: who they are by what they sign, and how their clocks go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models import Device, DeviceKey, Tenant
from models.session import enter_tenant, now_of, tenant_of
from services.errors import NotFound
from services.presence.signing import BadSignature, Claim, capture_message, is_signed_by

if TYPE_CHECKING:
    from engine.attendance import Proof

MAX_SKEW = timedelta(hours=24)
"""A clock that is off by more could be no clock at all; what is off by less is kept and judged."""

SEEN_AGAIN_AFTER = timedelta(minutes=1)


class ClockOff(BadSignature):
    """The device's clock is off by more than a day, so its signatures prove nothing of when."""

    code = "clock_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDevice:
    """The device that signed a request.

    Parameters
    ----------
    sent_at
        When it did, by its own clock.
    drift_s
        How far that clock is behind, in seconds; the way through the network is part of it.
    """

    device_id: UUID
    user_id: UUID
    room_id: UUID | None
    sent_at: datetime
    drift_s: float


def authenticate(session: Session, claim: Claim) -> SigningDevice:
    """The device whose signature it is; the unit of work goes on in the name of its tenant.

    Raises
    ------
    BadSignature
        If the key is none, or no longer good, or the signature was made by another.
    ClockOff
        If it was made at a quite different time.
    """
    tenant_id = session.scalar(select(Tenant.id).where(Tenant.id == claim.tenant_id, Tenant.is_active))
    if tenant_id is None:
        raise _unknown()
    enter_tenant(session, tenant_id)
    now = now_of(session)
    found = session.execute(
        select(Device.id, Device.user_id, Device.room_id, DeviceKey.public_key)
        .join(DeviceKey, DeviceKey.device_id == Device.id)
        .where(
            DeviceKey.id == claim.key_id,
            Device.revoked_at.is_(None),
            or_(DeviceKey.good_until.is_(None), DeviceKey.good_until > now),
        )
    ).one_or_none()
    if found is None or not is_signed_by(found.public_key, message=claim.message, signature=claim.signature):
        raise _unknown()
    drift = now - claim.created
    if abs(drift) > MAX_SKEW:
        raise ClockOff(f"The signature was made at {claim.created:%Y-%m-%d %H:%M} UTC; set the clock right.")
    return SigningDevice(
        device_id=found.id,
        user_id=found.user_id,
        room_id=found.room_id,
        sent_at=claim.created,
        drift_s=drift.total_seconds(),
    )


def note_seen(session: Session, device: SigningDevice) -> None:
    """Keep when a device was seen last and how its clock goes; at most once a minute."""
    now = now_of(session)
    session.execute(
        update(Device)
        .where(
            Device.tenant_id == tenant_of(session),
            Device.id == device.device_id,
            or_(Device.last_seen_at.is_(None), Device.last_seen_at < now - SEEN_AGAIN_AFTER),
        )
        .values(last_seen_at=now, drift_s=device.drift_s),
        # Neither a new version nor a line of history: nobody changed the device.
        execution_options={"synchronize_session": False},
    )


def device_of(session: Session, *, user_id: UUID) -> Device:
    """The device that has an account.

    Raises
    ------
    NotFound
        If the account is no device's, or the device was revoked.
    """
    device = session.scalar(select(Device).where(Device.user_id == user_id, Device.revoked_at.is_(None)))
    if device is None:
        raise NotFound("This account belongs to no device that is in service.")
    return device


def verify_capture(
    session: Session,
    *,
    device_id: UUID,
    fields: Mapping[str, str],
    photo: bytes | None,
    signature: bytes | None,
    captured_at: datetime,
) -> Proof:
    """Whether what was captured off line was signed by the device then, and not changed since.

    A key that has been replaced meanwhile still proves what was captured while it was good; none
    does once the device is revoked. What is signed says
    :func:`services.presence.signing.capture_message`.
    """
    from engine.attendance import Proof

    if signature is None:
        return Proof.MISSING
    keys = session.scalars(
        select(DeviceKey.public_key)
        .join(Device, Device.id == DeviceKey.device_id)
        .where(
            DeviceKey.device_id == device_id,
            Device.revoked_at.is_(None),
            or_(DeviceKey.good_until.is_(None), DeviceKey.good_until > captured_at),
        )
    )
    message = capture_message(fields, photo)
    right = any(is_signed_by(key, message=message, signature=signature) for key in keys.all())
    return Proof.VALID if right else Proof.WRONG


def _unknown() -> BadSignature:
    return BadSignature("The signature is of no key that is good here, or not of this request.")
