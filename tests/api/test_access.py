"""Every operation of the document, as every role and as another institution: the table holds."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from models import Base, TenantRow
from services.access import PERMISSIONS, Permission, Role, Scope
from tests.api.document import Operation, operations, routes
from tests.installation import College, Installation

pytestmark = pytest.mark.slow

one_database = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
"""For what is decided before a database is asked for more than the account."""

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@one_database
def test_every_address_is_in_the_document_and_declares_its_permission(installation: Installation) -> None:
    described = operations(installation.app)

    undeclared = [
        o.name for o in described if o.permission != "public" and o.permission not in set(Permission)
    ]

    assert undeclared == []
    assert routes(installation.app) == {(o.method, o.path) for o in described}


@one_database
def test_no_role_gets_past_the_table_of_permissions(college: College) -> None:
    wrong = []
    logged_in = {role: college.api(role) for role in Role}
    # Those that end log-ins come last, and have a new one each.
    for operation in sorted(_guarded(college), key=_ends_log_ins):
        for role in Role:
            api = college.api(role) if _ends_log_ins(operation) else logged_in[role]
            status = _send(api.client, operation, uuid4(), api.headers)
            allowed = PERMISSIONS[Permission(operation.permission)][role] > Scope.NONE
            if (status == 403) == allowed or status == 401 or status >= 500:
                wrong.append((operation.name, role.value, status))

    assert wrong == []


@one_database
def test_nobody_gets_in_without_logging_in(college: College) -> None:
    api = college.api()

    let_in = [o.name for o in _guarded(college) if _send(api.client, o, uuid4(), {}) != 401]

    assert let_in == []


def test_another_institution_sees_and_changes_nothing(college: College, installation: Installation) -> None:
    _fill(college)
    ids = _ids(college)
    stranger = installation.found_college()
    headers = stranger.admin.headers

    leaks = []
    for operation in _guarded(college):
        if not operation.parameters and operation.method != "get":
            continue
        for table, record_id in _meant_by(operation, ids).items():
            answer = stranger.admin.client.open(
                operation.address(record_id), method=operation.method, json={}, headers=headers
            )
            seen = set(UUID_TEXT.findall(answer.get_data().decode(errors="replace"))) - {str(record_id)}
            let_in = operation.parameters and answer.status_code < 300
            if let_in or seen & {str(value) for value in ids.values()}:
                leaks.append((operation.name, table, answer.status_code))
            if not operation.parameters:
                break

    assert leaks == []
    assert _ids(college) == ids


def _guarded(college: College) -> list[Operation]:
    return [o for o in operations(college.installation.app) if o.permission != "public"]


def _meant_by(operation: Operation, ids: dict[str, object]) -> dict[str, object]:
    """Of the ids those that the path asks for by the name of their table; a few where it names none."""
    nouns = {word.replace("-", "_") for word in operation.path.split("/") if word and "{" not in word}
    meant = {table: record_id for table, record_id in ids.items() if table in nouns}
    return meant or {table: ids[table] for table in ("departments", "users")}


def _ends_log_ins(operation: Operation) -> bool:
    return operation.path.startswith("/api/auth/")


def _send(client: object, operation: Operation, value: object, headers: dict[str, str]) -> int:
    body: dict[str, str] | None = None if operation.method in ("get", "delete") else {}
    response = client.open(  # type: ignore[attr-defined]  # of Flask's test client
        operation.address(value), method=operation.method.upper(), json=body, headers=headers
    )
    return int(response.status_code)


def _fill(college: College) -> None:
    """Something of everything that the API creates from nothing."""
    for role in Role:
        college.user(role)
    college.admin.created("/departments", code="ICT", name="Computing")


def _ids(college: College) -> dict[str, object]:
    """One row's id of every table that has rows of the college."""
    found = {}
    with college.unit_of_work() as session:
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, TenantRow):
                record_id = session.scalar(select(mapper.class_.id).order_by(mapper.class_.id).limit(1))
                if record_id is not None:
                    found[mapper.class_.__tablename__] = record_id
    return found
