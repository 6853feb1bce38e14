"""The institution's settings are those of the verdict, with the same defaults."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

import pytest

from engine.attendance import AttendancePolicy, CodeRole
from services.attendance.rules import rules_of
from services.policy import Policy
from services.policy.settings import CODE_ROLES, BadPolicy


def test_every_setting_of_a_verdict_is_the_institutions_with_the_same_default() -> None:
    assert rules_of(Policy()) == AttendancePolicy()


@pytest.mark.parametrize("setting", fields(AttendancePolicy), ids=lambda setting: setting.name)
def test_what_the_institution_sets_reaches_the_verdict(setting: Field[Any]) -> None:
    changed = {"code_role": "extra", "late_minutes": 40, "face_review": 0.6, "place_accept": 0.95}
    default = setting.default
    value: Any = changed.get(setting.name, not default if isinstance(default, bool) else default)
    assert getattr(rules_of(Policy(**{setting.name: value})), setting.name) == value


def test_the_roles_of_the_code_are_those_of_the_verdict() -> None:
    assert tuple(CodeRole) == CODE_ROLES


def test_an_unknown_role_of_the_code_is_refused_in_words() -> None:
    with pytest.raises(BadPolicy, match="instead_of_place"):
        Policy(code_role="both")
