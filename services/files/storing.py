"""Keeping uploaded files, and finding them again for those who may see them."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import File, User
from services.access import Actor
from services.errors import NotFound
from services.files.pictures import Picture
from services.people.kind import USERS
from services.records.reading import covers

AVATAR = "avatar"
"""Pictures of people, seen by those who may see the person."""


def store_picture(session: Session, picture: Picture, *, purpose: str, owner_id: UUID | None = None) -> File:
    """Keep a picture, as a new file: a file never changes, so whoever has it need not ask again."""
    return _store(session, picture, purpose, owner_id, content=picture.content)


def seal_picture(session: Session, picture: Picture, *, purpose: str, owner_id: UUID) -> File:
    """Keep a picture encrypted, for those alone whom :func:`open_sealed` is called for."""
    return _store(session, picture, purpose, owner_id, content=b"", sealed=picture.content)


def open_sealed(session: Session, file_id: UUID) -> File:
    """A sealed file with its content; the caller has made sure that the actor may see it."""
    return session.scalars(
        select(File).where(File.id == file_id).options(undefer(File.content), undefer(File.sealed))
    ).one()


def remove_file(session: Session, file_id: UUID | None) -> None:
    """Remove a file, if it is there."""
    file = None if file_id is None else session.scalar(select(File).where(File.id == file_id))
    if file is not None:
        session.delete(file)


def fetch_file(session: Session, *, actor: Actor, file_id: UUID | None) -> File:
    """A file with its content.

    Raises
    ------
    NotFound
        If there is none, or it is of somebody whom the actor may not see.
    """
    file = session.scalar(
        # What is sealed is shown by no address that a link could give away.
        select(File)
        .where(File.id == file_id, File.sealed.is_(None))
        .options(undefer(File.content), undefer(File.sealed))
    )
    if file is None or (file.owner_id is not None and not _sees_owner(session, actor, file)):
        raise NotFound(f"There is no file {file_id}.")
    return file


def _store(session: Session, picture: Picture, purpose: str, owner_id: UUID | None, **content: bytes) -> File:
    file = File(
        owner_id=owner_id,
        purpose=purpose,
        name=purpose + picture.suffix,
        content_type=picture.content_type,
        size=len(picture.content),
        sha256=hashlib.sha256(picture.content).hexdigest(),
        **content,
    )
    session.add(file)
    session.flush()
    return file


def _sees_owner(session: Session, actor: Actor, file: File) -> bool:
    if file.owner_id == actor.user_id:
        return True
    seen = covers(USERS, actor=actor, permission=USERS.read)
    return session.scalar(select(User.id).where(User.id == file.owner_id, seen)) is not None
