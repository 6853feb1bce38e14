"""Trainers' availability."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.trainer_availabilities import (
    TrainerAvailabilityQuery,
    TrainerAvailabilitySchema,
    TrainerAvailabilityWrite,
)
from services.facilities.availabilities import AVAILABILITIES

blp = Blueprint(
    "Trainer availabilities",
    __name__,
    description="When trainers can, cannot or would rather not teach, every week of a term.",
)

blp.records(
    AVAILABILITIES,
    path="/trainer-availabilities",
    shown=TrainerAvailabilitySchema,
    written=TrainerAvailabilityWrite,
    filters=TrainerAvailabilityQuery,
)
