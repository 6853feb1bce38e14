"""Other places of sessions, why not there, and versions side by side."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from engine.timetable.alternatives import Alternatives
from engine.timetable.problem import Placement
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable as Placements
from models import AcademicYear, Term, Timetable
from services.access import Role
from tests.installation import College, Installation
from tests.services.timetabling.asked_college import PLACES, AskedCollege


@pytest.fixture
def asked(college: College) -> AskedCollege:
    """A college with a version."""
    return AskedCollege(college)


def alternatives(asked: AskedCollege, event: int = 0, **query: Any) -> dict[str, Any]:
    """The alternatives of a session, as the API tells them."""
    response = asked.get(f"/entries/{asked.entry(event).id}/alternatives", **{"limit": 200, **query})
    assert response.status_code == 200, response.get_json()
    found: dict[str, Any] = response.get_json()
    return found


def placement(asked: AskedCollege, item: dict[str, Any]) -> Placement:
    """Slot and room of an alternative."""
    plan = asked.scene().plan
    slot = plan.slot(item["weekday"], time.fromisoformat(item["starts_at"]))
    assert slot is not None
    return Placement(slot, plan.room_of[UUID(item["room"]["id"])])


def test_the_alternatives_are_the_engines_in_the_engines_order(asked: AskedCollege) -> None:
    found = alternatives(asked)

    placed = asked.scene().placed
    expected = Alternatives(placed.problem, placed.timetable).of(0)
    assert found["places"] == len(expected) == 89
    assert [
        (placement(asked, item), item["cost"], item["breaches"], item["is_open"]) for item in found["items"]
    ] == [(one.place, one.cost, max(0, one.breaches), one.is_open) for one in expected]
    assert found["session"]["entry_id"] == str(asked.entry(0).id)
    assert found["now"]["room"] == {
        "id": str(asked.rooms[0].id),
        "code": "R1",
        "name": "Room R1",
    }


def test_an_open_alternative_costs_what_the_referee_pays_for_it(asked: AskedCollege) -> None:
    placed = asked.scene().placed
    before = evaluate(placed.problem, placed.timetable)

    for item in alternatives(asked, only_open=True)["items"][::20]:
        moved = list(placed.timetable.placements)
        moved[0] = placement(asked, item)
        after = evaluate(placed.problem, Placements(tuple(moved)))
        assert after.is_feasible
        assert after.cost - before.cost == item["cost"]


def test_who_has_the_room_is_named(asked: AskedCollege) -> None:
    found = alternatives(asked, weekday=0, room_id=str(asked.rooms[1].id))

    (taken,) = [item for item in found["items"] if item["occupant"] is not None]
    assert taken["starts_at"] == "10:20"
    assert taken["is_open"] is False
    assert taken["occupant"]["class_groups"] == [{"id": str(asked.other_group.id), "name": "B"}]


def test_filters_and_pages_leave_the_order(asked: AskedCollege) -> None:
    whole = alternatives(asked, only_open=True)["items"]

    pages: list[dict[str, Any]] = []
    cursor: str | None = None
    while cursor is not None or not pages:
        more: dict[str, Any] = {} if cursor is None else {"cursor": cursor}
        page = alternatives(asked, only_open=True, limit=30, **more)
        pages, cursor = [*pages, *page["items"]], page["next_cursor"]

    assert pages == whole
    assert {item["weekday"] for item in alternatives(asked, weekday=3)["items"]} == {3}


def test_a_pinned_session_can_be_asked_about(asked: AskedCollege) -> None:
    asked.change(asked.entry(0), is_pinned=True)

    found = alternatives(asked)

    assert found["is_pinned"] is True
    assert found["open"] > 0


def test_a_session_without_a_place_has_open_ones(asked: AskedCollege) -> None:
    asked.remove(0)
    enrolment = asked.enrolments[0].id

    found = asked.get("/alternatives", enrollment_id=str(enrolment), ordinal=1, only_open=True).get_json()

    assert found["now"] is None
    assert found["session"]["entry_id"] is None
    assert found["open"] > 0
    assert all(item["is_open"] for item in found["items"])


def test_a_session_that_is_not_planned_has_none(asked: AskedCollege) -> None:
    response = asked.get("/alternatives", enrollment_id=str(asked.enrolments[0].id), ordinal=3)

    assert response.status_code == 422
    assert "ordinal" in response.get_json()["errors"]


def test_the_verdict_names_the_clash_and_the_cost(asked: AskedCollege) -> None:
    response = asked.get(
        f"/entries/{asked.entry(0).id}/alternatives/verdict",
        weekday=0, starts_at="09:00", room_id=str(asked.rooms[0].id),
    )  # fmt: skip

    found = response.get_json()
    assert response.status_code == 200
    assert found["is_open"] is False
    assert {one["rule"] for one in found["violations"]} == {"group-clash", "room-clash"}
    assert any("A " in one["reason"] for one in found["violations"])
    assert found["cost"] == sum(found["change_by_rule"].values())


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"starts_at": "08:30"}, "starts_at"),
        ({"room_id": str(uuid4())}, "room_id"),
        ({"weekday": 6}, "starts_at"),
    ],
)
def test_a_place_that_there_is_not_is_refused_by_its_field(
    asked: AskedCollege, place: dict[str, Any], field: str
) -> None:
    query = {"weekday": 0, "starts_at": "08:00", "room_id": str(asked.rooms[0].id), **place}

    response = asked.get(f"/entries/{asked.entry(0).id}/alternatives/verdict", **query)

    assert response.status_code == 422
    assert field in response.get_json()["errors"]


def test_entries_and_versions_of_others_are_not_there(
    asked: AskedCollege, installation: Installation
) -> None:
    other_version = asked.stored(PLACES)
    stranger = AskedCollege(installation.found_college())
    entry = asked.entry(0).id
    api = asked.college.api(Role.DP_ACADEMICS)

    assert asked.get(f"/entries/{uuid4()}/alternatives").status_code == 404
    assert asked.get(f"/entries/{stranger.entry(0).id}/alternatives").status_code == 404
    assert api.get(f"/timetables/{other_version}/entries/{entry}/alternatives").status_code == 404
    assert api.get(f"/timetables/{stranger.version_id}/comparison").status_code == 404
    assert asked.get("/comparison", **{"with": str(stranger.version_id)}).status_code == 404


def test_trainers_do_not_see_drafts(asked: AskedCollege) -> None:
    api = asked.college.api(Role.TRAINER)

    response = api.get(f"/timetables/{asked.version_id}/entries/{asked.entry(0).id}/alternatives")

    assert response.status_code == 403


def test_a_session_of_one_date_has_no_place_in_the_week(asked: AskedCollege) -> None:
    once = asked.held_once(0, date(2026, 9, 16), time(8), 0)

    response = asked.get(f"/entries/{once.id}/alternatives")

    assert (response.status_code, response.get_json()["code"]) == (422, "temporary_entry")


def test_a_version_that_fits_no_longer_is_to_be_repaired_first(asked: AskedCollege) -> None:
    entry = asked.entry(0).id
    asked.change(asked.rooms[1], is_available=False)

    response = asked.get(f"/entries/{entry}/alternatives")

    assert (response.status_code, response.get_json()["code"]) == (409, "sessions_do_not_fit")
    assert "repair" in response.get_json()["detail"]


def test_a_version_that_is_broken_is_to_be_repaired_first(asked: AskedCollege) -> None:
    asked.change(asked.rooms[0], room_type="lab")

    response = asked.get(f"/entries/{asked.entry(4).id}/alternatives")

    assert (response.status_code, response.get_json()["code"]) == (409, "broken_timetable")


def test_a_comparison_tells_what_moved_and_who_pays(asked: AskedCollege) -> None:
    late = 8
    later = asked.stored([(late, 0), *PLACES[1:]], made_from_id=asked.version_id)
    api = asked.college.api(Role.HOD)

    found = api.get(f"/timetables/{later}/comparison").get_json()

    (move,) = found["moves"]
    assert (move["before"]["starts_at"], move["after"]["starts_at"]) == ("08:00", "17:00")
    assert found["before"]["id"] == str(asked.version_id)
    change = found["cost_after"]["cost"] - found["cost_before"]["cost"]
    assert change == sum(rule["change"] for rule in found["rules"]) > 0
    assert found["cost_after"]["cost"] == asked.judged(later).cost
    assert {"kind": "class_group", "id": str(asked.group.id), "name": "A"}.items() <= found["people"][
        0
    ].items()


def test_sessions_alike_that_exchanged_their_places_have_not_moved(asked: AskedCollege) -> None:
    exchanged = asked.stored([PLACES[1], PLACES[0], *PLACES[2:]])

    found = asked.get("/comparison", **{"with": str(exchanged)}).get_json()

    assert found["moves"] == []


def test_a_session_without_a_place_shows_in_a_comparison(asked: AskedCollege) -> None:
    without = asked.stored([None, *PLACES[1:]])

    found = asked.get("/comparison", **{"with": str(without)}).get_json()

    assert found["before"]["without_place"] == 1
    assert [(move["before"], move["after"]["weekday"]) for move in found["moves"]] == [(None, 0)]


def test_only_versions_of_one_term_are_compared(asked: AskedCollege) -> None:
    year = AcademicYear(name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 7, 31))
    term = Term(
        academic_year_id=year.id, name="Term 1", starts_on=date(2027, 9, 6), ends_on=date(2027, 12, 10)
    )
    other = Timetable(term_id=term.id, number=1, name="Another term's")
    asked.college.add(year, term, other)

    of_other_term = asked.get("/comparison", **{"with": str(other.id)})
    of_nothing = asked.get("/comparison")

    assert (of_other_term.status_code, of_nothing.status_code) == (422, 422)
    assert "with" in of_other_term.get_json()["errors"]
