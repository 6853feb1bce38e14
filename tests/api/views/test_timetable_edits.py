"""Edits of a version one after the other, at the same moment, and taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Any
from uuid import uuid4

import pytest

from models import TrainerAvailability
from tests.installation import College
from tests.planning import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Planning, broken


@pytest.fixture
def planning(college: College) -> Planning:
    return Planning(college)


def place_of(entry: dict[str, Any]) -> tuple[Any, ...]:
    """When and where an entry is."""
    return entry["weekday"], entry["starts_at"], entry["ends_at"], entry["room"]["code"]


def test_two_sessions_change_places(planning: Planning) -> None:
    draft = planning.planned()
    lecture, other = (planning.entry_at(draft, weekday, "08:00") for weekday in (MONDAY, WEDNESDAY))

    answer = planning.planner.post(f"{draft}/swaps", {"entry_ids": [lecture["id"], other["id"]]})

    assert answer.status_code == 200, answer.get_json()
    swapped = answer.get_json()["entries"]
    assert [item["id"] for item in swapped] == [lecture["id"], other["id"]]
    assert [place_of(item) for item in swapped] == [place_of(other), place_of(lecture)]


def test_a_swap_that_breaks_rules_moves_neither(planning: Planning) -> None:
    draft = planning.planned()
    lecture, practical = (
        planning.entry_at(draft, MONDAY, "08:00"),
        planning.entry_at(draft, THURSDAY, "08:00"),
    )

    answer = planning.planner.post(f"{draft}/swaps", {"entry_ids": [lecture["id"], practical["id"]]})
    itself = planning.planner.post(f"{draft}/swaps", {"entry_ids": [lecture["id"]] * 2})
    nobody = planning.planner.post(f"{draft}/swaps", {"entry_ids": [lecture["id"], str(uuid4())]})

    assert {"room-kind", "order"} <= set(dict(broken(answer)))
    assert (itself.status_code, nobody.status_code) == (422, 404)
    assert planning.entry_at(draft, MONDAY, "08:00") == lecture


def test_a_move_on_an_old_version_of_the_entry_is_refused(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    path, read = f"{draft}/entries/{entry['id']}", f'"{entry["version"]}"'

    faster = planning.planner.patch(path, {"weekday": FRIDAY}, If_Match=read)
    late = planning.planner.patch(path, {"weekday": THURSDAY}, If_Match=read)
    gone = planning.planner.delete(path, If_Match=read)

    assert (faster.status_code, late.status_code, gone.status_code) == (200, 412, 412)
    assert late.get_json()["code"] == "stale"
    assert place_of(planning.planner.get(path).get_json())[0] == FRIDAY


def test_every_edit_counts_as_one_of_the_version(planning: Planning) -> None:
    draft = planning.planned()
    read = planning.planner.get(draft).headers["ETag"]
    first, second = planning.entry_at(draft, MONDAY, "08:00"), planning.entry_at(draft, WEDNESDAY, "08:00")
    planning.move(draft, first, is_pinned=True)
    planning.move(draft, first, is_pinned=False)

    late = planning.planner.post(f"{draft}/swaps", {"entry_ids": [first["id"], second["id"]]}, If_Match=read)

    assert late.status_code == 412


def test_of_moves_at_the_same_moment_that_clash_with_each_other_one_is_stored(planning: Planning) -> None:
    """Each of the two is fine by itself: nobody is in R2 on Friday at eight."""
    draft = planning.planned()
    entries = [planning.entry_at(draft, TUESDAY, starts_at) for starts_at in ("08:00", "09:00")]
    wish = {"weekday": FRIDAY, "starts_at": "08:00", "room_id": str(planning.other_hall.id)}
    planners = [planning.planner, planning.planner]

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].patch(f"{draft}/entries/{pair[1]['id']}", wish),
                zip(planners, entries, strict=True),
            )
        )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert set(dict(broken(refused))) == {"teacher-clash", "room-clash"}
    assert len(planning.entries(draft, weekday=FRIDAY)) == 1
    assert planning.planner.get(f"{draft}/verdict").get_json()["is_feasible"] is True


def test_a_session_placed_twice_at_the_same_moment_has_one_place(planning: Planning) -> None:
    draft = planning.draft()
    wishes = [planning.session(planning.databases_a, 1, day, "08:00") for day in (MONDAY, FRIDAY)]
    planners = [planning.planner, planning.planner]

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(f"{draft}/entries", pair[1]), zip(planners, wishes, strict=True)
            )
        )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(planning.entries(draft)) == 1


def test_edits_are_taken_back_one_after_the_other(planning: Planning) -> None:
    draft = planning.planned()
    before = [place_of(item) for item in planning.entries(draft)]
    cost = planning.planner.get(draft).get_json()["cost"]
    first, second = planning.entry_at(draft, MONDAY, "08:00"), planning.entry_at(draft, WEDNESDAY, "08:00")
    planning.planner.post(f"{draft}/swaps", {"entry_ids": [first["id"], second["id"]]})
    planning.planner.delete(f"{draft}/entries/{first['id']}")

    back = [planning.planner.post(f"{draft}/undo") for _ in range(2)]

    assert [answer.status_code for answer in back] == [200, 200]
    assert [place_of(item) for item in planning.entries(draft)] == before
    assert back[1].get_json()["timetable"]["cost"] == cost
    for _ in before:
        assert planning.planner.post(f"{draft}/undo").status_code == 200
    assert planning.entries(draft) == []
    empty = planning.planner.post(f"{draft}/undo")
    assert (empty.status_code, empty.get_json()["code"]) == (409, "nothing_to_undo")


def test_what_cannot_be_as_it_was_is_not_taken_back(planning: Planning) -> None:
    draft = planning.planned()
    entry = planning.entry_at(draft, MONDAY, "08:00")
    planning.move(draft, entry, weekday=FRIDAY)
    planning.college.add(
        TrainerAvailability(
            trainer_id=planning.ada, term_id=planning.term.id, weekday=MONDAY,
            starts_at=time(8), ends_at=time(9), kind="unavailable",
        )
    )  # fmt: skip

    answers = [planning.planner.post(f"{draft}/undo") for _ in range(2)]

    assert [dict(broken(answer)).keys() for answer in answers] == [{"availability"}] * 2
    assert planning.entry_at(draft, FRIDAY, "08:00")["id"] == entry["id"]


def test_the_history_tells_who_moved_what(planning: Planning) -> None:
    draft = planning.draft()
    entry = planning.placed(draft, planning.session(planning.databases_a, 1, MONDAY, "08:00"))
    planning.move(draft, entry, weekday=FRIDAY)

    changes = planning.planner.get("/history", entity_id=entry["id"]).get_json()["items"]

    assert [change["action"] for change in changes] == ["change", "create"]
    assert changes[0]["fields"] == {"weekday": [MONDAY, FRIDAY]}
