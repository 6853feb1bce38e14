"""Heads of departments, appointed and relieved by way of their accounts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Department, User
from services import records
from services.access import Actor
from services.errors import Invalid, NotFound
from services.structure.departments import DEPARTMENTS


def appoint(session: Session, *, actor: Actor, user: User, department_id: UUID | None) -> None:
    """Make somebody the head of a department, and of no other; of none where none is named.

    Raises
    ------
    Invalid
        If there is no such department, or the account cannot head one.
    """
    relieve(session, actor=actor, user=user, but=department_id)
    if department_id is None:
        return
    try:
        records.change(session, DEPARTMENTS, actor=actor, record_id=department_id, values={"hod_id": user.id})
    except NotFound as error:
        raise Invalid(
            error.message, fields={"department_id": "There is no department with this id."}
        ) from error


def relieve(session: Session, *, actor: Actor, user: User, but: UUID | None = None) -> None:
    """Take the departments that somebody heads from them, but for one where it is named."""
    headed = session.scalars(select(Department.id).where(Department.hod_id == user.id)).all()
    for department_id in headed:
        if department_id != but:
            records.change(
                session, DEPARTMENTS, actor=actor, record_id=department_id, values={"hod_id": None}
            )
