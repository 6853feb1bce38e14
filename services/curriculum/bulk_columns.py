"""The columns of a workbook by which courses are registered."""

from __future__ import annotations

from collections.abc import Mapping

from models.curriculum import DIFFICULTIES, PRACTICAL_WEEKS
from services.spreadsheets import Column

COLUMNS = (
    Column(
        key="code",
        heading="Code",
        about="No two courses share one.",
        example="ICT101",
        required=True,
        most=20,
    ),
    Column(
        key="title", heading="Title", about="", example="Introduction to Programming", required=True, most=200
    ),
    Column(
        key="department",
        heading="Department",
        about="Code of the department that teaches it.",
        example="ICT",
        required=True,
        most=20,
    ),
    Column(key="description", heading="Description", about="", example="Programs and loops.", most=5000),
    Column(key="category", heading="Category", about="", example="software", most=20),
    Column(
        key="tags",
        heading="Tags",
        about="With semicolons between them.",
        example="programming; python",
        most=900,
    ),
    Column(
        key="difficulty_level",
        heading="Difficulty",
        about="Beginner if it is left blank.",
        example="beginner",
        choices=DIFFICULTIES,
    ),
    Column(
        key="duration_weeks",
        heading="Weeks",
        about="How long it is taught.",
        example=12,
        required=True,
        kind="whole",
        least=1,
        most=104,
    ),
    Column(
        key="theory_sessions",
        heading="Theory sessions",
        about="Theory sessions a week; 1 if it is left blank.",
        example=2,
        kind="whole",
        most=10,
    ),
    Column(
        key="theory_slots",
        heading="Theory slots",
        about="Slots that each of them takes; 1 if it is left blank.",
        example=1,
        kind="whole",
        most=8,
    ),
    Column(
        key="practical_sessions",
        heading="Practical sessions",
        about="Practicals a week; 0 if it is left blank.",
        example=1,
        kind="whole",
        most=10,
    ),
    Column(
        key="practical_slots",
        heading="Practical slots",
        about="Slots that each of them takes.",
        example=2,
        kind="whole",
        most=8,
    ),
    Column(
        key="practical_weeks",
        heading="Practical weeks",
        about="Weeks in which practicals are held; all if it is left blank.",
        example="all",
        choices=PRACTICAL_WEEKS,
    ),
    Column(
        key="prerequisites",
        heading="Prerequisites",
        about="Codes of courses that must be known before, of this sheet or stored, with semicolons"
        " between them.",
        most=700,
    ),
)

HEADINGS: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}
