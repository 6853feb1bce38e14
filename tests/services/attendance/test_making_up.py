"""Makeups of missed sessions: ranked, booked once, and never two in one room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from models import Message
from models.session import Who
from services.access import Role
from services.attendance.making_up import (
    MadeUpAlready,
    NoPlaceFree,
    NotToBeMadeUp,
    Wish,
    book_makeup,
)
from services.errors import DomainError, NotFound
from services.timetabling.overlaps import SlotTaken
from services.timetabling.publishing import NotPublished, withdraw
from services.timetabling.refereeing import BreaksRules
from tests.installation import College
from tests.planning import MONDAY
from tests.services.attendance.missing_college import FREE_DAY, Missing


@pytest.fixture
def missing(college: College) -> Missing:
    return Missing(college)


def test_a_missed_session_is_held_at_the_cheapest_place_unless_one_is_named(missing: Missing) -> None:
    session_id = missing.missed()

    best = missing.places(session_id)["items"][0]
    makeup = missing.book(session_id, Wish())

    assert f"{makeup.starts_at:%Y-%m-%d %H:%M}" == f"{best['date']} {best['starts_at']}"
    assert (makeup.is_makeup, makeup.makeup_of_id, makeup.status) == (True, session_id, "scheduled")
    assert (str(makeup.room_id), makeup.trainer_id) == (best["room"]["id"], missing.planning.ada)
    with missing.college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Message).where(Message.kind == "mail")) == 1
    with pytest.raises(MadeUpAlready):
        missing.book(session_id, missing.at())


def test_what_is_offered_can_be_booked_and_what_is_taken_is_not_offered(missing: Missing) -> None:
    first, second = missing.missed(), missing.missed(MONDAY, "09:00")
    offered = missing.places(second, limit=200)
    taken = missing.book(first, Wish(earliest=FREE_DAY, latest=FREE_DAY))

    after = missing.places(second, limit=200)

    gone = (f"{taken.starts_at:%Y-%m-%d}", f"{taken.starts_at:%H:%M}")
    assert gone in {(one["date"], one["starts_at"]) for one in offered["items"]}
    # Ada teaches both class groups, so the time is gone in every room.
    assert gone not in {(one["date"], one["starts_at"]) for one in after["items"]}


def test_a_makeup_that_is_cancelled_is_made_up_for_anew(missing: Missing) -> None:
    session_id = missing.missed()
    first = missing.book(session_id, missing.at())
    missing.set(first.id, status="canceled", canceled_because="decided")

    of_the_makeup = missing.places(first.id)
    second = missing.book(session_id, missing.at())

    assert of_the_makeup["missed"]["date"] == str(FREE_DAY)
    assert (second.starts_at, second.room_id) == (first.starts_at, first.room_id)


def test_what_an_older_version_had_is_made_up_for_beside_the_one_that_is_published_now(
    missing: Missing,
) -> None:
    session_id = missing.missed()
    planning = missing.planning
    second = planning.draft("Second", made_from_id=missing.version.rsplit("/", maxsplit=1)[-1])
    entry = planning.entry_at(second, MONDAY, "08:00")
    assert planning.move(second, entry, weekday=4, starts_at="14:00").status_code == 200
    for step in ("validation", "publication"):
        answer = planning.planner.post(f"{second}/{step}")
        assert answer.status_code == 200, answer.get_json()

    offered = missing.places(session_id, limit=200)
    makeup = missing.book(session_id, Wish())

    assert (offered["missed"]["date"], offered["missed"]["starts_at"]) == ("2026-10-05", "08:00")
    taken = {(one["date"], one["starts_at"]) for one in offered["items"]}
    assert (str(FREE_DAY), "14:00") not in taken
    assert ("2026-10-12", "08:00") in taken
    assert makeup.makeup_of_id == session_id
    entries = planning.entries(second, is_temporary="true")
    assert [one["id"] for one in entries] == [str(makeup.entry_id)]


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (lambda missing: missing.at("08:00", date(2026, 10, 12)), BreaksRules),
        (lambda missing: missing.at("10:00"), DomainError),
        (lambda missing: missing.at(on=date(2027, 2, 1)), DomainError),
        (lambda missing: Wish(earliest=date(2026, 10, 10), latest=date(2026, 10, 11)), NoPlaceFree),
    ],
)
def test_a_place_that_is_none_is_refused(
    missing: Missing, wish: Callable[[Missing], Wish], refusal: type[DomainError]
) -> None:
    session_id = missing.missed()

    with pytest.raises(refusal):
        missing.book(session_id, wish(missing))

    assert missing.planning.held(makeup_of_id=session_id) == []


def test_only_what_was_missed_or_cancelled_is_made_up_for(missing: Missing) -> None:
    session_id = missing.missed()
    missing.set(session_id, status="completed", canceled_because=None)

    for ask in (missing.places, lambda one: missing.book(one, Wish())):
        with pytest.raises(NotToBeMadeUp):
            ask(session_id)


def test_a_session_that_was_moved_is_in_the_way_where_it_is_now(missing: Missing) -> None:
    """The hall is free on Friday by the week; a session of Ben's was moved there by hand."""
    session_id = missing.missed()
    moved = next(
        one
        for one in missing.planning.held(enrollment_id=missing.planning.networks_a.id)
        if one.starts_at.date() == date(2026, 10, 14)
    )
    missing.set(
        moved.id,
        starts_at=datetime(2026, 10, 16, 10, 20, tzinfo=UTC),
        ends_at=datetime(2026, 10, 16, 11, 20, tzinfo=UTC),
    )

    with pytest.raises(SlotTaken, match="room"):
        missing.book(session_id, missing.at())


def test_makeups_are_booked_by_those_who_plan_the_class_group(missing: Missing) -> None:
    session_id = missing.missed()
    college = missing.college
    stranger = college.installation.found_college().actor(Role.DP_ACADEMICS)
    for role in (Role.TRAINER, Role.TRAINEE, Role.HOD):
        with college.unit_of_work() as session, pytest.raises(NotFound):
            book_makeup(session, actor=college.actor(role), session_id=session_id, wish=missing.at())
    with college.installation.database.unit_of_work(Who(stranger.tenant_id)) as session:  # noqa: SIM117
        with pytest.raises(NotFound):
            book_makeup(session, actor=stranger, session_id=session_id, wish=missing.at())


def test_without_a_published_version_nothing_is_booked(missing: Missing) -> None:
    session_id = missing.missed()
    version_id = UUID(missing.version.rsplit("/", maxsplit=1)[-1])
    with missing.college.unit_of_work() as session:
        withdraw(session, actor=missing.planner, timetable_id=version_id)

    with pytest.raises(NotPublished):
        missing.book(session_id, missing.at())


def test_two_planners_cannot_take_the_same_room(missing: Missing) -> None:
    """Class groups and trainers differ, so that only the room is wanted twice."""
    wanted = [missing.missed(MONDAY, "09:00"), missing.missed(2, "08:00")]
    barrier = Barrier(len(wanted))
    refused: list[DomainError] = []

    def book(session_id: UUID) -> None:
        barrier.wait()
        try:
            missing.book(session_id, missing.at())
        except DomainError as error:
            refused.append(error)

    threads = [Thread(target=book, args=(session_id,)) for session_id in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(error) for error in refused] == [BreaksRules]
    starts_at = datetime.combine(FREE_DAY, time(10, 20), UTC)
    held = missing.planning.held(starts_at=starts_at, room_id=missing.planning.hall.id)
    assert len(held) == 1
    assert held[0].ends_at - held[0].starts_at == timedelta(hours=1)


def test_one_session_gets_one_makeup_however_many_ask(missing: Missing) -> None:
    session_id = missing.missed()
    barrier = Barrier(3)
    refused: list[DomainError] = []

    def book(starts_at: str) -> None:
        barrier.wait()
        try:
            missing.book(session_id, missing.at(starts_at))
        except DomainError as error:
            refused.append(error)

    threads = [Thread(target=book, args=(starts_at,)) for starts_at in ("08:00", "10:20", "14:00")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(error) for error in refused] == [MadeUpAlready, MadeUpAlready]
    assert len(missing.planning.held(makeup_of_id=session_id)) == 1
