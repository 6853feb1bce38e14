"""What an institution asks of a check-in, as the engine's verdict takes it."""

from __future__ import annotations

from dataclasses import fields

from engine.attendance import AttendancePolicy, CodeRole
from services.policy import Policy

SHARED = tuple(setting.name for setting in fields(AttendancePolicy))
"""Settings that an institution's policy and the engine's have under one name."""


def rules_of(policy: Policy) -> AttendancePolicy:
    """The part of an institution's policy that verdicts are judged by."""
    values = {name: getattr(policy, name) for name in SHARED}
    return AttendancePolicy(**{**values, "code_role": CodeRole(policy.code_role)})
