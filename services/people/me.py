"""What people keep of themselves: their own account, profile and picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import File, Profile, User
from services import records
from services.access import Actor, Permission, Scope
from services.errors import NotFound
from services.files.pictures import Picture
from services.files.storing import AVATAR, fetch_file, remove_file, store_picture
from services.people.activity import note
from services.people.kind import USERS
from services.people.personal import normal_personal_data
from services.records import Kind

OWN_ACCOUNT = replace(USERS, read=Permission.ME, write=Permission.ME)
OWN_PROFILE = Kind(
    model=Profile,
    noun="profile",
    plural="profiles",
    read=Permission.ME,
    write=Permission.ME,
    within={Scope.OWN: lambda actor: Profile.user_id == actor.user_id},
)


class NoPicture(NotFound):
    """Somebody has uploaded no picture of themselves."""

    code = "no_picture"


def my_account(session: Session, *, actor: Actor) -> User:
    """The actor's own account.

    Raises
    ------
    NotFound
        If it is in another tenant than the one the actor, an operator, has entered.
    """
    return records.fetch(session, OWN_ACCOUNT, actor=actor, record_id=actor.user_id)


def change_my_account(
    session: Session, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> User:
    """Change what one may change of one's own account.

    Raises
    ------
    Invalid, Stale, NotFound
        If a field makes no sense, or as for records.
    """
    fields = normal_personal_data(session, values)
    user = records.change(
        session, OWN_ACCOUNT, actor=actor, record_id=actor.user_id, values=fields, version=version
    )
    note(session, actor.user_id, "account_changed", fields=sorted(values))
    return user


def my_profile(session: Session, *, actor: Actor) -> Profile:
    """The actor's own profile.

    Raises
    ------
    NotFound
        As for :func:`my_account`.
    """
    profile = session.scalar(select(Profile).where(Profile.user_id == actor.user_id))
    if profile is None:
        raise NotFound("You have no profile in this institution.")
    return profile


def change_my_profile(
    session: Session, *, actor: Actor, values: Mapping[str, Any], version: int | None = None
) -> Profile:
    """Change one's own profile.

    Raises
    ------
    Stale, NotFound
        As for records.
    """
    profile = my_profile(session, actor=actor)
    changed = records.change(
        session, OWN_PROFILE, actor=actor, record_id=profile.id, values=values, version=version
    )
    note(session, actor.user_id, "profile_changed", fields=sorted(values))
    return changed


def set_my_picture(session: Session, *, actor: Actor, picture: Picture) -> User:
    """Make a picture the one that stands for the actor."""
    user = my_account(session, actor=actor)
    remove_file(session, user.avatar_id)
    file = store_picture(session, picture, purpose=AVATAR, owner_id=user.id)
    note(session, user.id, "picture_uploaded", width=picture.width, height=picture.height)
    return records.change(session, OWN_ACCOUNT, actor=actor, record_id=user.id, values={"avatar_id": file.id})


def remove_my_picture(session: Session, *, actor: Actor) -> None:
    """Remove the actor's picture, if there is one."""
    user = my_account(session, actor=actor)
    if user.avatar_id is not None:
        remove_file(session, user.avatar_id)
        records.change(session, OWN_ACCOUNT, actor=actor, record_id=user.id, values={"avatar_id": None})
        note(session, user.id, "picture_removed")


def picture_of(session: Session, *, actor: Actor, user_id: UUID) -> File:
    """The picture of somebody whom the actor may see.

    Raises
    ------
    NotFound
        If there is no such person.
    NoPicture
        If there is no picture of them.
    """
    kind = OWN_ACCOUNT if user_id == actor.user_id else USERS
    user = records.fetch(session, kind, actor=actor, record_id=user_id)
    if user.avatar_id is None:
        raise NoPicture("This person has no picture.")
    return fetch_file(session, actor=actor, file_id=user.avatar_id)
