"""Repairs, explanations, what-ifs and variants: asked over the API, done as a worker does them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from api.schemas.answers import (
    ExplanationAnswerSchema,
    RepairAnswerSchema,
    VariantsAnswerSchema,
    WhatIfAnswerSchema,
)
from models import Run
from services.access import Role
from tests.installation import College, Installation
from tests.services.timetabling.asked_college import PLACES, AskedCollege

MONDAY = [{"weekday": 0}]


@pytest.fixture
def asked(college: College) -> AskedCollege:
    """A college with a version."""
    return AskedCollege(college)


def repaired(asked: AskedCollege, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The run of a repair."""
    run = asked.run("/repairs", {"changes": list(changes), **more}, documented=RepairAnswerSchema)
    assert run["status"] == "succeeded", run["error"]
    return run


def away(trainer: UUID, **more: Any) -> dict[str, Any]:
    """A trainer who is away."""
    return {"change": "trainer_away", "trainer_id": str(trainer), **more}


def test_a_repair_moves_the_fewest_into_a_new_version(asked: AskedCollege) -> None:
    asked.change(asked.entry(2), is_pinned=True)
    asked.change(asked.entry(4), substitute_id=asked.ada)

    run = repaired(asked, away(asked.ada, times=[{"weekday": 0, "starts_at": "08:00"}]), name="Ada is away")

    answer, version = run["answer"], run["answer"]["version"]
    assert (answer["status"], answer["moved"], answer["fewest"]) == ("optimal", 1, 1)
    (move,) = answer["moves"]
    assert move["session"]["entry_id"] == str(asked.entry(0).id)
    assert (move["before"]["weekday"], move["before"]["starts_at"]) == (0, "08:00")
    assert move["after"]["starts_at"] != "08:00"
    assert [group["name"] for group in answer["class_groups"]] == ["A"]
    assert [trainer["id"] for trainer in answer["trainers"]] == [str(asked.ada)]
    assert run["result_timetable_id"] == version["id"]
    assert (version["name"], version["broken_rules"], version["without_place"]) == ("Ada is away", 0, 0)
    score = asked.judged(version["id"])
    assert score.is_feasible
    assert score.cost == version["cost"]
    entries = asked.scene(version["id"]).placed.entries
    assert [entry is not None and entry.is_pinned for entry in entries] == [
        False,
        False,
        True,
        False,
        False,
        False,
    ]
    assert [entry and entry.substitute_id for entry in entries] == [None, None, None, None, asked.ada, None]
    assert asked.scene().placed.timetable[0] == PLACES[0]


def test_who_could_stand_in_is_offered_and_who_cannot_is_told_why(asked: AskedCollege) -> None:
    asked.change(
        asked.entry(4), weekday=0, starts_at=asked.entry(0).starts_at, ends_at=asked.entry(0).ends_at
    )

    answer = repaired(asked, away(asked.ada))["answer"]

    first, second = answer["substitutes"]
    assert first["for"]["id"] == str(asked.ada)
    assert first["offers"] == []
    assert [one["trainer"]["id"] for one in first["refusals"]] == [str(asked.ben)]
    assert "at once" in first["refusals"][0]["reasons"][0]
    assert [one["trainer"]["id"] for one in second["offers"]] == [str(asked.ben)]


def test_what_cannot_be_held_is_left_out_and_the_rest_is_stored(asked: AskedCollege) -> None:
    answer = repaired(asked, away(asked.ada))["answer"]

    version, missed = answer["version"], answer["substitutes"]
    assert (answer["status"], answer["is_proved"], answer["moved"]) == ("infeasible", True, 0)
    assert answer["left_out"] == answer["fewest_left_out"] == len(answer["losses"])
    assert {row(loss) for loss in answer["losses"]} == {row(vacancy) for vacancy in missed}
    assert (version["without_place"], version["broken_rules"]) == (answer["left_out"], 0)
    assert str(asked.ada) in [one["id"] for one in answer["trainers"]]


def test_what_cannot_be_held_in_a_week_is_told_by_week(asked: AskedCollege) -> None:
    answer = repaired(asked, away(asked.ada, weeks=[2]))["answer"]

    assert (answer["status"], answer["counts"], answer["version"]) == ("infeasible", "meetings", None)
    assert answer["left_out"] == answer["fewest_left_out"] == len(answer["losses"]) > 0
    assert all(one["weeks"] == [2] and one["before"] for one in answer["losses"])
    assert answer["not_stored"]


def test_what_passes_is_told_by_week_and_stored_nowhere(asked: AskedCollege) -> None:
    before = asked.versions()

    run = repaired(asked, away(asked.ada, times=MONDAY, weeks=[2]))

    answer = run["answer"]
    assert (answer["counts"], answer["moved"], answer["version"]) == ("meetings", 1, None)
    assert [move["weeks"] for move in answer["moves"]] == [[2]]
    assert [week["weeks"] for week in answer["weeks"]] == [[2]]
    assert run["result_timetable_id"] is None
    assert asked.versions() == before


def test_without_changes_it_is_mended_as_the_tables_have_changed(asked: AskedCollege) -> None:
    asked.remove(0)
    asked.change(asked.rooms[1], is_available=False)

    answer = repaired(asked)["answer"]

    assert (answer["moved"], answer["fitted_anew"]) == (3, 2)
    assert answer["version"]["without_place"] == 0
    assert asked.judged(answer["version"]["id"]).is_feasible


def test_a_closed_room_is_left(asked: AskedCollege) -> None:
    answer = repaired(asked, {"change": "room_closed", "room_id": str(asked.rooms[1].id)})["answer"]

    rooms = {move["after"]["room"]["code"] for move in answer["moves"]}
    assert (answer["moved"], rooms) == (2, {"R1"})


def test_a_class_group_that_is_away_is_taught_at_other_times(asked: AskedCollege) -> None:
    group = {"change": "class_group_away", "class_group_id": str(asked.group.id), "times": MONDAY}

    answer = repaired(asked, group)["answer"]

    assert answer["moved"] == 2
    assert 0 not in {move["after"]["weekday"] for move in answer["moves"]}


def test_a_room_with_fewer_seats_is_too_small(asked: AskedCollege) -> None:
    seats = {"change": "seats_changed", "room_id": str(asked.rooms[1].id), "seats": 10}

    answer = repaired(asked, seats)["answer"]

    assert answer["moved"] == 2


def test_a_substitute_takes_an_enrolment_over_for_good(asked: AskedCollege) -> None:
    replaced = {
        "change": "trainer_replaced",
        "enrollment_id": str(asked.enrolments[0].id),
        "substitute_id": str(asked.ben),
    }

    answer = repaired(asked, replaced)["answer"]

    assert answer["moved"] == 0
    placed = asked.scene(answer["version"]["id"]).placed
    assert [entry and entry.substitute_id for entry in placed.entries[:3]] == [asked.ben, asked.ben, None]
    assert asked.judged(answer["version"]["id"]).is_feasible


def test_what_the_tables_do_not_have_is_told_and_not_stored(asked: AskedCollege) -> None:
    answer = repaired(
        asked,
        {"change": "sessions_cancelled", "entry_ids": [str(asked.entry(0).id)]},
        {"change": "sessions_added", "enrollment_id": str(asked.enrolments[1].id), "count": 2},
        {"change": "class_group_split", "class_group_id": str(asked.other_group.id), "parts": 2},
    )["answer"]

    new = [move["session"] for move in answer["moves"]]
    assert len(new) == 4
    assert {one["entry_id"] for one in new} == {None}
    assert {group["name"] for one in new for group in one["class_groups"]} == {"A", "B-2"}
    assert answer["version"]["without_place"] == 1
    placed = asked.scene(answer["version"]["id"]).placed.timetable.placements
    assert placed[0] is None
    assert None not in placed[1:]


def test_where_nothing_moves_nothing_is_stored(asked: AskedCollege) -> None:
    before = asked.versions()

    answer = repaired(asked)["answer"]

    assert (answer["moved"], answer["version"]) == (0, None)
    assert "can stay" in answer["not_stored"]
    assert asked.versions() == before


def test_a_version_broken_in_other_weeks_is_to_be_mended_first(asked: AskedCollege) -> None:
    asked.remove(0)

    run = asked.run(
        "/repairs", {"changes": [away(asked.ben, times=MONDAY, weeks=[1])]}, documented=RepairAnswerSchema
    )

    assert (run["status"], run["error_code"]) == ("failed", "cannot_be_answered")
    assert "Mend it for all weeks first" in run["error"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"change": "trainer_away", "trainer_id": str(uuid4())}, "trainer_id"),
        ({"change": "trainer_away"}, "trainer_id"),
        ({"change": "room_closed", "room_id": str(uuid4())}, "room_id"),
        ({"change": "class_group_away", "class_group_id": str(uuid4())}, "class_group_id"),
        ({"change": "sessions_cancelled", "entry_ids": [str(uuid4())]}, "entry_ids"),
        ({"change": "sessions_added", "enrollment_id": str(uuid4())}, "enrollment_id"),
        ({"change": "trainer_replaced", "substitute_id": str(uuid4())}, "substitute_id"),
        ({"change": "trainer_away", "trainer_id": "ADA", "seats": 3}, "seats"),
        ({"change": "trainer_away", "trainer_id": "ADA", "weeks": [3]}, "weeks"),
        ({"change": "trainer_away", "trainer_id": "ADA", "times": [{"weekday": 5}]}, "times"),
        ({"change": "trainer_away", "trainer_id": "ADA", "times": [{"weekday": 0, "starts_at": "08:30"}]},
         "times"),
        ({"change": "trainer_replaced", "substitute_id": "ADA"}, "entry_ids"),
        ({"change": "sessions_added", "enrollment_id": "FIRST", "session_type": "practical"},
         "enrollment_id"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused_by_its_field(
    asked: AskedCollege, change: dict[str, Any], field: str
) -> None:
    ids = {"ADA": str(asked.ada), "FIRST": str(asked.enrolments[0].id)}
    known = {name: ids.get(str(value), value) for name, value in change.items()}

    response = asked.post("/repairs", {"changes": [away(asked.ben), known]})

    answer = response.get_json()
    assert (response.status_code, answer["code"]) == (422, "bad_change")
    assert list(answer["errors"]["changes"]["1"]) == [field]
    assert "Change 2" in answer["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"changes": [{"change": "sessions_cancelled", "entry_ids": []}]},
        {"changes": [{"change": "flood"}]},
        {"changes": [{}]},
        {"changes": {}},
        {"time_limit_s": 0},
        {"time_limit_s": 10**9},
        {"wish": "peace"},
    ],
)
def test_a_body_out_of_bounds_is_refused(asked: AskedCollege, body: dict[str, Any]) -> None:
    response = asked.post("/repairs", body)

    assert response.status_code == 422
    assert response.get_json()["errors"]["json"]


def test_rows_of_another_institution_are_not_there(asked: AskedCollege, installation: Installation) -> None:
    stranger = AskedCollege(installation.found_college())
    api = asked.college.api(Role.DP_ACADEMICS)

    theirs = [
        api.post(f"/timetables/{stranger.version_id}/{path}", {"changes": [away(asked.ada)]})
        for path in ("repairs", "explanations", "what-ifs")
    ]
    with_theirs = asked.post("/repairs", {"changes": [away(stranger.ada)]})

    assert [response.status_code for response in theirs] == [404, 404, 404]
    assert with_theirs.status_code == 422
    with stranger.college.unit_of_work() as session:
        assert session.scalars(select(Run.id)).all() == []


@pytest.mark.parametrize("path", ["repairs", "explanations", "what-ifs", "variants", "makeups"])
def test_heads_of_department_read_and_do_not_ask(asked: AskedCollege, path: str) -> None:
    response = asked.post(f"/{path}", {}, role=Role.HOD)

    assert response.status_code == 403


def test_an_explanation_names_who_stands_in_the_way(asked: AskedCollege) -> None:
    body = {"changes": [away(asked.ada)], "time_limit_s": 30}

    run = asked.run("/explanations", body, documented=ExplanationAnswerSchema)

    answer = run["answer"]
    assert answer["status"] == "infeasible"
    (cause,) = answer["causes"]
    named = {trainer["id"] for fact in cause["facts"] for trainer in fact["trainers"]}
    enrolments = {row_id for fact in cause["facts"] for row_id in fact["enrollment_ids"]}
    assert named == {str(asked.ada)}
    assert enrolments == {str(asked.enrolments[0].id)}
    assert answer["remedy"]["price"] == answer["remedy"]["bound"] > 0
    assert answer["restored"] is True


def test_what_is_possible_needs_no_explanation(asked: AskedCollege) -> None:
    run = asked.run("/explanations", {}, documented=ExplanationAnswerSchema)

    assert (run["answer"]["status"], run["answer"]["causes"]) == ("feasible", [])


def test_a_what_if_is_compared_and_stored_nowhere(asked: AskedCollege) -> None:
    before = asked.versions()
    body = {"changes": [away(asked.ada, times=MONDAY)], "weights": {"late": 7}, "time_limit_s": 3}

    run = asked.run("/what-ifs", body, documented=WhatIfAnswerSchema)

    answer = run["answer"]
    assert answer["status"] in ("optimal", "feasible")
    assert answer["comparison"]["cost_after"]["cost"] == answer["cost"]
    after = [move["after"] for move in answer["comparison"]["moves"]]
    assert after
    assert run["result_timetable_id"] is None
    assert asked.versions() == before


def test_a_what_if_that_is_impossible_says_why(asked: AskedCollege) -> None:
    run = asked.run("/what-ifs", {"changes": [away(asked.ada)]}, documented=WhatIfAnswerSchema)

    answer = run["answer"]
    assert (run["status"], answer["status"], answer["comparison"]) == ("succeeded", "infeasible", None)
    assert answer["reasons"]
    assert answer["explanation"]["causes"]


def test_a_what_if_supposes_something_and_of_every_week(asked: AskedCollege) -> None:
    nothing = asked.post("/what-ifs", {})
    single = asked.post("/what-ifs", {"changes": [away(asked.ada, weeks=[1])]})
    unknown = asked.post("/what-ifs", {"weights": {"beauty": 3}})

    assert [one.status_code for one in (nothing, single, unknown)] == [422, 422, 422]
    assert "changes" in nothing.get_json()["errors"]
    assert "leave out the weeks" in single.get_json()["detail"]


def test_variants_become_drafts_that_differ(asked: AskedCollege) -> None:
    body = {"count": 2, "least_difference": 2, "tolerance_percent": 100}

    run = asked.run("/variants", body, documented=VariantsAnswerSchema)

    assert run["status"] == "succeeded", run["error"]
    answer = run["answer"]
    first, *others = answer["variants"]
    assert first["id"] == str(asked.version_id)
    assert len(others) == 2
    assert run["result_timetable_id"] == others[0]["id"]
    assert all(asked.judged(one["id"]).is_feasible for one in others)
    apart = [cell["sessions"] for i, row in enumerate(answer["differences"]) for cell in row[i + 1 :]]
    assert min(apart) >= 2
    assert max(one["cost"] for one in answer["variants"]) <= answer["limit"]


def test_variants_of_a_version_with_gaps_begin_with_a_solve(asked: AskedCollege) -> None:
    asked.remove(0)

    run = asked.run("/variants", {"count": 1, "time_limit_s": 4}, documented=VariantsAnswerSchema)

    (only,) = run["answer"]["variants"]
    assert only["id"] != str(asked.version_id)
    assert only["without_place"] == 0


def row(about: dict[str, Any]) -> str:
    """The entry of the session that something is about."""
    return str(about["session"]["entry_id"])
