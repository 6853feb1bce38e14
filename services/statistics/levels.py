"""Whose figures a person's are: those of a trainee, or of the sessions of one who teaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models import User
from services.access import Role
from services.statistics.asking import Question


def of_person(user: User, values: Mapping[str, Any]) -> Question:
    """The question about one person: a trainee's own records, or the sessions that anybody else holds."""
    name = "trainee_id" if user.role == Role.TRAINEE else "trainer_id"
    return Question(**{**values, name: user.id})
