"""From a draft to what is held, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from models import AttendanceSession, Holiday, Timetable, TrainerAvailability
from services.policy import change_policy
from tests.installation import College
from tests.planning import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, Planning, broken


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def away(planning: Planning, weekday: int) -> TrainerAvailability:
    """Ada's morning off."""
    return TrainerAvailability(
        trainer_id=planning.ada,
        term_id=planning.term.id,
        weekday=weekday,
        starts_at=time(8),
        ends_at=time(10),
        kind="unavailable",
    )


def test_a_draft_is_validated_published_and_archived_by_the_next(planning: Planning) -> None:
    first = planning.planned()
    second = planning.draft("Second attempt", made_from_id=first[12:])

    validated = planning.planner.post(f"{first}/validation").get_json()
    for version, step in ((first, "publication"), (second, "validation"), (second, "publication")):
        assert planning.planner.post(f"{version}/{step}").status_code == 200

    states = [planning.planner.get(version).get_json() for version in (first, second)]
    assert (validated["status"], validated["validated_at"] is not None) == ("validated", True)
    assert [state["status"] for state in states] == ["archived", "published"]
    assert states[0]["archived_at"] is not None
    assert states[1]["published_at"] is not None


def test_a_draft_that_lacks_a_session_or_breaks_a_rule_is_not_validated(planning: Planning) -> None:
    draft = planning.planned()
    planning.planner.delete(f"{draft}/entries/{planning.entry_at(draft, WEDNESDAY, '08:00')['id']}")
    planning.college.add(away(planning, MONDAY))

    answer = planning.planner.post(f"{draft}/validation")

    assert broken(answer) == [
        ("placed", "Course NET (1 of 2) has no place"),
        ("availability", "Ada Otieno is not available on Monday 08:00 for Course DB (1 of 2)"),
        ("availability", "Ada Otieno is not available on Monday 09:00 for Course DB (1 of 2)"),
    ]
    assert planning.planner.get(draft).get_json()["status"] == "draft"


def test_a_draft_with_sessions_that_nobody_asks_for_is_not_validated(planning: Planning) -> None:
    draft = planning.planned()
    planning.college.admin.patch(f"/courses/{planning.databases.id}", {"theory_sessions": 1})

    told = broken(planning.planner.post(f"{draft}/validation"))

    assert [rule for rule, _ in told] == ["fits", "fits"]


def test_only_what_is_validated_is_published(planning: Planning) -> None:
    draft = planning.planned()

    unproved = planning.planner.post(f"{draft}/publication")
    planning.planner.post(f"{draft}/validation")
    planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), weekday=FRIDAY)
    edited = planning.planner.post(f"{draft}/publication")

    assert [(one.status_code, one.get_json()["code"]) for one in (unproved, edited)] == [
        (409, "not_validated")
    ] * 2
    assert "validate it before you publish it" in edited.get_json()["detail"]
    assert planning.held() == []


def test_a_version_that_the_tables_have_overtaken_is_not_published(planning: Planning) -> None:
    draft = planning.planned()
    planning.planner.post(f"{draft}/validation")
    planning.college.add(away(planning, MONDAY))

    answer = planning.planner.post(f"{draft}/publication")

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (409, "outdated_version")
    assert "was validated by tables that have changed since" in problem["detail"]
    assert {one["rule"] for one in problem["errors"]["violations"]} == {"availability"}
    assert planning.planner.get(f"{draft}/verdict").get_json()["tables_changed"] is True
    assert planning.held() == []


def test_a_change_of_the_tables_that_breaks_nothing_does_not_matter(planning: Planning) -> None:
    draft = planning.planned()
    planning.planner.post(f"{draft}/validation")
    planning.college.add(away(planning, FRIDAY))

    published = planning.planner.post(f"{draft}/publication")

    assert published.status_code == 200
    assert planning.planner.get(f"{draft}/verdict").get_json()["tables_changed"] is False


def test_what_is_published_stays_as_it_is_and_says_to_copy_it(planning: Planning) -> None:
    version = planning.published()
    entry = planning.entry_at(version, MONDAY, "08:00")

    answers = [
        planning.move(version, entry, weekday=FRIDAY),
        planning.planner.delete(f"{version}/entries/{entry['id']}"),
        planning.planner.post(f"{version}/undo"),
    ]

    assert [(one.status_code, one.get_json()["code"]) for one in answers] == [(409, "not_editable")] * 3
    assert answers[0].get_json()["detail"] == (
        "Version 1 (First attempt) is published and stays as it is; copy it, and edit the copy."
    )


def test_sessions_are_held_on_every_teaching_date_in_their_weeks_of_the_cycle(planning: Planning) -> None:
    """Fourteen weeks, the first of which is odd; the second Monday is a holiday."""
    planning.college.add(Holiday(name="Half term", starts_on=date(2026, 9, 14), ends_on=date(2026, 9, 14)))
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))

    version = planning.published()

    mondays = planning.held(entry_id=UUID(planning.entry_at(version, MONDAY, "08:00")["id"]))
    practicals = planning.held(session_type="practical")
    assert [one.starts_at.date() for one in mondays[:2]] == [date(2026, 9, 7), date(2026, 9, 21)]
    assert len(mondays) == 13
    assert [one.starts_at.date() for one in practicals] == [
        date(2026, 9, 10) + timedelta(weeks=2 * week) for week in range(7)
    ]
    one = practicals[0]
    assert (one.starts_at.time(), one.ends_at.time()) == (time(8), time(10))
    assert (one.trainer_id, one.room_id) == (planning.ben, planning.lab.id)
    assert (one.status, one.is_makeup) == ("scheduled", False)


def test_sessions_are_held_by_the_clock_of_the_institution_summer_and_winter(planning: Planning) -> None:
    with planning.college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "Europe/Dublin"})
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))

    version = planning.published()

    mondays = planning.held(entry_id=UUID(planning.entry_at(version, MONDAY, "08:00")["id"]))
    hours = {one.starts_at.date(): one.starts_at.hour for one in mondays}
    assert (hours[date(2026, 10, 19)], hours[date(2026, 10, 26)]) == (7, 8)
    assert all(one.ends_at - one.starts_at == timedelta(hours=1) for one in mondays)


def test_a_substitute_is_who_holds_the_session(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    planning.move(draft, entry, substitute_id=str(planning.ben))
    for step in ("validation", "publication"):
        planning.planner.post(f"{draft}/{step}")

    trainers = {one.trainer_id for one in planning.held(entry_id=UUID(entry["id"]))}

    assert trainers == {planning.ben}


def test_a_new_version_takes_over_what_is_still_to_be_held(planning: Planning) -> None:
    """It is published on a Wednesday at noon; Thursday's session was cancelled, and stays so."""
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    first = planning.published()
    second = planning.draft("Second attempt", made_from_id=first[12:])
    planning.move(second, planning.entry_at(second, MONDAY, "08:00"), weekday=FRIDAY)
    planning.put_clock(datetime(2026, 9, 23, 12, tzinfo=UTC))
    begun = planning.held(entry_id=UUID(planning.entry_at(first, THURSDAY, "08:00")["id"]))[1]
    with planning.college.unit_of_work() as session:
        session.get_one(AttendanceSession, begun.id).status = "canceled"

    for step in ("validation", "publication"):
        assert planning.planner.post(f"{second}/{step}").status_code == 200

    of_first = {UUID(item["id"]) for item in planning.entries(first)}
    old = [one for one in planning.held() if one.entry_id in of_first]
    new = [one for one in planning.held() if one.entry_id not in of_first]
    assert {one.starts_at for one in old if one.starts_at.date() > date(2026, 9, 23)} == {begun.starts_at}
    assert max(one.starts_at for one in old if one.status == "scheduled") == datetime(
        2026, 9, 23, 8, tzinfo=UTC
    )
    assert min(one.starts_at for one in new) == datetime(2026, 9, 25, 8, tzinfo=UTC)
    moved = UUID(planning.entry_at(second, FRIDAY, "08:00")["id"])
    assert {one.starts_at.weekday() for one in new if one.entry_id == moved} == {FRIDAY}


def test_a_session_that_was_started_early_is_not_held_once_more(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    first = planning.published()
    second = planning.draft("Second attempt", made_from_id=first[12:])
    planning.put_clock(datetime(2026, 9, 23, 7, 50, tzinfo=UTC))
    begun = planning.held(entry_id=UUID(planning.entry_at(first, WEDNESDAY, "08:00")["id"]))[2]
    with planning.college.unit_of_work() as session:
        session.get_one(AttendanceSession, begun.id).status = "active"

    for step in ("validation", "publication"):
        assert planning.planner.post(f"{second}/{step}").status_code == 200

    assert begun.starts_at == datetime(2026, 9, 23, 8, tzinfo=UTC)
    at_eight = [one for one in planning.held() if one.starts_at == begun.starts_at]
    assert [(one.id, one.status) for one in at_eight] == [(begun.id, "active")]


def test_what_was_held_before_a_version_was_withdrawn_is_not_held_once_more(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    first = planning.published()
    second = planning.draft("Second attempt", made_from_id=first[12:])
    planning.put_clock(datetime(2026, 9, 23, 12, tzinfo=UTC))
    assert planning.planner.delete(f"{first}/publication").status_code == 200

    for step in ("validation", "publication"):
        assert planning.planner.post(f"{second}/{step}").status_code == 200

    days = [one.starts_at for one in planning.held()]
    assert days.count(datetime(2026, 9, 23, 8, tzinfo=UTC)) == 1
    assert max(days) > datetime(2026, 12, 1, tzinfo=UTC)


def test_what_is_withdrawn_is_not_held_any_more(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    version = planning.published()
    planning.put_clock(datetime(2026, 9, 9, 12, tzinfo=UTC))

    answer = planning.planner.delete(f"{version}/publication")
    again = planning.planner.delete(f"{version}/publication")

    assert (answer.status_code, answer.get_json()["status"]) == (200, "archived")
    assert (again.status_code, again.get_json()["code"]) == (409, "not_published")
    assert {one.starts_at.date() for one in planning.held()} == {date(2026, 9, day) for day in (7, 8, 9)}


def test_steps_on_an_old_version_are_refused(planning: Planning) -> None:
    draft = planning.planned()
    read = planning.planner.get(draft).headers["ETag"]
    planning.move(draft, planning.entry_at(draft, MONDAY, "08:00"), weekday=FRIDAY)

    late = planning.planner.post(f"{draft}/validation", If_Match=read)

    assert late.status_code == 412


def test_of_two_versions_published_at_the_same_moment_one_follows_the_other(planning: Planning) -> None:
    planning.put_clock(datetime(2026, 8, 1, tzinfo=UTC))
    first = planning.planned()
    second = planning.draft("Second attempt", made_from_id=first[12:])
    for version in (first, second):
        planning.planner.post(f"{version}/validation")
    pairs = [(planning.planner, version) for version in (first, second)]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: pair[0].post(f"{pair[1]}/publication"), pairs))

    assert [answer.status_code for answer in answers] == [200, 200], [one.get_json() for one in answers]
    with planning.college.unit_of_work() as session:
        states = sorted(session.scalars(select(Timetable.status)))
    assert states == ["archived", "published"]
    assert len(planning.held()) == 5 * 14 + 7
