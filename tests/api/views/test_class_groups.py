"""Class groups and their trainees over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import event

from models import User
from services.access import Role
from tests.installation import Api, College, Installation
from tests.structure import (
    class_group,
    department,
    enrolled,
    head_of,
    programme,
    term,
    trainee_in,
    trainees,
    trainer_of,
)


def ids(users: list[User]) -> dict[str, list[str]]:
    """What names trainees to a class group."""
    return {"trainee_ids": [str(user.id) for user in users]}


def members(api: Api, group: dict[str, Any], **query: Any) -> list[str]:
    """Accounts of a class group's trainees as somebody sees them."""
    answer = api.get(f"/class-groups/{group['id']}/trainees", **query)
    assert answer.status_code == 200, answer.get_json()
    return [item["id"] for item in answer.get_json()["items"]]


def test_a_name_is_taken_once_in_the_institution(college: College, installation: Installation) -> None:
    class_group(college, name="DICT-2A")

    again = college.admin.post(
        "/class-groups", {"name": "DICT-2A", "programme_id": programme(college)["id"], "year_of_study": 1}
    )

    assert again.status_code == 409
    assert class_group(installation.found_college(), name="DICT-2A")["name"] == "DICT-2A"


def test_they_are_filtered_by_department_programme_and_year(college: College) -> None:
    part = department(college)["id"]
    study = programme(college, department_id=part)["id"]
    first = class_group(college, programme_id=study, year_of_study=1)
    second = class_group(college, programme_id=study, year_of_study=2)
    class_group(college)

    by_department = college.admin.get("/class-groups", department_id=part, sort="year_of_study").get_json()
    by_year = college.admin.get("/class-groups", programme_id=study, year_of_study=2).get_json()

    assert [item["id"] for item in by_department["items"]] == [first["id"], second["id"]]
    assert [item["id"] for item in by_year["items"]] == [second["id"]]


def test_bad_values_are_refused_by_name(college: College) -> None:
    good = {"name": "X", "programme_id": programme(college)["id"], "year_of_study": 1}

    for name, value in (("year_of_study", 0), ("year_of_study", True), ("planned_size", -1), ("name", " ")):
        answer = college.admin.post("/class-groups", good | {name: value})

        assert set(answer.get_json()["errors"]["json"]) == {name}


def test_trainees_come_in_move_and_are_counted(college: College) -> None:
    first, second = class_group(college), class_group(college)
    new = trainees(college, 2)
    old = trainee_in(college, first)

    came = college.admin.post(f"/class-groups/{second['id']}/trainees", ids([*new, old]))
    again = college.admin.post(f"/class-groups/{second['id']}/trainees", ids([*new, old]))

    assert came.get_json() == {"added": 2, "moved": 1, "removed": 0}
    assert again.get_json() == {"added": 0, "moved": 0, "removed": 0}
    assert members(college.admin, first) == []
    assert set(members(college.admin, second)) == {str(user.id) for user in [*new, old]}


def test_a_put_leaves_exactly_those_it_names(college: College) -> None:
    group = class_group(college)
    stays, goes, comes = trainee_in(college, group), trainee_in(college, group), trainees(college, 1)[0]

    answer = college.admin.put(f"/class-groups/{group['id']}/trainees", ids([stays, comes]))

    assert answer.get_json() == {"added": 1, "moved": 0, "removed": 1}
    assert set(members(college.admin, group)) == {str(stays.id), str(comes.id)}
    assert str(goes.id) not in members(college.admin, group)
    emptied = college.admin.put(f"/class-groups/{group['id']}/trainees", {"trainee_ids": []})
    assert emptied.get_json()["removed"] == 2


def test_one_trainee_is_taken_out(college: College) -> None:
    group = class_group(college)
    trainee = trainee_in(college, group)
    path = f"/class-groups/{group['id']}/trainees/{trainee.id}"

    assert college.admin.delete(path).status_code == 204
    assert members(college.admin, group) == []
    assert college.admin.delete(path).status_code == 404


def test_only_trainees_learn_in_class_groups(college: College, installation: Installation) -> None:
    group = class_group(college)
    trainee = trainees(college, 1)[0]
    stranger = installation.found_college().user(Role.TRAINEE)
    path = f"/class-groups/{group['id']}/trainees"

    for other in (college.user(Role.TRAINER).id, stranger.id, uuid4()):
        answer = college.admin.post(path, {"trainee_ids": [str(trainee.id), str(other)]})

        assert (answer.status_code, answer.get_json()["code"]) == (422, "not_trainees")
        assert str(other) in answer.get_json()["errors"]["trainee_ids"]
        assert str(trainee.id) not in answer.get_json()["detail"]
    assert members(college.admin, group) == []


def test_bad_lists_of_trainees_are_refused(college: College) -> None:
    path = f"/class-groups/{class_group(college)['id']}/trainees"
    bad: list[Any] = [{}, {"trainee_ids": "x"}, {"trainee_ids": [7]}, {"trainee_ids": [str(uuid4())] * 501}]

    assert {college.admin.post(path, body).status_code for body in bad} == {422}


def test_a_head_fills_the_own_class_groups_from_the_own_department(college: College) -> None:
    part = department(college)["id"]
    study = programme(college, department_id=part)["id"]
    own = [class_group(college, programme_id=study) for _ in range(2)]
    foreign = class_group(college)
    head = college.api(user=head_of(college, part))
    mine, theirs = trainee_in(college, own[0]), trainee_in(college, foreign)

    moved = head.post(f"/class-groups/{own[1]['id']}/trainees", ids([mine]))
    taken = head.post(f"/class-groups/{own[1]['id']}/trainees", ids([theirs]))
    pushed = head.post(f"/class-groups/{foreign['id']}/trainees", ids([mine]))

    assert moved.get_json()["moved"] == 1
    assert (taken.status_code, pushed.status_code) == (403, 404)
    assert members(college.admin, foreign) == [str(theirs.id)]


def test_trainers_and_trainees_see_their_own_class_groups(college: College) -> None:
    group, other = class_group(college), class_group(college)
    learner, friend = trainee_in(college, group), trainee_in(college, group)
    trainer = trainer_of(college, enrolled(college, group=group, term=term(college)))

    for user in (learner, trainer):
        api = college.api(user=user)
        assert [item["id"] for item in api.get("/class-groups").get_json()["items"]] == [group["id"]]
        assert api.get(f"/class-groups/{other['id']}/trainees").status_code == 404
        assert api.post(f"/class-groups/{group['id']}/trainees", ids([learner])).status_code == 403

    assert set(members(college.api(user=trainer), group)) == {str(learner.id), str(friend.id)}
    assert str(learner.id) in members(college.api(user=learner), group)


def test_trainees_see_only_themselves_in_the_list(college: College) -> None:
    group = class_group(college)
    learner = trainee_in(college, group)
    trainee_in(college, group)

    assert members(college.api(user=learner), group) == [str(learner.id)]


def test_the_list_is_filtered_by_status_and_read_page_by_page(college: College) -> None:
    group = class_group(college)
    everybody = [trainee_in(college, group) for _ in range(3)]
    first = college.admin.get(f"/class-groups/{group['id']}/trainees", limit=2).get_json()

    rest = members(college.admin, group, limit=2, cursor=first["next_cursor"])

    assert [item["id"] for item in first["items"]] + rest == [str(user.id) for user in everybody]
    assert members(college.admin, group, status="graduated") == []
    assert first["items"][0]["status"] == "active"


def test_the_list_takes_as_many_statements_for_many_trainees_as_for_one(
    college: College, installation: Installation
) -> None:
    group = class_group(college)
    counts = []
    for _ in range(2):
        for _ in range(3):
            trainee_in(college, group)
        statements: list[str] = []

        def note(*call: Any, into: list[str] = statements) -> None:
            into.append(call[2])

        event.listen(installation.database.engine, "before_cursor_execute", note)
        members(college.admin, group)
        event.remove(installation.database.engine, "before_cursor_execute", note)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_class_group_with_trainees_or_courses_to_take_stays(college: College) -> None:
    full, busy = class_group(college), class_group(college)
    trainee_in(college, full)
    enrolled(college, group=busy, term=term(college))

    answers = [college.admin.delete(f"/class-groups/{group['id']}") for group in (full, busy)]

    assert [answer.get_json()["code"] for answer in answers] == ["still_in_use"] * 2
    assert "trainees" in answers[0].get_json()["detail"]
    assert "courses to take" in answers[1].get_json()["detail"]


def test_another_college_reaches_none_of_it(college: College, installation: Installation) -> None:
    group = class_group(college)
    stranger = installation.found_college()

    path = f"/class-groups/{group['id']}"
    assert stranger.admin.get("/class-groups").get_json()["items"] == []
    assert stranger.admin.get(f"{path}/trainees").status_code == 404
    assert stranger.admin.post(f"{path}/trainees", ids(trainees(stranger, 1))).status_code == 404
    assert stranger.admin.delete(path).status_code == 404
