"""Accounts of people over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from models import Change, Department, User
from services.access import Role
from services.identity.links import Purpose, redeem
from services.outbox import hand_on_due
from services.people import searching
from services.runtime import Mail
from tests.installation import PASSWORD, Api, College, Installation

PERSONAL = {"gender", "phone", "id_number", "address", "birth_date", "last_login_at", "failed_login_attempts"}


def person(**fields: Any) -> dict[str, Any]:
    """The body of a new account."""
    return {
        "email": f"someone{uuid4().hex[:8]}@college.example",
        "role": "trainee",
        "first_name": "Wanjiru",
        "last_name": "Kamau",
        **fields,
    }


def mails(college: College, address: str) -> list[Mail]:
    """The e-mails to an address, once the outbox is empty."""
    installation = college.installation
    while hand_on_due(installation.database, installation.runtime):
        pass
    return installation.letterbox.to(address)


def structure(college: College) -> dict[str, str]:
    """A department, a programme and a class group; their ids."""
    department = college.admin.created("/departments", code="ICT", name="Computing")["id"]
    programme = college.admin.created(
        "/programmes",
        department_id=department,
        code="DICT",
        name="Diploma",
        level="diploma",
        duration_terms=6,
    )["id"]
    group = college.admin.created("/class-groups", programme_id=programme, name="DICT-2A", year_of_study=2)[
        "id"
    ]
    return {"department": department, "programme": programme, "group": group}


def emails(api: Api, **query: Any) -> set[str]:
    """Addresses of the first page of a list."""
    response = api.get("/users", **query)
    assert response.status_code == 200, response.get_data(as_text=True)
    return {item["email"] for item in response.get_json()["items"]}


def test_a_new_user_is_kept_with_profiles_and_invited(college: College) -> None:
    places = structure(college)

    created = college.admin.created(
        "/users",
        **person(
            email="Wanjiru@College.example",
            phone="+254 712 345 678",
            id_number="a 123-45",
            birth_date="2004-05-17",
            gender="female",
            profile={"position": "Class representative"},
            trainee={"class_group_id": places["group"], "admission_number": "ICT/1"},
        ),
    )

    assert created["email"] == "wanjiru@college.example"
    assert created["full_name"] == "Wanjiru Kamau"
    assert (created["phone"], created["id_number"], created["birth_date"]) == (
        "+254712345678",
        "A 123-45",
        "2004-05-17",
    )
    assert created["trainee"]["class_group_id"] == places["group"]
    assert created["trainee"]["status"] == "active"
    assert created["profile"] == {"position": "Class representative", "bio": None}
    assert created["trainer"] is created["hod"] is created["avatar_url"] is None
    assert college.admin.get(f"/users/{created['id']}").get_json() == created
    (mail,) = mails(college, "wanjiru@college.example")
    token = mail.text.split("#token=")[1].split()[0]
    with college.unit_of_work() as session:
        assert str(redeem(session, token, purpose=Purpose.RESET_PASSWORD).id) == created["id"]


def test_an_invitation_can_be_left_out_and_sent_later(college: College) -> None:
    created = college.admin.created("/users", **person(invited=False))
    assert mails(college, created["email"]) == []

    answer = college.admin.post(f"/users/{created['id']}/invitation")

    assert answer.status_code == 204
    assert len(mails(college, created["email"])) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "+254 712 34"}, "phone"),
        ({"birth_date": "2031-01-01"}, "birth_date"),
        ({"birth_date": "1850-01-01"}, "birth_date"),
        ({"id_number": "x'--"}, "id_number"),
        ({"email": "nobody"}, "email"),
        ({"trainee": {"class_group_id": str(uuid4())}}, "trainee"),
        ({"trainer": {"qualifications": []}}, "trainer"),
        ({"role": "trainer", "trainee": {}}, "trainee"),
        ({"role": "trainer", "trainer": {"department_id": str(uuid4())}}, "trainer"),
        ({"role": "hod", "hod": {"department_id": str(uuid4())}}, "hod"),
    ],
)
def test_fields_that_make_no_sense_are_named_and_nothing_is_stored(
    college: College, fields: dict[str, Any], wrong: str
) -> None:
    before = emails(college.admin)

    answer = college.admin.post("/users", person(**fields))

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {wrong}
    assert emails(college.admin) == before


def test_a_number_without_a_country_is_taken_for_one_of_the_institutions(college: College) -> None:
    in_kenya = college.admin.created("/users", **person(phone="0712 345678"))
    college.admin.patch("/policy", {"phone_region": "GB"})
    in_britain = college.admin.created("/users", **person(phone="020 7946 0958"))

    assert (in_kenya["phone"], in_britain["phone"]) == ("+254712345678", "+442079460958")


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "operator"},
        {"role": "king"},
        {"gender": "x"},
        {"first_name": ""},
        {"first_name": "x" * 101},
        {"password_hash": "x"},
        {"email_verified_at": "2026-01-01T00:00:00Z"},
        {"trainee": {"status": "gone"}},
        {"trainer": {"weekly_load_hours": 10**30}},
        {"trainer": {"qualifications": ["x"] * 31}},
        {"profile": {"bio": "a\u0000b"}},
        {"birth_date": "yesterday"},
    ],
)
def test_fields_out_of_bounds_are_refused(college: College, fields: dict[str, Any]) -> None:
    answer = college.admin.post("/users", person(**fields))

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == set(fields)


def test_an_address_and_an_admission_number_are_one_persons_until_the_account_is_deleted(
    college: College,
) -> None:
    first = college.admin.created("/users", **person(email="a@b.example", trainee={"admission_number": "1"}))
    other = college.admin.created("/users", **person())

    same_address = college.admin.post("/users", person(email="A@B.example"))
    same_number = college.admin.post("/users", person(trainee={"admission_number": "1"}))
    taken_by_change = college.admin.patch(f"/users/{other['id']}", {"email": "a@B.example"})

    assert (same_address.status_code, same_address.get_json()["code"]) == (409, "email_taken")
    assert same_number.get_json()["errors"] == {"trainee": {"admission_number": "Taken already."}}
    assert taken_by_change.status_code == 409
    college.admin.delete(f"/users/{first['id']}")
    assert college.admin.created("/users", **person(email="a@b.example"))["id"] != first["id"]


def test_profiles_and_account_are_changed_together_under_one_version(college: College) -> None:
    created = college.admin.created("/users", **person(role="trainer"))
    path = f"/users/{created['id']}"

    changed = college.admin.patch(
        path,
        {"last_name": "Otieno", "trainer": {"weekly_load_hours": 18, "qualifications": ["MSc"]}},
        If_Match=f'"{created["version"]}"',
    )
    late = college.admin.patch(path, {"last_name": "Lost"}, If_Match=f'"{created["version"]}"')

    assert changed.status_code == 200
    body = changed.get_json()
    assert (body["last_name"], body["trainer"]["weekly_load_hours"]) == ("Otieno", 18)
    assert changed.headers["ETag"] == f'"{body["version"]}"' != f'"{created["version"]}"'
    assert late.status_code == 412
    assert college.admin.get(path).get_json() == body


def test_a_change_of_a_profile_alone_is_a_new_version_too(college: College) -> None:
    created = college.admin.created("/users", **person(role="trainer"))

    changed = college.admin.patch(f"/users/{created['id']}", {"trainer": {"weekly_load_hours": 18}})

    assert changed.get_json()["version"] > created["version"]


def test_another_role_takes_its_own_profiles_and_ends_log_ins(college: College) -> None:
    user = college.open_account(Role.TRAINEE)
    as_user = college.api(user=user)
    assert as_user.get("/users/me").status_code == 200

    changed = college.admin.patch(
        f"/users/{user.id}", {"role": "trainer", "trainer": {"daily_load_hours": 5}}
    )

    assert changed.get_json()["trainee"] is None
    assert changed.get_json()["trainer"]["daily_load_hours"] == 5
    assert as_user.get("/users/me").status_code == 401


def test_a_head_is_appointed_by_the_account_and_the_department_knows(college: College) -> None:
    places = structure(college)
    other = college.admin.created("/departments", code="ENG", name="Engineering")["id"]
    head = college.admin.created(
        "/users",
        **person(role="hod", hod={"department_id": places["department"], "appointed_on": "2026-01-05"}),
    )

    assert head["hod"] == {"department_id": places["department"], "appointed_on": "2026-01-05"}
    assert college.admin.get(f"/departments/{places['department']}").get_json()["hod_id"] == head["id"]
    moved = college.admin.patch(f"/users/{head['id']}", {"hod": {"department_id": other}}).get_json()
    assert moved["hod"]["department_id"] == other
    assert college.admin.get(f"/departments/{places['department']}").get_json()["hod_id"] is None
    assert college.admin.get(f"/departments/{other}").get_json()["hod_id"] == head["id"]


@pytest.mark.parametrize("change", [{"role": "staff"}, {"is_active": False}, None])
def test_who_loses_role_or_account_heads_nothing_any_more(
    college: College, change: dict[str, Any] | None
) -> None:
    department = college.admin.created("/departments", code="ENG", name="Engineering")["id"]
    head = college.admin.created("/users", **person(role="hod", hod={"department_id": department}))

    if change is None:
        college.admin.delete(f"/users/{head['id']}")
    else:
        assert college.admin.patch(f"/users/{head['id']}", change).status_code == 200

    with college.unit_of_work() as session:
        assert session.get_one(Department, UUID(department)).hod_id is None


def test_another_address_must_be_proved_anew(college: College) -> None:
    user = college.open_account(Role.TRAINER, password=PASSWORD)

    changed = college.admin.patch(f"/users/{user.id}", {"email": "new@address.example"}).get_json()

    assert changed["email_verified_at"] is None
    (mail,) = mails(college, "new@address.example")
    assert "verify-email#token=" in mail.text
    assert emails(college.admin, search="NEW@address.example") == {"new@address.example"}
    assert emails(college.admin, search=user.email) == set()


def test_a_deleted_user_is_gone_logged_out_and_in_the_history(college: College) -> None:
    user = college.open_account(Role.TRAINER)
    as_user = college.api(user=user)

    assert college.admin.delete(f"/users/{user.id}").status_code == 204

    assert college.admin.get(f"/users/{user.id}").status_code == 404
    assert as_user.get("/users/me").status_code == 401
    assert user.email not in emails(college.admin)
    with college.unit_of_work() as session:
        changes = session.query(Change).filter(Change.entity == "users", Change.entity_id == user.id).all()
    assert "deleted_at" in changes[-1].fields


def test_a_closed_account_is_logged_out_and_its_owner_invited_no_more(college: College) -> None:
    user = college.open_account(Role.TRAINER)
    as_user = college.api(user=user)

    closed = college.admin.patch(f"/users/{user.id}", {"is_active": False})

    assert closed.get_json()["is_active"] is False
    assert as_user.get("/users/me").status_code == 401
    assert college.admin.post(f"/users/{user.id}/invitation").status_code == 403


def test_nobody_deletes_demotes_or_closes_themselves(college: College) -> None:
    path = f"/users/{college.user(Role.ADMIN).id}"
    college.open_account(Role.ADMIN)

    answers = [
        college.admin.delete(path),
        college.admin.patch(path, {"role": "staff"}),
        college.admin.patch(path, {"is_active": False}),
    ]

    assert [(a.status_code, a.get_json()["code"]) for a in answers] == [(409, "not_yourself")] * 3


def test_the_last_admin_stays_even_where_an_operator_acts(college: College) -> None:
    path = f"/users/{college.user(Role.ADMIN).id}"
    operator = college.api(Role.OPERATOR)

    answers = [
        operator.delete(path),
        operator.patch(path, {"role": "staff"}),
        operator.patch(path, {"is_active": False}),
    ]

    assert [(a.status_code, a.get_json()["code"]) for a in answers] == [(409, "last_admin")] * 3
    college.open_account(Role.ADMIN)
    assert operator.delete(path).status_code == 204


def test_an_operators_account_is_beyond_an_admin(college: College) -> None:
    path = f"/users/{college.user(Role.OPERATOR).id}"

    answers = [
        college.admin.patch(path, {"email": "mine@college.example"}),
        college.admin.delete(path),
        college.admin.post(f"{path}/invitation"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_people_are_found_by_role_state_department_class_group_and_address(college: College) -> None:
    places = structure(college)
    trainee = college.admin.created("/users", **person(trainee={"class_group_id": places["group"]}))["email"]
    trainer = college.admin.created(
        "/users", **person(role="trainer", trainer={"department_id": places["department"]})
    )["email"]
    head = college.admin.created("/users", **person(role="hod", hod={"department_id": places["department"]}))
    closed = college.admin.created("/users", **person(is_active=False))["email"]

    assert emails(college.admin, class_group_id=places["group"]) == {trainee}
    assert emails(college.admin, department_id=places["department"]) == {trainee, trainer, head["email"]}
    assert emails(college.admin, role="trainer") == {trainer}
    assert emails(college.admin, is_active=False) == {closed}
    assert emails(college.admin, search=trainer.upper()) == {trainer}
    assert emails(college.admin, search="one@college.example") == set()
    assert emails(college.admin, role="trainer", class_group_id=places["group"]) == set()


def test_names_are_found_by_their_parts_page_by_page(
    college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        college.admin.created("/users", **person(last_name=f"Kamau{number}", invited=False))
        college.admin.created("/users", **person(last_name=f"Otieno{number}", invited=False))
    monkeypatch.setattr(searching, "MAX_SCANNED", 4)

    names, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        query = {"search": "kamau WANJ", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = college.admin.get("/users", **query).get_json()
        assert len(page["items"]) <= 2
        names += [item["last_name"] for item in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1

    assert names == [f"Kamau{number}" for number in range(7)]
    assert pages > 3
    assert college.admin.get("/users", search="kamau", sort="role").status_code == 422
    assert college.admin.get("/users", search="kamau", cursor="nonsense").status_code == 422
    assert college.admin.get("/users", sort="email").status_code == 422


def test_a_list_is_sorted_by_role_and_by_age_of_the_account(college: College) -> None:
    for role in ("trainer", "staff"):
        college.admin.created("/users", **person(role=role))

    roles = [item["role"] for item in college.admin.get("/users", sort="-role").get_json()["items"]]

    assert roles == ["trainer", "staff", "admin"]
    assert college.admin.get("/users", sort="created_at").get_json()["items"][0]["role"] == "admin"


def test_those_who_teach_see_names_and_places_but_no_personal_data(college: College) -> None:
    places = structure(college)
    created = college.admin.created(
        "/users", **person(phone="+254712345678", trainee={"class_group_id": places["group"]})
    )
    head = college.open_account(Role.HOD)
    college.admin.patch(f"/departments/{places['department']}", {"hod_id": str(head.id)})
    path = f"/users/{created['id']}"

    seen = {
        "hod": college.api(user=head).get(path).get_json(),
        "staff": college.api(Role.STAFF).get(path).get_json(),
        "dp_academics": college.api(Role.DP_ACADEMICS).get(path).get_json(),
        "self": _as(college, created["id"]).get(path).get_json(),
    }

    assert seen["hod"]["email"] == created["email"]
    assert seen["hod"]["trainee"]["class_group_id"] == places["group"]
    assert not PERSONAL & set(seen["hod"])
    for who in ("staff", "dp_academics", "self"):
        assert set(seen[who]) >= PERSONAL
        assert seen[who]["phone"] == "+254712345678"


def test_nobody_sees_further_than_their_reach(college: College) -> None:
    places = structure(college)
    member = college.admin.created("/users", **person(trainee={"class_group_id": places["group"]}))
    outsider = college.open_account(Role.TRAINEE)
    head = college.open_account(Role.HOD)
    college.admin.patch(f"/departments/{places['department']}", {"hod_id": str(head.id)})

    assert emails(college.api(user=head)) == {member["email"], head.email}
    assert emails(college.api(user=outsider)) == {outsider.email}
    assert emails(college.api(Role.TRAINER)) == {college.user(Role.TRAINER).email}
    assert college.api(user=outsider).get(f"/users/{member['id']}").status_code == 404
    assert emails(college.api(user=head), search="Wanjiru") == {member["email"]}
    assert emails(college.api(user=outsider), search="Wanjiru") == set()
    assert college.api(Role.DEVICE).get("/users").status_code == 403


@pytest.mark.parametrize("role", [Role.DP_ACADEMICS, Role.HOD, Role.TRAINER, Role.TRAINEE, Role.STAFF])
def test_only_the_admin_writes_accounts(college: College, role: Role) -> None:
    path = f"/users/{college.user(Role.TRAINEE).id}"
    api = college.api(role)

    assert api.post("/users", person()).status_code == 403
    assert api.patch(path, {"role": "admin"}).status_code == 403
    assert api.delete(path).status_code == 403
    assert api.get("/users/bulk/template").status_code == 403


def test_another_college_sees_and_changes_nobody(college: College, installation: Installation) -> None:
    created = college.admin.created("/users", **person())
    path = f"/users/{created['id']}"
    stranger = installation.found_college().admin

    answers = [
        stranger.get(path),
        stranger.patch(path, {"last_name": "Mine"}),
        stranger.delete(path),
        stranger.post(f"{path}/invitation"),
        stranger.get(f"{path}/activity"),
        stranger.get(f"{path}/avatar"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert created["email"] not in emails(stranger)
    assert emails(stranger, search=created["email"]) == set()
    assert stranger.post("/users", person(email=created["email"])).status_code == 201


def _as(college: College, user_id: str) -> Api:
    with college.unit_of_work() as session:
        user = session.get_one(User, UUID(user_id))
    return college.api(user=user)


@pytest.mark.parametrize("search", [None, "wanjiru"])
def test_a_longer_list_takes_no_more_queries(college: College, search: str | None) -> None:
    places = structure(college)
    query = {"search": search} if search else {}
    college.admin.created("/users", **person(trainee={"class_group_id": places["group"]}, invited=False))

    short = _queries(college, query)
    for role in ("trainee", "trainer", "hod", "dp_academics", "staff"):
        college.admin.created("/users", **person(role=role, invited=False))

    assert _queries(college, query) == short


def _queries(college: College, query: dict[str, Any]) -> int:
    """How many statements a list of users takes."""
    api, statements = college.admin, []

    def count(*_arguments: object) -> None:
        statements.append(1)

    engine = college.installation.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert api.get("/users", **query).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(statements)
