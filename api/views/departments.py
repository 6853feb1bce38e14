"""Departments of the school."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.departments import DepartmentQuery, DepartmentSchema, DepartmentWrite
from services.structure.departments import DEPARTMENTS

blp = Blueprint("Departments", __name__, description="Departments, each with its head and trainers.")

blp.records(
    DEPARTMENTS,
    path="/departments",
    shown=DepartmentSchema,
    written=DepartmentWrite,
    filters=DepartmentQuery,
)
