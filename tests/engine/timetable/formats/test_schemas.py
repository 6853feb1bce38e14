"""The published schemas agree with the model, with the bounds and with their own examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no hints

from engine.timetable.formats import limits
from engine.timetable.formats.schemas import schema
from engine.timetable.problem import (
    MAX_SLOTS_PER_DAY,
    MAX_WEEKS,
    Course,
    Event,
    Group,
    Placement,
    Room,
    Teacher,
    TimeGrid,
)
from engine.timetable.weights import PRESETS, Weights

KINDS = ["problem", "timetable"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_keep_to_the_schema(kind: str) -> None:
    document = schema(kind)
    parts = [(document, document["examples"])]
    parts += [
        (part | {"$defs": document["$defs"]}, part["examples"])
        for part in document["$defs"].values()
        if "examples" in part
    ]

    errors = [
        error.message
        for part, examples in parts
        for example in examples
        for error in Draft202012Validator(part).iter_errors(example)
    ]

    assert errors == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_described(kind: str) -> None:
    definitions = schema(kind)["$defs"]

    silent = [
        name
        for name, member in _members(schema(kind))
        if "description" not in member and "description" not in definitions.get(_target(member), {})
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("name", "part", "extra"),
    [
        ("grid", TimeGrid, set()),
        ("room", Room, set()),
        ("teacher", Teacher, set()),
        ("group", Group, set()),
        ("course", Course, set()),
        ("event", Event, {"id"}),
    ],
)
def test_the_schema_has_the_members_of_the_model(name: str, part: Any, extra: set[str]) -> None:
    members = schema("problem")["$defs"][name]["properties"]

    assert set(members) == {item.name for item in fields(part)} | extra


def test_the_schema_has_the_weights_and_presets_of_the_model() -> None:
    definitions = schema("problem")["$defs"]
    weights = definitions["weights"]["else"]

    assert set(weights["properties"]) == {item.name for item in fields(Weights)} | {"preset"}
    assert set(definitions["preset"]["enum"]) == set(PRESETS)
    assert set(definitions["placement"]["properties"]) == set(Placement._fields)


def test_the_schema_has_the_bounds_of_the_other_formats() -> None:
    problem = schema("problem")
    definitions, members = problem["$defs"], problem["properties"]
    grid, course = definitions["grid"]["properties"], definitions["course"]["properties"]

    assert members["events"]["maxItems"] == limits.MAX_EVENTS
    assert {members[kind]["maxItems"] for kind in ("rooms", "teachers", "groups", "courses")} == {
        limits.MAX_ITEMS
    }
    assert definitions["room"]["properties"]["capacity"]["maximum"] == limits.MAX_CAPACITY
    assert course["students"]["maximum"] == limits.MAX_STUDENTS
    assert course["min_days"]["maximum"] == limits.MAX_DAYS_WANTED
    assert grid["slots_per_day"]["maximum"] == MAX_SLOTS_PER_DAY
    assert grid["weeks"]["maximum"] == MAX_WEEKS


def _members(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield from part["properties"].items()
        for inner in part.values():
            yield from _members(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _members(inner)


def _target(member: dict[str, Any]) -> str:
    return str(member.get("$ref", "")).rpartition("/")[2]
