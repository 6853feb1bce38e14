"""What people say they can do, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from services.access import Role
from services.people.skills import MAX_SKILLS
from tests.installation import College, Installation

WELDING = {"name": "Welding", "level": "advanced"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_everybody_has_skills_of_their_own(college: College, role: Role) -> None:
    api = college.api(role)

    before = api.get("/users/skills")
    added = api.post("/users/skills", WELDING)

    assert (before.status_code, before.get_json()) == (200, {"items": []})
    assert (added.status_code, added.get_json()) == (201, {"items": [WELDING]})
    assert api.get("/users/skills").get_json() == {"items": [WELDING]}


def test_a_skill_of_the_same_name_gets_the_new_level_at_its_place(college: College) -> None:
    api = college.api(Role.TRAINEE)
    api.post("/users/skills", {"name": "Welding"})
    api.post("/users/skills", {"name": "TCP/IP", "level": "expert"})

    again = api.post("/users/skills", {"name": " welding ", "level": "intermediate"})

    assert again.get_json()["items"] == [
        {"name": "welding", "level": "intermediate"},
        {"name": "TCP/IP", "level": "expert"},
    ]


def test_skills_are_replaced_as_a_whole_upon_the_version_that_was_read(college: College) -> None:
    api = college.api(Role.TRAINER)
    version = api.post("/users/skills", WELDING).headers["ETag"]

    replaced = api.put("/users/skills", {"items": [{"name": "Python"}]}, If_Match=version)
    late = api.put("/users/skills", {"items": []}, If_Match=version)

    assert (replaced.status_code, late.status_code) == (200, 412)
    assert api.get("/users/skills").get_json() == {"items": [{"name": "Python", "level": "beginner"}]}
    assert api.put("/users/skills", {"items": []}).get_json() == {"items": []}


def test_the_profile_stays_as_it_was(college: College) -> None:
    api = college.api(Role.TRAINER)
    api.patch("/users/profile", {"bio": "Teaches welding.", "preferences": {"theme": "dark"}})
    api.post("/users/skills", WELDING)

    profile = api.get("/users/profile").get_json()

    assert (profile["bio"], profile["preferences"]) == ("Teaches welding.", {"theme": "dark"})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": None},
        {"name": 7},
        {"name": "x" * 101},
        {"name": "a\0b"},
        {"name": "Welding", "level": "wizard"},
        {"name": "Welding", "level": None},
        {"name": "Welding", "since": 2011},
        [WELDING],
    ],
)
def test_what_is_no_skill_is_refused(college: College, body: Any) -> None:
    api = college.api(Role.TRAINEE)

    assert api.post("/users/skills", body).status_code == 422
    assert api.get("/users/skills").get_json() == {"items": []}


@pytest.mark.parametrize(
    "items",
    [
        [WELDING, {"name": "WELDING"}],
        [{"name": f"Skill {number}"} for number in range(MAX_SKILLS + 1)],
        None,
        [None],
    ],
    ids=["one name twice", "too many", "null", "null within"],
)
def test_lists_that_make_no_sense_are_refused(college: College, items: Any) -> None:
    assert college.api(Role.TRAINEE).put("/users/skills", {"items": items}).status_code == 422


def test_there_is_an_end_of_skills(college: College) -> None:
    api = college.api(Role.TRAINEE)
    api.put("/users/skills", {"items": [{"name": f"Skill {number}"} for number in range(MAX_SKILLS)]})

    assert api.post("/users/skills", WELDING).status_code == 422
    assert api.post("/users/skills", {"name": "skill 7", "level": "expert"}).status_code == 201


def test_skills_are_nobody_elses(college: College, installation: Installation) -> None:
    college.api(Role.TRAINEE).post("/users/skills", WELDING)

    assert college.admin.get("/users/skills").get_json() == {"items": []}
    assert installation.found_college().admin.get("/users/skills").get_json() == {"items": []}
    assert college.api().get("/users/skills").status_code == 401
