"""Finding the term to plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import AcademicYear, Term
from models.session import utc_now
from services.errors import NotFound
from services.timetabling.terms import find_term, full_name
from tests.installation import College

TODAY = utc_now().date()


def add_terms(college: College) -> None:
    """Last year's two terms and this year's two, of which the first is taught."""
    for name, start in (("Last", TODAY - timedelta(days=330)), ("This", TODAY - timedelta(days=30))):
        year = AcademicYear(name=name, starts_on=start, ends_on=start + timedelta(days=290))
        college.add(
            year,
            *(
                Term(academic_year_id=year.id, name=f"Term {number}", starts_on=first, ends_on=last)
                for number, first, last in (
                    (1, start, start + timedelta(days=90)),
                    (2, start + timedelta(days=120), start + timedelta(days=210)),
                )
            ),
        )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (None, "Term 1 This"),
        ("Term 1", "Term 1 This"),
        ("Term 2", "Term 2 This"),
        ("Term 2 Last", "Term 2 Last"),
    ],
)
def test_a_term_is_found_by_name_and_else_by_the_day(college: College, name: str | None, found: str) -> None:
    add_terms(college)

    with college.unit_of_work() as session:
        assert full_name(find_term(session, name=name)) == found


def test_terms_that_are_there_are_named_when_the_one_is_not(college: College) -> None:
    with college.unit_of_work() as session, pytest.raises(NotFound, match="known are: none"):
        find_term(session)
    add_terms(college)

    with college.unit_of_work() as session, pytest.raises(NotFound, match="Term 1 Last, Term 2 Last, Term 1"):
        find_term(session, name="Term 9")


def test_when_all_terms_are_over_it_is_the_last(college: College) -> None:
    year = AcademicYear(name="Old", starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 1))
    term = Term(academic_year_id=year.id, name="Term 1", starts_on=date(2020, 1, 1), ends_on=date(2020, 4, 1))
    college.add(year, term)

    with college.unit_of_work() as session:
        assert find_term(session).id == term.id
