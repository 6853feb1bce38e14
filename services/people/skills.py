"""What people can do, by their own word; a part of their profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from models import Profile
from services.access import Actor
from services.errors import Invalid
from services.people.me import change_my_profile, my_profile

LEVELS = ("beginner", "intermediate", "advanced", "expert")
MAX_SKILLS = 100

Skill = Mapping[str, str]
"""A skill's ``name`` and ``level``."""


def add_skill(
    session: Session, *, actor: Actor, name: str, level: str, version: int | None = None
) -> Profile:
    """Add a skill to the actor's own; one of the same name gets the new level.

    Raises
    ------
    Invalid
        If there are too many.
    Stale, NotFound
        As for :func:`~services.people.me.change_my_profile`.
    """
    skills = {_key(skill): skill for skill in my_profile(session, actor=actor).skills}
    added = {"name": name, "level": level}
    skills[_key(added)] = added
    return replace_skills(session, actor=actor, skills=list(skills.values()), version=version)


def replace_skills(
    session: Session, *, actor: Actor, skills: Sequence[Skill], version: int | None = None
) -> Profile:
    """Make these skills, and no others, the actor's own.

    Raises
    ------
    Invalid
        If there are too many, or two of one name.
    Stale, NotFound
        As for :func:`~services.people.me.change_my_profile`.
    """
    if len(skills) > MAX_SKILLS:
        raise Invalid(f"{len(skills)} skills are too many, at most {MAX_SKILLS} are kept.")
    if len({_key(skill) for skill in skills}) < len(skills):
        raise Invalid("Two skills have one name.", fields={"items": "Each with a name of its own."})
    return change_my_profile(session, actor=actor, values={"skills": list(skills)}, version=version)


def _key(skill: Skill) -> str:
    return skill["name"].casefold()
