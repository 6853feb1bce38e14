"""The columns of a workbook by which people are registered."""

from __future__ import annotations

from datetime import date

from models.user import GENDERS, TRAINEE_STATUSES
from services.spreadsheets import Column

ROLES = ("trainee", "trainer", "hod", "dp_academics", "staff")
"""Roles of a workbook's rows; admins and devices are created one by one."""

COLUMNS = (
    Column(
        key="email",
        heading="E-mail",
        about="Address to log in with; no two accounts share one.",
        example="wanjiru@college.example",
        required=True,
        most=254,
    ),
    Column(key="first_name", heading="First name", about="", example="Wanjiru", required=True, most=100),
    Column(key="last_name", heading="Last name", about="", example="Kamau", required=True, most=100),
    Column(
        key="role",
        heading="Role",
        about="What the person is.",
        example="trainee",
        required=True,
        choices=ROLES,
    ),
    Column(key="gender", heading="Gender", about="", example="female", choices=GENDERS),
    Column(key="phone", heading="Phone", about="With its country code.", example="+254712345678", most=40),
    Column(
        key="id_number",
        heading="ID number",
        about="Number of the identity card.",
        example="32145678",
        most=40,
    ),
    Column(key="address", heading="Address", about="", example="P.O. Box 30197, Nairobi", most=300),
    Column(key="birth_date", heading="Birth date", about="", example=date(2004, 5, 17), kind="date"),
    Column(
        key="trainee.class_group_id",
        heading="Class group",
        about="Name of a trainee's class group.",
        example="DICT-2A",
        most=60,
    ),
    Column(
        key="trainee.admission_number",
        heading="Admission number",
        about="A trainee's; no two share one.",
        example="ICT/0123/2026",
        most=40,
    ),
    Column(
        key="trainee.admitted_on",
        heading="Admitted on",
        about="A trainee's first day.",
        example=date(2026, 9, 7),
        kind="date",
    ),
    Column(
        key="trainee.status",
        heading="Status",
        about="A trainee's; active if it is left blank.",
        example="active",
        choices=TRAINEE_STATUSES,
    ),
    Column(
        key="trainer.department_id",
        heading="Department",
        about="Code of the department that a trainer, head or deputy teaches in.",
        most=20,
    ),
    Column(
        key="trainer.qualifications",
        heading="Qualifications",
        about="A trainer's, with semicolons between them.",
        most=2000,
    ),
    Column(
        key="trainer.weekly_load_hours",
        heading="Weekly load hours",
        about="Hours that a trainer teaches a week at most.",
        kind="whole",
        most=80,
    ),
)
"""A key with a dot is of a profile: ``trainee.admission_number``."""
