"""Weekly schedules over HTTP: what they show, and to whom."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest

from api.schemas.schedules import WeeklyScheduleSchema
from models import (
    ClassGroup,
    Department,
    Enrollment,
    Programme,
    Term,
    Timetable,
    TimetableEntry,
)
from services.access import Role
from tests.installation import College, Installation
from tests.published import Published, ask, kept, times, week


@pytest.fixture
def published(college: College) -> Published:
    """A college with a published timetable."""
    return Published(college)


def test_a_class_groups_week_has_all_that_is_needed_to_draw_it(published: Published) -> None:
    body = week(published)

    assert WeeklyScheduleSchema().validate(body) == {}
    assert (body["name"], body["term"]["name"], body["timetable"]["number"]) == ("DICT-1A", "Term 1", 1)
    assert body["days"] == [0, 1, 2, 3, 4]
    assert body["periods"][0] == {"starts_at": "08:00", "ends_at": "09:00"}
    assert times(body) == [(0, "08:00"), (1, "09:00"), (2, "14:00")]
    lecture, _, practical = body["sessions"]
    assert lecture["course"]["code"] == "ICT101"
    assert lecture["room"] == {
        "id": str(published.hall.id), "code": "R1", "name": "Room R1", "building": "Block A"
    }  # fmt: skip
    assert [person["name"] for person in lecture["trainers"]] == ["Amina Otieno"]
    assert (lecture["weeks"], practical["weeks"]) == ([1, 2], [1])


def test_trainers_rooms_and_people_have_weeks_too(published: Published) -> None:
    trainee = published.trainee_of(published.class_group)

    assert len(week(published, f"/users/{published.teacher.id}/schedule")["sessions"]) == 3
    assert times(week(published, f"/rooms/{published.lab.id}/schedule")) == [(2, "14:00")]
    assert week(published, f"/users/{trainee.id}/schedule")["name"] == "DICT-1A"


def test_everybody_has_an_own_week_by_role(published: Published) -> None:
    college = published.college
    trainee = college.api(user=published.trainee_of(published.class_group))
    trainer = college.api(user=published.teacher)

    assert week(published, "/users/me/schedule", trainee)["subject_type"] == "class_group"
    assert week(published, "/users/me/schedule", trainer)["name"] == "Amina Otieno"
    assert college.api(Role.TRAINEE).get("/users/me/schedule").status_code == 404
    assert college.api(Role.STAFF).get("/users/me/schedule").status_code == 404


def test_a_substitute_has_the_session_and_the_one_who_is_away_has_not(published: Published) -> None:
    helper = published.college.open_account(Role.TRAINER, first_name="Brian", last_name="Mwangi")
    published.change(TimetableEntry, published.monday.id, substitute_id=helper.id)

    assert times(week(published, f"/users/{helper.id}/schedule")) == [(0, "08:00")]
    assert times(week(published, f"/users/{published.teacher.id}/schedule")) == [(1, "09:00"), (2, "14:00")]
    assert week(published)["sessions"][0]["trainers"] == [
        {"id": str(helper.id), "name": "Brian Mwangi", "is_substitute": True}
    ]


def test_a_temporary_session_has_its_date(published: Published) -> None:
    published.entry(4, "11:20", ordinal=9, held_on=date(2026, 10, 2))

    assert [item["held_on"] for item in week(published)["sessions"]] == [None, None, None, "2026-10-02"]


def test_sessions_of_cancelled_enrolments_are_not_shown(published: Published) -> None:
    assert len(week(published)["sessions"]) == 3
    published.change(Enrollment, published.enrolment.id, status="cancelled")

    assert week(published)["sessions"] == []


def test_nothing_published_is_an_empty_week(published: Published) -> None:
    published.change(Timetable, published.version.id, status="archived")

    body = week(published)

    assert (body["timetable"], body["sessions"]) == (None, [])


def test_another_term_has_its_own_week(published: Published) -> None:
    later = Term(
        academic_year_id=published.term.academic_year_id,
        name="Term 2",
        starts_on=date(2027, 1, 11),
        ends_on=date(2027, 4, 9),
    )
    published.college.add(later)

    assert week(published, term_id=later.id)["sessions"] == []
    assert len(week(published, term_id=published.term.id)["sessions"]) == 3


@pytest.mark.parametrize("kind", ["class-groups", "rooms", "users"])
def test_what_is_not_there_is_not_found(published: Published, kind: str) -> None:
    assert published.college.admin.get(f"/{kind}/{uuid4()}/schedule").status_code == 404


def test_an_unknown_term_or_version_is_not_found(published: Published) -> None:
    path = f"/class-groups/{published.class_group.id}/schedule"

    assert published.college.admin.get(path, term_id=uuid4()).status_code == 404
    assert published.college.admin.get(path, timetable_id=uuid4()).status_code == 404
    both = published.college.admin.get(path, timetable_id=uuid4(), term_id=uuid4())
    assert both.status_code == 422


def test_planners_look_at_drafts_and_others_may_not(published: Published) -> None:
    draft = published.published(2, status="draft", published_at=None)
    published.entry(3, "16:00", timetable_id=draft.id)
    path = f"/class-groups/{published.class_group.id}/schedule"
    trainee = published.college.api(user=published.trainee_of(published.class_group))

    assert times(week(published, path, timetable_id=draft.id)) == [(3, "16:00")]
    assert times(week(published)) == [(0, "08:00"), (1, "09:00"), (2, "14:00")]
    assert trainee.get(path, timetable_id=draft.id).status_code == 403
    assert kept(published) == 1


def test_trainees_and_trainers_see_the_weeks_of_their_class_groups_only(published: Published) -> None:
    college = published.college
    group, _, enrolment, trainer = published.other_group()
    published.entry(3, "10:20", enrollment_id=enrolment.id)
    trainee = college.api(user=published.trainee_of(published.class_group))
    other = f"/class-groups/{group.id}/schedule"

    assert trainee.get(other).status_code == 404
    assert trainee.get(f"/users/{published.teacher.id}/schedule").status_code == 404
    assert college.api(user=published.teacher).get(other).status_code == 404
    assert college.api(user=trainer).get(other).status_code == 200
    week(published, other)  # and no more so once it is kept
    assert trainee.get(other).status_code == 404


def test_a_head_sees_the_department(published: Published) -> None:
    college = published.college
    own = college.open_account(Role.HOD, role_fields={"department_id": published.department.id})
    elsewhere = Department(school_id=published.department.school_id, code="ENG", name="Engineering")
    programme = Programme(
        department_id=elsewhere.id, code="DENG", name="Engineering", level="Diploma", duration_terms=9
    )
    group = ClassGroup(programme_id=programme.id, name="DENG-1A", year_of_study=1)
    college.add(elsewhere, programme, group)
    head = college.api(user=own)

    assert head.get(f"/class-groups/{published.class_group.id}/schedule").status_code == 200
    assert head.get(f"/users/{published.teacher.id}/schedule").status_code == 200
    assert head.get(f"/class-groups/{group.id}/schedule").status_code == 404


def test_a_room_shows_others_only_that_it_is_taken(published: Published) -> None:
    college = published.college
    _, _, enrolment, _ = published.other_group()
    published.entry(3, "10:20", enrollment_id=enrolment.id)
    path = f"/rooms/{published.hall.id}/schedule"
    trainee = college.api(user=published.trainee_of(published.class_group))

    for _ in ("put together", "kept"):
        body = week(published, path, trainee)
        assert times(body) == [(0, "08:00"), (1, "09:00"), (3, "10:20")]
        assert [item["course"] and item["course"]["code"] for item in body["sessions"]] == [
            "ICT101", "ICT101", None
        ]  # fmt: skip
        assert (body["sessions"][2]["trainers"], body["sessions"][2]["class_group"]) == ([], None)
        assert WeeklyScheduleSchema().validate(body) == {}
        assert week(published, path)["sessions"][2]["course"]["code"] == "C2B"


def test_another_institution_has_no_schedule_of_this_one(
    published: Published, installation: Installation
) -> None:
    stranger = installation.found_college()
    Published(stranger)
    week(published)

    for kind, row in (
        ("class-groups", published.class_group),
        ("rooms", published.hall),
        ("users", published.teacher),
    ):
        assert stranger.admin.get(f"/{kind}/{row.id}/schedule").status_code == 404
        query = {"term_id": published.term.id}
        assert stranger.admin.get(f"/{kind}/{row.id}/schedule", **query).status_code == 404


def test_those_whose_schedules_one_may_read_are_listed(published: Published) -> None:
    college = published.college
    group, *_ = published.other_group()
    trainee = college.api(user=published.trainee_of(group))

    everything = college.admin.get("/schedules").get_json()["items"]
    own = trainee.get("/schedules").get_json()["items"]
    trainers = college.admin.get("/schedules", subject_type="trainer").get_json()["items"]
    rooms = trainee.get("/schedules", subject_type="room", search="lab").get_json()["items"]

    assert [item["name"] for item in everything] == ["DICT-1A", "DICT-2B"]
    assert [item["name"] for item in own] == ["DICT-2B"]
    assert "Amina Otieno" in [item["name"] for item in trainers]
    assert [item["name"] for item in rooms] == ["LAB1 Room LAB1"]
    assert ask(college.admin, rooms[0]["address"].removeprefix("/api")).get_json()["name"] == "LAB1 Room LAB1"


def test_the_list_has_pages(published: Published) -> None:
    published.other_group()
    first = published.college.admin.get("/schedules", limit=1).get_json()
    second = published.college.admin.get("/schedules", limit=1, cursor=first["next_cursor"]).get_json()

    assert [item["name"] for item in first["items"] + second["items"]] == ["DICT-1A", "DICT-2B"]
    assert second["next_cursor"] is None


def test_an_unchanged_schedule_is_not_sent_again(published: Published) -> None:
    api, path = published.college.admin, f"/api/class-groups/{published.class_group.id}/schedule"
    first = api.client.get(path, headers=api.headers, buffered=True)
    known = {"If-None-Match": first.headers["ETag"]}

    again = api.client.get(path, headers=api.headers | known, buffered=True)
    published.change(TimetableEntry, published.monday.id, starts_at=time(10, 20), ends_at=time(11, 20))
    moved = api.client.get(path, headers=api.headers | known, buffered=True)

    assert (again.status_code, again.get_data()) == (304, b"")
    assert (moved.status_code, moved.headers["ETag"] == first.headers["ETag"]) == (200, False)
    assert "private" in first.headers["Cache-Control"]
