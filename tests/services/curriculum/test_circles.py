"""Circles and chains among prerequisites."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.curriculum.circles import (
    MAX_CHAIN,
    PrerequisiteChainTooLong,
    PrerequisiteCircle,
    check_needs,
    find_circle,
    longest_chain,
)

graphs = st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=4), max_size=8)


def _leads_to_itself(needs: dict[int, set[int]], start: int) -> bool:
    reached, ahead = set(), list(needs.get(start, ()))
    while ahead:
        course = ahead.pop()
        if course == start:
            return True
        if course not in reached:
            reached.add(course)
            ahead += needs.get(course, ())
    return False


@given(graphs)
def test_a_circle_is_found_exactly_where_a_course_leads_to_itself(needs: dict[int, set[int]]) -> None:
    circle = find_circle(needs)

    assert bool(circle) == any(_leads_to_itself(needs, course) for course in needs)
    if circle:
        assert circle[0] == circle[-1]
        assert all(then in needs[course] for course, then in pairwise(circle))


@given(graphs)
def test_the_longest_chain_is_as_long_as_a_walk_finds(needs: dict[int, set[int]]) -> None:
    if find_circle(needs):
        return

    def length(course: int) -> int:
        return 1 + max(map(length, needs.get(course, ())), default=0)

    courses = set(needs).union(*needs.values())
    chain = longest_chain(needs)

    assert len(chain) == max(map(length, courses), default=0)
    assert all(then in needs[course] for course, then in pairwise(chain))


def test_a_circle_is_told_from_course_to_course() -> None:
    names = {1: "ICT101", 2: "ICT102", 3: "ICT103"}

    with pytest.raises(PrerequisiteCircle) as refused:
        check_needs({1: {2}, 2: {3}, 3: {1}}, names, field="course_ids")

    assert refused.value.message.removeprefix("Prerequisites would go in a circle: ") in {
        "ICT101 needs ICT102, which needs ICT103, which needs ICT101.",
        "ICT102 needs ICT103, which needs ICT101, which needs ICT102.",
        "ICT103 needs ICT101, which needs ICT102, which needs ICT103.",
    }


def test_a_course_is_no_prerequisite_of_itself() -> None:
    with pytest.raises(PrerequisiteCircle, match="A needs A"):
        check_needs({1: {1}}, {1: "A"}, field="course_ids")


def test_a_chain_may_have_thirty_courses_and_no_more() -> None:
    names = {number: f"C{number}" for number in range(MAX_CHAIN + 1)}
    chain = {number: {number + 1} for number in range(MAX_CHAIN - 1)}

    check_needs(chain, names, field="course_ids")
    with pytest.raises(PrerequisiteChainTooLong, match="From C0 to C30 there would be 31 courses"):
        check_needs(chain | {MAX_CHAIN - 1: {MAX_CHAIN}}, names, field="course_ids")
