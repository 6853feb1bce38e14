"""A tenant's policy as it is kept: only what differs from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Tenant
from models.session import now_of, tenant_of
from services.history import note_change
from services.policy.grid import Period
from services.policy.settings import Policy
from services.records import refuse_stale

DEFAULTS = Policy()
NAMES = frozenset(setting.name for setting in fields(Policy))


def policy_of(session: Session) -> Policy:
    """The policy of the tenant whose unit of work this is, the same until the unit ends."""
    known: dict[UUID, Policy] = session.info.setdefault("policies", {})
    tenant_id = tenant_of(session)
    if tenant_id not in known:
        kept = session.scalar(select(Tenant.policy).where(Tenant.id == tenant_id))
        known[tenant_id] = _read(kept or {})
    return known[tenant_id]


def version_of_policy(session: Session) -> int:
    """How often the policy, or anything else of the tenant, was changed."""
    return session.scalars(select(Tenant.version).where(Tenant.id == tenant_of(session))).one()


def today_of(session: Session) -> date:
    """The date by the clock on the institution's wall."""
    return date_by(session, policy_of(session).time_zone)


def date_by(session: Session, time_zone: str) -> date:
    """The date by the clock of a zone."""
    return now_of(session).astimezone(ZoneInfo(time_zone)).date()


def time_zone_of(kept: Mapping[str, Any]) -> str:
    """The zone of the institution's clock, from what is kept of its policy."""
    return str(kept.get("time_zone", DEFAULTS.time_zone))


def change_policy(session: Session, *, values: Mapping[str, Any], version: int | None = None) -> Tenant:
    """Change settings of the tenant's policy; a setting that is none goes back to its default.

    Raises
    ------
    BadPolicy
        If the settings are out of bounds, or contradict each other.
    Stale
        If the policy was changed since the version that the change was made upon.
    """
    tenant = session.get_one(Tenant, tenant_of(session), with_for_update=True)
    refuse_stale("policy", is_at=tenant.version, made_upon=version)
    before = _read(tenant.policy)
    after = replace(before, **{name: _value(name, value) for name, value in values.items()})
    changed = {
        f"policy.{name}": [_plain(getattr(before, name)), _plain(getattr(after, name))]
        for name in sorted(NAMES)
        if getattr(before, name) != getattr(after, name)
    }
    if changed:
        tenant.policy = _differences(after)
        note_change(session, entity=Tenant.__tablename__, entity_id=tenant.id, fields=changed)
        session.flush()
    session.info["policies"] = {tenant.id: after}
    return tenant


def _read(kept: Mapping[str, Any]) -> Policy:
    # A setting that a later version of the program no longer has is of no use, and does no harm.
    return Policy(**{name: _value(name, value) for name, value in kept.items() if name in NAMES})


def _value(name: str, value: Any) -> Any:
    if value is None:
        return getattr(DEFAULTS, name)
    if name == "periods":
        return tuple(period if isinstance(period, Period) else Period.from_plain(period) for period in value)
    return tuple(value) if isinstance(value, list) else value


def _differences(policy: Policy) -> dict[str, Any]:
    values = {name: getattr(policy, name) for name in NAMES}
    return {name: _plain(value) for name, value in values.items() if value != getattr(DEFAULTS, name)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.plain if isinstance(value, Period) else value
