"""Tenants are kept apart by the program, and on PostgreSQL by the database as well."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from models import Base, Department, Programme, School, TenantRow
from models.session import ForeignTenant, Who
from tests.installation import College, Installation

TENANT_TABLES = sorted(name for name, table in Base.metadata.tables.items() if "tenant_id" in table.c)

on_postgresql = pytest.mark.parametrize("installation", ["postgresql"], indirect=True)
"""SQLite has neither roles nor row-level security: there the program alone keeps tenants apart."""


@pytest.fixture
def other(installation: Installation) -> College:
    """Another college of the same installation."""
    return installation.found_college()


def _department(college: College) -> Department:
    with college.unit_of_work() as session:
        school_id = session.scalars(select(School.id)).one()
        department = Department(school_id=school_id, code="ICT", name="Computing")
        session.add(department)
    return department


@on_postgresql
def test_every_table_of_tenants_has_forced_row_level_security(installation: Installation) -> None:
    engine = installation.database.engine
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        ).scalars()

        assert set(found) >= set(TENANT_TABLES)


@on_postgresql
def test_the_service_is_neither_owner_nor_superuser(installation: Installation) -> None:
    engine = installation.database.engine
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user"))

    assert (tuple(row), owned) == ((False, False), 0)


def test_orm_statements_see_and_touch_rows_of_the_own_tenant_only(college: College, other: College) -> None:
    mine = _department(college)

    with other.unit_of_work() as session:
        seen = session.scalars(select(Department)).all()
        got = session.get(Department, mine.id)
        changed = session.execute(update(Department).values(name="Taken"))
        gone = session.execute(delete(Department).where(Department.id == mine.id))

    assert (list(seen), got) == ([], None)
    assert (changed.rowcount, gone.rowcount) == (0, 0)
    with college.unit_of_work() as session:
        assert session.scalars(select(Department.name)).all() == ["Computing"]


def test_without_a_tenant_no_row_is_seen(college: College, installation: Installation) -> None:
    _department(college)

    with installation.database.unit_of_work(Who()) as session:
        assert session.scalars(select(Department)).all() == []


def test_rows_for_another_tenant_are_refused(college: College, other: College) -> None:
    row = Department(tenant_id=college.tenant_id, school_id=uuid4(), code="X", name="X")

    with pytest.raises(ForeignTenant), other.unit_of_work() as session:
        session.add(row)


def test_a_row_cannot_point_to_a_parent_of_another_tenant(college: College, other: College) -> None:
    mine = _department(college)

    with pytest.raises(IntegrityError), other.unit_of_work() as session:
        session.add(Programme(department_id=mine.id, code="P", name="P", level="5", duration_terms=3))


@on_postgresql
def test_on_postgresql_even_bare_statements_stay_within_the_tenant(college: College, other: College) -> None:
    mine = _department(college)

    with other.unit_of_work() as session:
        connection = session.connection()
        assert connection.execute(text("SELECT count(*) FROM departments")).scalar() == 0
        assert connection.execute(text("UPDATE departments SET name = 'Taken'")).rowcount == 0
    values = {column.name: getattr(mine, column.name) for column in Department.__table__.c}
    with pytest.raises(DBAPIError, match="row-level security"), other.unit_of_work() as session:
        session.connection().execute(insert(Department).values(**values | {"id": uuid4()}))


def test_the_tenant_of_one_transaction_is_not_met_by_the_next(
    college: College, installation: Installation
) -> None:
    _department(college)

    for _ in range(20):  # more than the connections that were used so far
        with college.unit_of_work() as session:
            assert len(session.scalars(select(Department)).all()) == 1
        with installation.database.unit_of_work() as session:
            assert session.scalars(select(Department)).all() == []


def test_every_model_of_tenants_is_restricted() -> None:
    loose = [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if "tenant_id" in mapper.columns and not issubclass(mapper.class_, TenantRow)
    ]

    assert loose == []


def test_errors_of_the_database_do_not_repeat_values(college: College) -> None:
    with pytest.raises(DBAPIError) as caught, college.unit_of_work() as session:
        session.execute(text("SELECT :name FROM nowhere"), {"name": "Wanjiru Kamau"})

    assert "nowhere" in str(caught.value)
    assert "Wanjiru" not in str(caught.value)
