"""An institution is taken away whatever refers to what in it."""

from __future__ import annotations

from sqlalchemy import select

from models import Tenant, Timetable
from services.seeding.removing import remove_institution
from tests.installation import College
from tests.teaching import Teaching


def test_rows_that_refer_to_others_of_their_table_go_too(college: College) -> None:
    term_id = Teaching(college).term.id
    first = Timetable(term_id=term_id, number=1, name="First")
    college.add(first)
    college.add(Timetable(term_id=term_id, number=2, name="A copy", made_from_id=first.id))

    with college.unit_of_work() as session:
        remove_institution(session, college.tenant_id)

    with college.installation.database.unit_of_work() as session:
        assert session.scalar(select(Tenant.id).where(Tenant.id == college.tenant_id)) is None
