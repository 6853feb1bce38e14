"""Calendar feeds over HTTP: their secrets, and what programs read from them."""

from __future__ import annotations

import base64
import secrets
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import LargeBinary, select, type_coerce

from models import (
    AttendanceSession,
    CalendarFeed,
    Change,
    Course,
    TraineeProfile,
    User,
)
from services.access import Role
from services.schedules.feeds import MAX_FEEDS
from tests.calendars import before_term, events, feed, group_feed, read
from tests.installation import College, Installation
from tests.published import Published


@pytest.fixture
def published(college: College) -> Published:
    """A college whose term is about to begin."""
    return before_term(college)


def test_a_calendar_shows_the_dated_sessions(published: Published) -> None:
    row = published.dated(published.monday)
    made = group_feed(published)

    (event,) = events(published.college, made)

    assert (event.start, event.end) == (row.starts_at, row.ends_at)
    assert event["SUMMARY"] == "Course ICT101 (theory)"
    assert event["LOCATION"] == "R1 Room R1, Block A"
    assert event["DESCRIPTION"] == "ICT101 for DICT-1A\nAmina Otieno"
    assert event["STATUS"] == "CONFIRMED"
    assert made["address"].startswith("http://roster.example/api/feeds/")


def test_the_answer_says_what_it_is_and_that_it_is_nobody_elses(published: Published) -> None:
    answer = read(published.college, group_feed(published)["address"])

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="timetable.ics"'
    assert "private" in answer.headers["Cache-Control"]
    calendar = Calendar.from_ical(answer.get_data())
    assert (calendar["VERSION"], calendar["X-WR-CALNAME"]) == ("2.0", "DICT-1A")


def test_an_unchanged_calendar_is_not_sent_again(published: Published) -> None:
    row = published.dated(published.monday)
    address = group_feed(published)["address"]
    first = read(published.college, address)
    known = {"If-None-Match": first.headers["ETag"]}

    again = read(published.college, address, **known)
    published.change(AttendanceSession, row.id, status="canceled")
    changed = read(published.college, address, **known)

    assert (again.status_code, again.get_data()) == (304, b"")
    assert changed.status_code == 200


def test_a_cancelled_session_is_shown_as_such_and_counts_as_a_change(published: Published) -> None:
    row = published.dated(published.monday)
    made = group_feed(published)
    (before,) = events(published.college, made)
    published.change(AttendanceSession, row.id, status="canceled")

    (after,) = events(published.college, made)

    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_special_characters_of_names_stay_what_they_are(published: Published) -> None:
    published.dated(published.monday)
    title = "Räder, Wellen; und\\oder: DTSTART\r\nBEGIN:VALARM 🛠" + "x" * 80
    published.change(Course, published.programming.id, title=title)

    (event,) = events(published.college, group_feed(published))

    assert str(event["SUMMARY"]).replace("\n", "") == f"{title} (theory)".replace("\r\n", "")
    assert event.subcomponents == []


def test_there_are_feeds_of_trainers_rooms_and_people(published: Published) -> None:
    college = published.college
    for entry in (published.monday, published.practical):
        published.dated(entry)
    trainee = published.trainee_of(published.class_group)

    assert len(events(college, feed(college.admin, "trainer", published.teacher.id))) == 2
    assert len(events(college, feed(college.admin, "room", published.lab.id))) == 1
    assert len(events(college, feed(college.api(user=trainee), "person", trainee.id))) == 2
    own = feed(college.api(user=published.teacher), "person", published.teacher.id)
    assert len(events(college, own)) == 2


def test_a_substitute_has_the_session_of_that_date(published: Published) -> None:
    helper = published.college.open_account(Role.TRAINER)
    published.dated(published.monday, trainer_id=helper.id)
    published.dated(published.tuesday)
    admin = published.college.admin

    instead = events(published.college, feed(admin, "trainer", helper.id))
    away = events(published.college, feed(admin, "trainer", published.teacher.id))

    assert [event.start.date() for event in instead] == [date(2026, 9, 7)]
    assert [event.start.date() for event in away] == [date(2026, 9, 8)]


def test_what_was_held_long_ago_is_left_out(published: Published) -> None:
    published.dated(published.monday)
    made = group_feed(published)
    published.college.installation.clock.ahead += timedelta(days=130)

    assert events(published.college, made) == []


def test_feeds_of_what_one_may_not_read_are_refused(published: Published) -> None:
    college = published.college
    group, *_ = published.other_group()
    trainee = college.api(user=published.trainee_of(published.class_group))

    for subject_type, subject_id in (
        ("class_group", group.id),
        ("trainer", published.teacher.id),
        ("person", published.teacher.id),
        ("room", uuid4()),
    ):
        answer = trainee.post("/feeds", {"subject_type": subject_type, "subject_id": str(subject_id)})
        assert answer.status_code == 404, subject_type
    assert trainee.get("/feeds").get_json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"subject_type": "school", "subject_id": str(uuid4())}, {"subject_type": "room", "subject_id": "1"}],
)
def test_a_bad_wish_is_refused_field_by_field(published: Published, body: dict[str, str]) -> None:
    answer = published.college.admin.post("/feeds", body)

    assert answer.status_code == 422
    assert answer.get_json()["errors"]["json"]


def test_a_room_shows_others_only_that_it_is_taken(published: Published) -> None:
    _, _, enrolment, _ = published.other_group()
    foreign = published.entry(3, "10:20", enrollment_id=enrolment.id)
    published.dated(published.monday)
    published.dated(foreign)
    trainee = published.college.api(user=published.trainee_of(published.class_group))

    shown = events(published.college, feed(trainee, "room", published.hall.id))

    assert [str(event["SUMMARY"]) for event in shown] == ["Course ICT101 (theory)", "Taken"]
    assert "DESCRIPTION" not in shown[1]


def test_who_moves_to_another_group_reads_the_old_ones_calendar_no_more(published: Published) -> None:
    college = published.college
    published.dated(published.monday)
    group, *_ = published.other_group()
    trainee = published.trainee_of(published.class_group)
    by_group = feed(college.api(user=trainee), "class_group", published.class_group.id)
    by_person = feed(college.api(user=trainee), "person", trainee.id)
    assert len(events(college, by_group)) == len(events(college, by_person)) == 1

    with college.unit_of_work() as session:
        profile = session.scalars(select(TraineeProfile).where(TraineeProfile.user_id == trainee.id)).one()
        profile.class_group_id = group.id

    assert events(college, by_group) == []
    assert events(college, by_person) == []
    assert b"DICT-1A" not in read(college, by_group["address"]).get_data()


def test_the_feed_of_a_closed_account_is_gone(published: Published) -> None:
    college = published.college
    made = feed(college.api(user=published.teacher), "trainer", published.teacher.id)
    published.change(User, published.teacher.id, is_active=False)

    assert read(college, made["address"]).status_code == 404


def test_a_revoked_feed_is_gone(published: Published) -> None:
    made = group_feed(published)
    admin = published.college.admin

    assert admin.delete(f"/feeds/{made['id']}").status_code == 204
    assert read(published.college, made["address"]).status_code == 404
    assert admin.get("/feeds").get_json()["items"] == []
    assert admin.get(f"/feeds/{made['id']}").status_code == 404
    assert admin.delete(f"/feeds/{made['id']}").status_code == 404


def test_rotation_gives_another_address_and_ends_the_old_one(published: Published) -> None:
    published.dated(published.monday)
    made = group_feed(published)
    admin = published.college.admin

    stale = admin.post(f"/feeds/{made['id']}/rotation", **{"If-Match": '"7"'})
    rotated = admin.post(f"/feeds/{made['id']}/rotation", **{"If-Match": '"1"'}).get_json()

    assert stale.status_code == 412
    assert rotated["address"] != made["address"]
    assert read(published.college, made["address"]).status_code == 404
    assert len(events(published.college, rotated)) == 1


def test_people_see_their_own_feeds_only(published: Published) -> None:
    made = group_feed(published)
    other = published.college.api(Role.STAFF)

    assert [item["address"] for item in published.college.admin.get("/feeds").get_json()["items"]] == [
        made["address"]
    ]
    assert other.get("/feeds").get_json()["items"] == []
    assert other.get(f"/feeds/{made['id']}").status_code == 404
    assert other.post(f"/feeds/{made['id']}/rotation").status_code == 404
    assert other.delete(f"/feeds/{made['id']}").status_code == 404


def test_nobody_has_more_feeds_than_one_can_look_at(published: Published) -> None:
    admin = published.college.user(Role.ADMIN)
    published.college.add(
        *(
            CalendarFeed(
                user_id=admin.id,
                subject_type="room",
                subject_id=published.hall.id,
                secret="00" * 32,
                secret_hash=secrets.token_bytes(32),
            )
            for _ in range(MAX_FEEDS)
        )
    )

    answer = published.college.admin.post(
        "/feeds", {"subject_type": "room", "subject_id": str(published.hall.id)}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (409, "too_many_feeds")


def test_wrong_addresses_are_all_answered_alike(published: Published, installation: Installation) -> None:
    made = group_feed(published)
    token = made["address"].rsplit("/", 1)[1].removesuffix(".ics")
    raw = base64.urlsafe_b64decode(token)
    stranger = installation.found_college()
    wrong = [
        base64.urlsafe_b64encode(raw[:16] + secrets.token_bytes(32)).decode(),
        base64.urlsafe_b64encode(stranger.tenant_id.bytes + raw[16:]).decode(),
        base64.urlsafe_b64encode(secrets.token_bytes(48)).decode(),
        base64.urlsafe_b64encode(bytes(48)).decode(),
        token[:-4],
        token + "AAAA",
        "x",
        "ä" * 64,
        "%00" * 20,
        "!" * 64,
    ]

    answers = [read(published.college, f"/api/feeds/{one}.ics") for one in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_json()["detail"] for answer in answers}) == 1
    assert len({answer.get_json()["code"] for answer in answers}) == 1


def test_the_secret_is_neither_in_the_table_nor_in_the_history(published: Published) -> None:
    made = group_feed(published)
    token = made["address"].rsplit("/", 1)[1].removesuffix(".ics")
    secret = base64.urlsafe_b64decode(token)[16:]

    with published.college.unit_of_work() as session:
        sealed = type_coerce(CalendarFeed.secret, LargeBinary)
        stored = session.execute(
            select(sealed.label("secret"), CalendarFeed.secret_hash).where(
                CalendarFeed.id == UUID(made["id"])
            )
        ).one()
        told = session.scalars(select(Change).where(Change.entity == "calendar_feeds")).one()

    assert secret not in bytes(stored.secret)
    assert secret.hex().encode() not in bytes(stored.secret)
    assert bytes(stored.secret_hash) != secret
    assert set(told.fields) == {"user_id", "subject_type", "subject_id"}


def test_nobody_is_slowed_down_but_who_asks_without_end(published: Published) -> None:
    views = published.college.installation.app.view_functions

    assert list(vars(views["Calendar feeds.calendar"])["rates"]) == ["3000/minute"]
