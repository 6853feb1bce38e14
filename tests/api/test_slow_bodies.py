"""Bodies that come slowly, which nobody but their sender waits for."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from models import Holiday
from tests.installation import College

BODY = b'{"code": "ICT", "name": "Computing"}'
DAY = date(2026, 12, 12)


class SlowBody(BytesIO):
    """A body in whose pauses somebody else stores something."""

    def __init__(self, college: College) -> None:
        super().__init__(BODY)
        self.college = college

    def readinto(self, buffer: Any) -> int:
        """Read on, once somebody else is through."""
        with self.college.unit_of_work() as session:
            session.add(Holiday(name="Meanwhile", starts_on=DAY, ends_on=DAY))
        return super().readinto(buffer)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}], ids=["plain", "with a key"])
def test_others_write_while_a_body_is_on_its_way(college: College, headers: dict[str, Any]) -> None:
    api = college.admin

    answer = api.client.post(
        "/api/departments",
        input_stream=SlowBody(college),
        content_length=len(BODY),
        content_type="application/json",
        headers=api.headers | headers,
    )

    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert api.get("/holidays").get_json()["items"]
