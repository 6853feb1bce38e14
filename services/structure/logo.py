"""The school's logo."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from models import File, School
from services.access import Actor
from services.errors import NotFound
from services.files.pictures import Picture
from services.files.storing import fetch_file, remove_file, store_picture
from services.records import change
from services.structure.school import SCHOOL, school_of

LOGO = "logo"


def set_logo(session: Session, *, actor: Actor, picture: Picture, version: int | None = None) -> School:
    """Take a picture as the logo, in place of the one before.

    Raises
    ------
    Stale
        If the school was changed since the version that the change was made upon.
    """
    return _replace(session, actor, store_picture(session, picture, purpose=LOGO).id, version)


def remove_logo(session: Session, *, actor: Actor, version: int | None = None) -> School:
    """Go without a logo.

    Raises
    ------
    Stale
        As for :func:`set_logo`.
    """
    return _replace(session, actor, None, version)


def fetch_logo(session: Session, *, actor: Actor) -> File:
    """The logo with its content.

    Raises
    ------
    NotFound
        If there is none.
    """
    school = school_of(session)
    if school.logo_id is None:
        raise NotFound(f"{school.name} has no logo.")
    return fetch_file(session, actor=actor, file_id=school.logo_id)


def _replace(session: Session, actor: Actor, file_id: UUID | None, version: int | None) -> School:
    school = school_of(session)
    before = school.logo_id
    change(session, SCHOOL, actor=actor, record_id=school.id, values={"logo_id": file_id}, version=version)
    remove_file(session, before)
    return school
