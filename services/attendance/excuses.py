"""Excuses: asked for by trainees, with a document; verified or refused by staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Excuse, File
from models.session import now_of
from services.access import Actor, Permission, Scope
from services.access.reach import people_of_department
from services.attendance.excused import count_absences_again, excuse_absences
from services.attendance.notices import tell
from services.curriculum.holding import hold
from services.errors import Conflict, Invalid, NotFound
from services.files.pictures import Picture
from services.files.storing import open_sealed, remove_file, seal_picture
from services.mail.composing import one_line
from services.policy import policy_of
from services.records import Kind, fetch, refuse_stale, require

DOCUMENT = "excuse"
"""Documents of excuses, seen by nobody but the trainee and those who decide."""

LONGEST = timedelta(days=366)
MAX_REQUESTED = 20
"""Of a trainee at once: more are a mistake, or mischief."""

MAX_NOTE = 500


class ExcuseDecided(Conflict):
    """What was decided, or withdrawn, stays."""

    code = "excuse_decided"


class DocumentMissing(Conflict):
    """Without a document nothing is verified."""

    code = "document_missing"


class TooManyExcuses(Conflict):
    """So many requests wait that one more will not help."""

    code = "too_many_excuses"


class BadStretch(Invalid):
    """The time is none that one could be excused for."""

    code = "bad_stretch"


EXCUSES = Kind(
    model=Excuse,
    noun="excuse",
    plural="excuses",
    read=Permission.EXCUSES_READ,
    write=Permission.EXCUSES_DECIDE,
    within={
        Scope.OWN: lambda actor: Excuse.trainee_id == actor.user_id,
        Scope.DEPARTMENT: lambda actor: Excuse.trainee_id.in_(people_of_department(actor)),
    },
    filters={
        "ends_after": lambda moment: Excuse.ends_at > moment,
        "starts_before": lambda moment: Excuse.starts_at < moment,
    },
    order={"starts_at": Excuse.starts_at, "created_at": Excuse.created_at},
    # Joined, so that a trainee whose account was deleted since is still named.
    load=(joinedload(Excuse.trainee),),
)
"""How excuses are read. Trainees ask for their own; whoever may write them decides."""


def request_excuse(session: Session, *, actor: Actor, values: Mapping[str, Any]) -> Excuse:
    """Ask to be excused from what is held within a time, past or to come.

    Raises
    ------
    BadStretch
        If it ends before it begins, or is longer than a year.
    TooManyExcuses
        If many others wait to be decided.
    """
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    if starts_at >= ends_at:
        raise BadStretch("The time ends before it begins.", fields={"ends_at": "After starts_at."})
    if ends_at - starts_at > LONGEST:
        raise BadStretch(
            f"The time is {(ends_at - starts_at).days} days long, at most {LONGEST.days} are taken.",
            fields={"ends_at": "Too long after starts_at."},
        )
    waiting = select(func.count()).select_from(Excuse)
    mine = waiting.where(Excuse.trainee_id == actor.user_id, Excuse.status == "requested")
    if (session.scalar(mine) or 0) >= MAX_REQUESTED:
        raise TooManyExcuses(f"{MAX_REQUESTED} of your requests wait; withdraw some, or have them decided.")
    excuse = Excuse(trainee_id=actor.user_id, **values)
    session.add(excuse)
    session.flush()
    return fetch(session, EXCUSES, actor=actor, record_id=excuse.id)


def attach_document(
    session: Session, *, actor: Actor, excuse_id: UUID, picture: Picture, version: int | None = None
) -> Excuse:
    """Keep the document of an excuse that waits, in place of one that it has.

    Raises
    ------
    NotFound, Stale, ExcuseDecided
        If there is no such excuse of the actor's, it was changed since, or is decided.
    """
    excuse = _own(session, actor, excuse_id, version)
    before = excuse.document_id
    excuse.document_id = seal_picture(session, picture, purpose=DOCUMENT, owner_id=actor.user_id).id
    session.flush()
    remove_file(session, before)
    session.flush()
    return excuse


def document_of(session: Session, *, actor: Actor, excuse_id: UUID) -> File:
    """The document of an excuse, with its content.

    Raises
    ------
    NotFound
        If there is no such excuse that the actor may read, or it has none.
    """
    excuse = fetch(session, EXCUSES, actor=actor, record_id=excuse_id)
    if excuse.document_id is None:
        raise NotFound(f"Excuse {excuse_id} has no document.")
    return open_sealed(session, excuse.document_id)


def withdraw_excuse(session: Session, *, actor: Actor, excuse_id: UUID, version: int | None = None) -> Excuse:
    """Take one's own request back; its document is deleted.

    Raises
    ------
    NotFound, Stale, ExcuseDecided
        As for :func:`attach_document`.
    """
    excuse = _own(session, actor, excuse_id, version)
    document_id, excuse.document_id = excuse.document_id, None
    excuse.status = "withdrawn"
    session.flush()
    remove_file(session, document_id)
    session.flush()
    return excuse


def verify_excuse(
    session: Session, *, actor: Actor, excuse_id: UUID, note: str | None = None, version: int | None = None
) -> Excuse:
    """Accept an excuse: absences within its time are excused, and so are those to come.

    Raises
    ------
    NotFound, Forbidden, Stale
        If there is no such excuse, it is not the actor's to decide, or it was changed since.
    ExcuseDecided, DocumentMissing
        If it does not wait, or has no document.
    """
    excuse = _to_decide(session, actor, excuse_id, version)
    if excuse.status != "requested":
        raise ExcuseDecided(f"The excuse is {excuse.status}; only one that waits is verified.")
    if excuse.document_id is None:
        raise DocumentMissing("The excuse has no document; the trainee has to add one first.")
    _decide(session, actor, excuse, "verified", note)
    excuse_absences(session, excuse)
    return excuse


def refuse_excuse(
    session: Session, *, actor: Actor, excuse_id: UUID, note: str, version: int | None = None
) -> Excuse:
    """Refuse an excuse, with the reason; one that was verified by mistake is taken back like this.

    Raises
    ------
    NotFound, Forbidden, Stale
        As for :func:`verify_excuse`.
    ExcuseDecided
        If it was refused or withdrawn.
    """
    excuse = _to_decide(session, actor, excuse_id, version)
    if excuse.status not in ("requested", "verified"):
        raise ExcuseDecided(f"The excuse is {excuse.status}, and stays so.")
    was_verified = excuse.status == "verified"
    _decide(session, actor, excuse, "refused", note)
    if was_verified:
        count_absences_again(session, excuse)
    return excuse


def forget_documents(session: Session, *, trainee_id: UUID) -> None:
    """Delete the documents of somebody's excuses; what was decided stays."""
    mine = select(Excuse).where(Excuse.trainee_id == trainee_id, Excuse.document_id.is_not(None))
    for excuse in session.scalars(mine).all():
        document_id, excuse.document_id = excuse.document_id, None
        session.flush()
        remove_file(session, document_id)
    session.flush()


def _own(session: Session, actor: Actor, excuse_id: UUID, version: int | None) -> Excuse:
    excuse = _held(session, actor, excuse_id, version)
    if excuse.trainee_id != actor.user_id:
        raise NotFound(f"There is no excuse {excuse_id} of yours.")
    if excuse.status != "requested":
        raise ExcuseDecided(f"The excuse is {excuse.status}, and stays as it is.")
    return excuse


def _to_decide(session: Session, actor: Actor, excuse_id: UUID, version: int | None) -> Excuse:
    excuse = _held(session, actor, excuse_id, version)
    require(session, EXCUSES, actor=actor, record=excuse, permission=EXCUSES.write)
    return excuse


def _held(session: Session, actor: Actor, excuse_id: UUID, version: int | None) -> Excuse:
    """An excuse that nobody else decides before this unit of work has ended."""
    hold(session, Excuse, [excuse_id])
    excuse = fetch(session, EXCUSES, actor=actor, record_id=excuse_id)
    refuse_stale(EXCUSES.noun, is_at=excuse.version, made_upon=version)
    return excuse


def _decide(session: Session, actor: Actor, excuse: Excuse, status: str, note: str | None) -> None:
    excuse.status, excuse.decision_note = status, note
    excuse.decided_by_id, excuse.decided_at = actor.user_id, now_of(session)
    session.flush()
    words = f"Your excuse for {_words(session, excuse.starts_at)} to {_words(session, excuse.ends_at)}"
    tell(
        session,
        people=[excuse.trainee_id],
        subject=f"Excuse {status}",
        paragraphs=[
            f"{words} was {status}.",
            *([f"Note: {one_line(note, most=MAX_NOTE)}"] if note else []),
        ],
    )


def _words(session: Session, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(policy_of(session).time_zone)):%-d %B %Y, %H:%M}"
