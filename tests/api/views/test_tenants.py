"""Institutions over HTTP, for operators of the platform; and entering one by ``X-Tenant``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.access import Role
from tests.installation import PASSWORD, Api, College, Installation

ADMIN = {"email": "principal@lakeside.example", "first_name": "Achieng", "last_name": "Otieno"}


def new_slug() -> str:
    """A short name that no other test uses."""
    return f"lake-{uuid4().hex[:12]}"


@pytest.fixture
def operator(college: College) -> Api:
    return college.api(Role.OPERATOR)


def founded(operator: Api, **fields: Any) -> dict[str, Any]:
    """A new institution."""
    return operator.created("/tenants", **{"slug": new_slug(), "name": "Lakeside", "admin": ADMIN, **fields})


def test_an_operator_founds_an_institution_whose_admin_sets_a_password_and_logs_in(
    operator: Api, installation: Installation
) -> None:
    tenant = founded(operator, school_code="LTC")
    installation.deliver()
    token = installation.letterbox.token_for(ADMIN["email"])
    secret = "correct-horse-7-battery"  # noqa: S105 - of an account that lives as long as the test
    reset = Api(installation.app.test_client(), {}).post(
        "/auth/password/reset", {"token": token, "password": secret}
    )
    login = Api(installation.app.test_client(), {}).post(
        "/auth/token", {"email": ADMIN["email"], "password": secret, "tenant": tenant["slug"]}
    )

    assert reset.status_code in (200, 204), reset.get_json()
    bearer = {"Authorization": f"Bearer {login.get_json()['access_token']}"}
    school = Api(installation.app.test_client(), bearer).get("/school").get_json()
    assert (school["name"], school["code"]) == ("Lakeside", "LTC")


def test_founding_is_told_in_the_history_of_the_new_institution_only(operator: Api, college: College) -> None:
    tenant = founded(operator)

    told = Api(operator.client, operator.headers | {"X-Tenant": tenant["slug"]}).get("/history").get_json()

    assert {"tenants", "schools", "users"} <= {item["entity"] for item in told["items"]}
    opened = next(item for item in told["items"] if item["entity"] == "users")
    assert (opened["user_id"], opened["user_name"]) == (str(college.user(Role.OPERATOR).id), None)
    assert college.admin.get("/history", entity="tenants").get_json()["items"] == []


def test_founding_again_under_the_same_key_founds_once(operator: Api) -> None:
    body = {"slug": new_slug(), "name": "Lakeside", "admin": ADMIN}

    answers = [operator.post("/tenants", body, Idempotency_Key="k") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json()


def test_a_short_name_is_taken_once_and_leaves_nothing_half_founded(operator: Api, college: College) -> None:
    taken = operator.post("/tenants", {"slug": college.slug, "name": "Again", "admin": ADMIN})
    slug = new_slug()
    bad = operator.post("/tenants", {"slug": slug, "name": "Bad", "admin": ADMIN | {"email": "nobody"}})

    assert (taken.status_code, bad.status_code) == (409, 422)
    assert operator.get("/tenants", search=slug).get_json()["items"] == []


@pytest.mark.parametrize("slug", ["", "ab", "Lake", "1lake", "lake-", "lake side", "lake\n", "x" * 41, 7])
def test_short_names_that_will_not_do_are_refused(operator: Api, slug: Any) -> None:
    assert operator.post("/tenants", {"slug": slug, "name": "X", "admin": ADMIN}).status_code == 422


def test_of_many_who_found_one_institution_at_the_same_moment_one_does(college: College) -> None:
    headers = college.api(Role.OPERATOR).headers
    body = {"slug": new_slug(), "name": "Lakeside", "admin": ADMIN}

    def found(_number: int) -> int:
        return Api(college.installation.app.test_client(), headers).post("/tenants", body).status_code

    with ThreadPoolExecutor(max_workers=6) as pool:
        statuses = sorted(pool.map(found, range(6)))

    assert statuses == [201, 409, 409, 409, 409, 409]


def test_they_are_listed_found_and_read(operator: Api) -> None:
    tenant = founded(operator, name="100% Lakeside")

    listed = operator.get("/tenants", search=tenant["slug"][:12]).get_json()["items"]
    read = operator.get(f"/tenants/{tenant['id']}")

    assert [item["id"] for item in listed] == [tenant["id"]]
    assert read.get_json() == tenant
    assert operator.get("/tenants", limit=1, sort="-slug").get_json()["next_cursor"]
    assert operator.get("/tenants", sort="policy").status_code == 422
    assert operator.get(f"/tenants/{uuid4()}").status_code == 404


def test_a_closed_institution_lets_nobody_in_until_it_is_opened(
    operator: Api, installation: Installation
) -> None:
    other = installation.found_college()
    admin = other.admin
    path = f"/tenants/{other.tenant_id}"

    closed = operator.patch(path, {"is_active": False, "name": "Closed"}, If_Match='"1"')
    while_closed = admin.get("/school").status_code
    operator.patch(path, {"is_active": True})

    assert (closed.status_code, closed.get_json()["version"]) == (200, 2)
    assert (while_closed, admin.get("/school").status_code) == (401, 200)
    changes = admin.get("/history", entity="tenants").get_json()["items"]
    assert changes[1]["fields"] == {
        "is_active": [True, False],
        "name": [f"College {other.slug[-4:]}", "Closed"],
    }


def test_a_change_upon_an_old_version_or_of_the_short_name_is_refused(operator: Api) -> None:
    path = f"/tenants/{founded(operator)['id']}"

    assert operator.patch(path, {"name": "New"}, If_Match='"9"').status_code == 412
    assert operator.patch(path, {"slug": "other"}).status_code == 422


def test_operators_do_not_lock_themselves_out(
    operator: Api, college: College, installation: Installation
) -> None:
    path = f"/tenants/{college.tenant_id}"
    from_elsewhere = {"X_Tenant": installation.found_college().slug}

    answers = [operator.patch(path, {"is_active": False}, **headers) for headers in ({}, from_elsewhere)]

    assert [answer.get_json()["code"] for answer in answers] == ["own_tenant"] * 2


def test_nobody_but_an_operator_runs_the_platform(college: College) -> None:
    body = {"slug": new_slug(), "name": "Mine", "admin": ADMIN}
    for role in set(Role) - {Role.OPERATOR}:
        api = college.api(role)
        own = f"/tenants/{college.tenant_id}"

        assert api.get("/tenants").status_code == api.post("/tenants", body).status_code == 403
        assert api.get(own).status_code == api.patch(own, {"name": "Mine"}).status_code == 403
    assert college.api().get("/tenants").status_code == 401


def test_an_operator_acts_in_the_institution_that_the_header_names(
    operator: Api, college: College, installation: Installation
) -> None:
    other = installation.found_college()

    created = operator.post("/departments", {"code": "ICT", "name": "Computing"}, X_Tenant=other.slug)

    assert created.status_code == 201
    assert other.admin.get(f"/departments/{created.get_json()['id']}").status_code == 200
    assert college.admin.get(f"/departments/{created.get_json()['id']}").status_code == 404
    told = other.admin.get("/history", entity="departments").get_json()["items"][0]
    assert UUID(told["user_id"]) == college.user(Role.OPERATOR).id


def test_an_operators_own_account_stays_at_home_whatever_is_entered(
    college: College, installation: Installation
) -> None:
    user = college.open_account(Role.OPERATOR, password=PASSWORD)
    elsewhere = {"X_Tenant": installation.found_college().slug}
    api, lost = college.api(user=user), college.api(user=user)
    abroad = Api(api.client, api.headers | {"X-Tenant": elsewhere["X_Tenant"]})

    wrong = api.post("/auth/password/change", {"present": "x", "password": PASSWORD}, **elsewhere)

    assert wrong.get_json()["code"] == "wrong_password"
    assert abroad.get("/users/me").get_json()["email"] == user.email
    assert api.post("/auth/logout-everywhere", None, **elsewhere).status_code == 204
    assert lost.get("/users/me").status_code == 401


def test_nobody_else_may_name_an_institution_not_even_the_own(
    college: College, installation: Installation
) -> None:
    other = installation.found_college()

    for role in set(Role) - {Role.OPERATOR}:
        for slug in (other.slug, college.slug, "nowhere"):
            api = Api(college.api(role).client, college.api(role).headers | {"X-Tenant": slug})
            assert api.get("/school").status_code == 403


def test_an_institution_that_is_not_there_cannot_be_entered(operator: Api) -> None:
    for slug in ("nowhere", "", "x" * 5000, "' OR 1=1 --"):
        answer = operator.client.get("/api/school", headers=operator.headers | {"X-Tenant": slug})
        assert answer.status_code == 404


def test_an_operator_reaches_a_closed_institution_to_mend_it(
    operator: Api, installation: Installation
) -> None:
    other = installation.found_college()
    operator.patch(f"/tenants/{other.tenant_id}", {"is_active": False})

    answer = operator.client.get("/api/school", headers=operator.headers | {"X-Tenant": other.slug})

    assert answer.status_code == 200


def test_no_admin_makes_an_operator(college: College) -> None:
    body = {"email": "op@x.example", "first_name": "O", "last_name": "P", "role": "operator"}

    assert college.admin.post("/users", body).status_code == 422
    somebody = college.user(Role.STAFF)
    assert college.admin.patch(f"/users/{somebody.id}", {"role": "operator"}).status_code in (403, 405, 422)
