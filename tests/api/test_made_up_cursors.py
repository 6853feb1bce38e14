"""Cursors that nobody was given: they are text in a query, so anybody may make one up."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest

from tests.installation import College

KEY = str(uuid4())


@pytest.mark.parametrize(
    ("path", "sort", "values"),
    [
        ("/departments", "code", ["a\0b", KEY]),
        ("/departments", "code", ["\ud800", KEY]),
        ("/departments", "code", [7, KEY]),
        ("/departments", "code", ["a"]),
        ("/departments", "code", ["a", "no key"]),
        ("/departments", "code", ["a", 7]),
        ("/departments", "code", {"a": KEY}),
        ("/rooms", "capacity", [2**63, KEY]),
        ("/rooms", "capacity", [True, KEY]),
        ("/rooms", "capacity", [float("nan"), KEY]),
        ("/users", "created_at", ["2026-09-07T08:00:00", KEY]),
        ("/users", "created_at", ["0001-01-01T00:00:00+14:00", KEY]),
        ("/users", "created_at", ["9999-12-31T23:59:59-14:00", KEY]),
        ("/terms", "starts_on", ["0000-01-01", KEY]),
        ("/terms", "starts_on", [None, KEY]),
        ("/trainer-availabilities", "starts_at", ["25:00", KEY]),
    ],
)
def test_a_cursor_that_holds_what_no_record_has_is_refused(
    college: College, path: str, sort: str, values: Any
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    answer = college.admin.get(path, sort=sort, cursor=cursor)

    assert answer.status_code == 422
    assert "cursor" in answer.get_json()["errors"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_only_far_away(college: College, day: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([day, KEY]).encode()).decode()

    assert college.admin.get("/terms", sort="starts_on", cursor=cursor).get_json()["items"] == []
