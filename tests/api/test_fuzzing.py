"""The whole document against made-up requests: no crash, and no answer that it does not describe."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import positive_data_acceptance

from services.access import Role
from tests.installation import Installation

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
"""Requests for each operation; `make test` takes few, a soak takes many."""

ELSEWHERE = max(1, EXAMPLES // 3)
"""On SQLite, which takes more than PostgreSQL does: numbers of any size, text with a NUL."""

tried = settings(
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_made_up_request_crashes_or_is_answered_otherwise_than_described(
    installation: Installation,
) -> None:
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", installation.app)
    college = installation.found_college()
    examples = EXAMPLES if installation.database.engine.name == "postgresql" else ELSEWHERE
    wrong: dict[str, str] = {}

    for found in document.get_all_operations():
        assert not isinstance(found, Err), found.err()
        operation = found.ok()
        try:
            _try(operation, college.bearer(college.user(Role.ADMIN)), examples)
        except (AssertionError, BaseExceptionGroup) as error:
            wrong[operation.label] = str(error)

    assert not wrong, "\n\n".join(f"{label}\n{words}" for label, words in wrong.items())


def _try(operation: Any, headers: dict[str, str], examples: int) -> None:
    @settings(tried, max_examples=examples)
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        # Rules of the institution refuse much that a schema cannot tell from what they allow.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    check()
