"""Which OpenID provider an institution trusts, over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import IdentityProvider
from services.access import Role
from tests.installation import College

BODY = {
    "issuer": "https://id.college.example",
    "client_id": "smart-roster",
    "client_secret": "of the provider's making",
}


def test_the_admin_reads_changes_and_removes_the_provider_but_never_sees_its_secret(
    college: College,
) -> None:
    written = college.admin.put("/auth/oidc", BODY)
    read = college.admin.get("/auth/oidc")
    stale = college.admin.put("/auth/oidc", BODY | {"client_id": "b"}, If_Match='"7"')
    changed = college.admin.put("/auth/oidc", BODY | {"client_id": "b"}, If_Match='"1"')
    removed = college.admin.delete("/auth/oidc")

    assert (written.status_code, read.headers["ETag"]) == (200, '"1"')
    assert "client_secret" not in read.get_json()
    assert (stale.status_code, changed.status_code, removed.status_code) == (412, 200, 204)
    assert college.admin.get("/auth/oidc").status_code == 404


def test_the_secret_is_kept_encrypted(college: College) -> None:
    college.admin.put("/auth/oidc", BODY)

    with college.unit_of_work() as session:
        raw = session.connection().exec_driver_sql("SELECT client_secret FROM identity_providers").all()
        kept = session.scalars(select(IdentityProvider)).one()

    assert kept.client_secret == BODY["client_secret"]
    assert all(BODY["client_secret"].encode() not in bytes(row[0]) for row in raw)


@pytest.mark.parametrize("issuer", ["ftp://x", "https://", "javascript:x", "no address", "https://[x"])
def test_an_issuer_must_be_an_address(college: College, issuer: str) -> None:
    answer = college.admin.put("/auth/oidc", BODY | {"issuer": issuer})

    assert (answer.status_code, "issuer" in answer.get_json()["errors"]) == (422, True)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.HOD, Role.DP_ACADEMICS])
def test_only_the_admin_chooses_the_provider(college: College, role: Role) -> None:
    api = college.api(role)

    assert api.get("/auth/oidc").status_code == 403
    assert api.put("/auth/oidc", BODY).status_code == 403
    assert api.delete("/auth/oidc").status_code == 403
