"""The page of the engine's answers, walked request by request; each run is done when it was asked for."""

from __future__ import annotations

from datetime import date
from threading import Event
from typing import Any
from uuid import UUID

from services.access import Role
from services.runs.executing import execute
from tests.docs.walking import walk
from tests.installation import College
from tests.services.timetabling.asked_college import AskedCollege


def test_every_request_of_the_page_is_answered_as_it_says(college: College) -> None:
    asked = AskedCollege(college)
    asked.put_clock(date(2026, 9, 10))
    bearer = college.bearer(college.user(Role.DP_ACADEMICS))["Authorization"]
    known = {
        "token": bearer.removeprefix("Bearer "),
        "timetable": str(asked.version_id),
        "entry": str(asked.entry(0).id),
        "enrollment": str(asked.enrolments[0].id),
        "class_group": str(asked.group.id),
        "trainer": str(asked.ada),
        "substitute": str(asked.ben),
        "room": str(asked.rooms[1].id),
    }

    def work(status: int, answer: dict[str, Any]) -> None:
        if status == 202:
            execute(
                college.installation.database,
                tenant_id=college.tenant_id,
                run_id=UUID(answer["id"]),
                attempt=0,
                leaving=Event(),
            )

    steps = walk("docs/api-answers.md", college.installation.app.test_client(), known, after=work)

    assert steps >= 15
