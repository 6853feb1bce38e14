"""Consent to the use of one's face: given, given on paper, withdrawn."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from models import CheckIn, Consent, FaceTemplate, User
from models.session import now_of, tenant_of
from services.access import Actor, Permission, Scope, scope_of
from services.errors import Conflict, Invalid, NotFound
from services.people.activity import note

FACE = "face"
TEXT_VERSION = "2026-1"
TEXT = (
    "I agree that my institution computes 128 numbers from photos of my face and keeps them, encrypted, to"
    " recognise me when I check in. Photos that I enrol with are not kept. I may withdraw this at any time;"
    " the numbers, and photos of check-ins that are kept, are deleted then, and my trainer confirms my"
    " attendance instead."
)
"""What is agreed to. Another text is another version, which has to be agreed to anew."""


class ConsentMissing(Conflict):
    """Nobody's face is looked at for enrolment before they agreed."""

    code = "consent_missing"


class OtherText(Invalid):
    """What was agreed to is not the present text."""

    code = "other_consent_text"


def person_within(session: Session, *, actor: Actor, user_id: UUID) -> UUID:
    """The account whose face is meant, if the actor may deal with it.

    Raises
    ------
    NotFound
        If there is none, or it is another person's and the actor may deal with nobody's but their own.
    """
    reached = user_id == actor.user_id or scope_of(Permission.FACES_ENROL, actor.role) is Scope.TENANT
    if not reached or session.scalar(select(User.id).where(User.id == user_id)) is None:
        raise NotFound(f"There is no user {user_id} whose face you may deal with.")
    return user_id


def consent_of(session: Session, user_id: UUID) -> Consent | None:
    """The consent that is good at present: given to the present text, and not withdrawn."""
    return session.scalar(
        _standing(user_id).where(Consent.text_version == TEXT_VERSION).order_by(Consent.given_at).limit(1)
    )


def require_consent(session: Session, user_id: UUID) -> Consent:
    """The consent that is good at present.

    Raises
    ------
    ConsentMissing
        If there is none.
    """
    consent = consent_of(session, user_id)
    if consent is None:
        raise ConsentMissing(
            "There is no consent to the use of this face; it must be given before photos are looked at."
        )
    return consent


def give_consent(session: Session, *, actor: Actor, user_id: UUID, text_version: str) -> Consent:
    """Write down that a person agrees; by somebody else, that they signed it on paper.

    Whoever agrees again keeps the consent there is.

    Raises
    ------
    NotFound
        As for :func:`person_within`.
    OtherText
        If it is not the present text that was agreed to.
    """
    person_within(session, actor=actor, user_id=user_id)
    if text_version != TEXT_VERSION:
        raise OtherText(
            f"The text to agree to is version {TEXT_VERSION!r}, not {text_version!r}; read it first.",
            fields={"text_version": f"Expected {TEXT_VERSION!r}."},
        )
    lock_person(session, user_id)
    if (standing := consent_of(session, user_id)) is not None:
        return standing
    consent = Consent(
        user_id=user_id,
        purpose=FACE,
        text_version=text_version,
        given_at=now_of(session),
        recorded_by_id=None if actor.user_id == user_id else actor.user_id,
    )
    session.add(consent)
    session.flush()
    note(session, user_id, "face_consent_given", text_version=text_version)
    return consent


def withdraw_consent(session: Session, *, actor: Actor, user_id: UUID) -> None:
    """Take consent back: template, encodings and photos of the person are deleted at once.

    Raises
    ------
    NotFound
        As for :func:`person_within`, or if there is no consent.
    """
    person_within(session, actor=actor, user_id=user_id)
    lock_person(session, user_id)
    standing = session.scalars(_standing(user_id)).all()
    if not standing:
        raise NotFound("There is no consent to withdraw.")
    for consent in standing:
        consent.withdrawn_at = now_of(session)
    forget_face(session, user_id=user_id)
    note(session, user_id, "face_consent_withdrawn")


def forget_face(session: Session, *, user_id: UUID) -> None:
    """Delete all that was made of a person's face; check-ins stay, as what was decided."""
    session.flush()
    quietly = {"synchronize_session": False}
    session.execute(
        delete(FaceTemplate).where(
            FaceTemplate.tenant_id == tenant_of(session), FaceTemplate.user_id == user_id
        ),
        execution_options=quietly,
    )
    session.execute(
        update(CheckIn)
        .where(CheckIn.tenant_id == tenant_of(session), CheckIn.user_id == user_id)
        .values(encoding=None, photo=None, photo_until=None),
        execution_options=quietly,
    )


def _standing(user_id: UUID) -> Select[Consent]:
    return select(Consent).where(
        Consent.user_id == user_id, Consent.purpose == FACE, Consent.withdrawn_at.is_(None)
    )


def lock_person(session: Session, user_id: UUID) -> None:
    """Let others who change what is kept of this person's face wait until this unit of work has ended."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
