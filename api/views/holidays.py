"""Holidays."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.calendar import HolidayQuery, HolidaySchema, HolidayWrite
from services.structure.calendar import HOLIDAYS

blp = Blueprint("Holidays", __name__, description="Days on which nothing is taught.")

blp.records(HOLIDAYS, path="/holidays", shown=HolidaySchema, written=HolidayWrite, filters=HolidayQuery)
