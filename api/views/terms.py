"""Terms."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.calendar import TermQuery, TermSchema, TermWrite
from services.structure.calendar import TERMS

blp = Blueprint("Terms", __name__, description="Stretches of the year for which timetables are made.")

blp.records(TERMS, path="/terms", shown=TermSchema, written=TermWrite, filters=TermQuery)
