"""Years and terms never share a day, whoever stores them and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import combinations
from threading import Barrier
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import AcademicYear, Term
from services import records
from services.access import Role
from services.errors import DomainError
from services.structure.calendar import ACADEMIC_YEARS, TERMS
from tests.installation import College

FIRST = date(2026, 9, 1)
DAYS = 40
STRETCHES = st.lists(
    st.tuples(st.integers(-3, DAYS + 3), st.integers(-1, 15)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


def stored(college: College, kind: Any, values: dict[str, Any]) -> bool:
    """Whether a record was taken."""
    actor = college.actor(Role.ADMIN)
    try:
        with college.unit_of_work(actor.user_id) as session:
            records.create(session, kind, actor=actor, values=values)
    except DomainError:
        return False
    return True


def year_of(college: College) -> AcademicYear:
    """A year of 40 days."""
    with college.unit_of_work() as session:
        session.query(Term).delete()
        session.query(AcademicYear).delete()
        year = AcademicYear(name="Year", starts_on=FIRST, ends_on=FIRST + timedelta(days=DAYS - 1))
        session.add(year)
        return year


# The college is the same in all examples: each begins by clearing its calendar.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stretches=STRETCHES)
def test_a_term_is_taken_exactly_when_its_days_are_of_the_year_and_free(
    college: College, stretches: list[tuple[int, int]]
) -> None:
    year = year_of(college)
    taken: set[int] = set()

    for number, (first, last) in enumerate(stretches):
        days = set(range(first, last + 1))
        free = len(days) >= 2 and days <= set(range(DAYS)) and not days & taken
        values = {
            "academic_year_id": year.id,
            "name": f"Term {number}",
            "starts_on": FIRST + timedelta(days=first),
            "ends_on": FIRST + timedelta(days=last),
        }

        assert stored(college, TERMS, values) == free
        taken |= days if free else set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(stretches=STRETCHES)
def test_years_that_were_taken_share_no_day(college: College, stretches: list[tuple[int, int]]) -> None:
    year_of(college)
    for number, (first, last) in enumerate(stretches):
        stretch = {"starts_on": FIRST + timedelta(days=first), "ends_on": FIRST + timedelta(days=last)}
        stored(college, ACADEMIC_YEARS, {"name": f"Y{number}", "is_active": number % 2 == 0, **stretch})

    with college.unit_of_work() as session:
        years = session.scalars(select(AcademicYear)).all()

    assert not any(a.starts_on <= b.ends_on and b.starts_on <= a.ends_on for a, b in combinations(years, 2))
    assert sum(year.is_active for year in years) <= 1


def at_once(*deeds: Any) -> list[Any]:
    """Results of deeds that begin at the same moment."""
    barrier = Barrier(len(deeds))

    def run(deed: Any) -> Any:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_terms_stored_at_the_same_moment_one_gets_the_days(college: College) -> None:
    year = year_of(college)
    college.actor(Role.ADMIN)

    def store(number: int) -> bool:
        values = {"starts_on": FIRST + timedelta(days=number), "ends_on": FIRST + timedelta(days=20)}
        return stored(college, TERMS, {"academic_year_id": year.id, "name": f"Term {number}", **values})

    assert sum(at_once(*(lambda number=number: store(number) for number in range(6)))) == 1


def test_of_years_made_active_at_the_same_moment_one_stays_so(college: College) -> None:
    college.actor(Role.ADMIN)

    def store(number: int) -> bool:
        values = {"starts_on": date(2030 + number, 1, 1), "ends_on": date(2030 + number, 12, 31)}
        return stored(college, ACADEMIC_YEARS, {"name": f"Y{number}", "is_active": True, **values})

    assert all(at_once(*(lambda number=number: store(number) for number in range(5))))
    with college.unit_of_work() as session:
        active = session.scalars(select(AcademicYear).where(AcademicYear.is_active)).all()
    assert len(active) == 1
