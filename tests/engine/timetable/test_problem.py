"""A problem refuses what contradicts itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.timetable.problem import InvalidProblem
from tests.engine.timetable.school import LOGIC, PROOFS, school


@pytest.mark.parametrize(
    ("substitutes", "said"),
    [
        ((2,), r"Course Logic names teacher 2; there are 2, numbered from 0\."),
        ((1, 1), r"Course Logic names a substitute twice\."),
        ((1, 0), r"Course Logic names its own teacher Ada as a substitute; expected somebody else\."),
    ],
)
def test_a_substitute_is_another_teacher_named_once(substitutes: tuple[int, ...], said: str) -> None:
    with pytest.raises(InvalidProblem, match=said):
        school(courses=(replace(LOGIC, substitutes=substitutes), PROOFS))
