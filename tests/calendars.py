"""Calendar feeds as programs read them, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar
from werkzeug.test import TestResponse

from models.session import utc_now
from services.policy import change_policy
from tests.installation import Api, College
from tests.published import Published

BEFORE_TERM = datetime(2026, 9, 1, 6, tzinfo=UTC)


def before_term(college: College) -> Published:
    """A college by Greenwich's clock, a week before its term, with a published timetable."""
    college.installation.clock.ahead = BEFORE_TERM - utc_now()
    with college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "UTC"})
    return Published(college)


def feed(api: Api, subject_type: str, subject_id: object) -> dict[str, Any]:
    """A new feed."""
    return api.created("/feeds", subject_type=subject_type, subject_id=str(subject_id))


def read(college: College, address: str, **headers: str) -> TestResponse:
    """What a calendar program gets, which has not logged in."""
    path = address.removeprefix(college.installation.settings.base_url)
    return college.installation.app.test_client().get(path, headers=headers)


def events(college: College, made: dict[str, Any]) -> list[Any]:
    """The events of a feed, parsed back."""
    answer = read(college, made["address"])
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[Any] = list(Calendar.from_ical(answer.get_data()).walk("VEVENT"))
    assert [event.errors for event in found if event.errors] == []
    return found


def group_feed(published: Published) -> dict[str, Any]:
    """The admin's feed of the class group."""
    return feed(published.college.admin, "class_group", published.class_group.id)
