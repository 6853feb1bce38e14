"""Enrolling faces, comparing with them, and finding those that are enrolled under two names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Consent, FaceTemplate
from models.session import now_of
from services.access import Actor, Permission, Scope, scope_of
from services.errors import Invalid, NotFound
from services.people.activity import note
from services.policy import policy_of
from services.presence.consents import (
    TEXT,
    TEXT_VERSION,
    consent_of,
    lock_person,
    person_within,
    require_consent,
)
from services.presence.sights import Enrolment, Flaw, Look
from services.presence.templates import gallery_of, pack, template_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_PHOTOS = 5
MAX_PAIRS = 200


class PhotosRefused(Invalid):
    """Photos from which no template is made; ``errors.photos`` says why, with the codes."""

    code = "photos_refused"


class PhotoFault(Invalid):
    """A photo that cannot be compared; its code is in ``errors.photo``."""

    code = "photo_refused"


class NotEnrolled(NotFound):
    """There is nothing to compare a face with."""

    code = "not_enrolled"


@dataclass(frozen=True, slots=True)
class FaceStatus:
    """What is kept of somebody's face, and what there is to agree to."""

    user_id: UUID
    consent: Consent | None
    template: FaceTemplate | None
    text_version: str = TEXT_VERSION
    text: str = TEXT


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two people whose faces are so near that they may be one."""

    first_id: UUID
    second_id: UUID
    distance: float


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of an enrolment. ``lookalikes`` are told to those who keep the registers only."""

    status: FaceStatus
    lookalikes: list[Lookalike]


def status_of(session: Session, *, actor: Actor, user_id: UUID) -> FaceStatus:
    """What is kept of a person's face.

    Raises
    ------
    NotFound
        As for :func:`~services.presence.consents.person_within`.
    """
    person_within(session, actor=actor, user_id=user_id)
    return FaceStatus(user_id, consent_of(session, user_id), _template_row(session, user_id))


def enrol(session: Session, *, actor: Actor, user_id: UUID, enrolment: Enrolment) -> Enrolled:
    """Keep the template of a person, in place of the one before.

    A face that is enrolled under another name already is taken, for there are twins; who enrols
    others is told at once, and :func:`lookalikes` finds it afterwards.

    Raises
    ------
    NotFound
        As for :func:`~services.presence.consents.person_within`.
    ConsentMissing
        If the person has not agreed.
    PhotosRefused
        If photos are wrong, of too low quality, or of different people.
    """
    person_within(session, actor=actor, user_id=user_id)
    lock_person(session, user_id)
    consent = require_consent(session, user_id)
    if enrolment.encoding is None:
        raise _refusal(enrolment.flaws)
    values = {
        "consent_id": consent.id,
        "enrolled_by_id": actor.user_id,
        "encoding": pack(enrolment.encoding),
        "photos": enrolment.photos,
        "spread": enrolment.spread,
    }
    row = _template_row(session, user_id)
    if row is None:
        session.add(FaceTemplate(user_id=user_id, **values))
    else:
        for name, value in {**values, "updated_at": now_of(session)}.items():
            setattr(row, name, value)
    session.flush()
    alike = _lookalikes_of(session, user_id, enrolment.encoding)
    note(session, user_id, "face_enrolled", photos=enrolment.photos, lookalikes=len(alike))
    told = alike if scope_of(Permission.FACES_COMPARE, actor.role) is Scope.TENANT else []
    return Enrolled(status_of(session, actor=actor, user_id=user_id), told)


def compare(session: Session, *, user_id: UUID, look: Look) -> str:
    """Whether a photo shows the person enrolled: ``same``, ``uncertain`` or ``different``.

    The distance is not told: by it, a picture could be changed step by step until it passes.

    Raises
    ------
    NotEnrolled
        If the person has no template.
    PhotoFault
        If the photo cannot be compared.
    """
    from engine.face import Thresholds, distance

    template = require_template(session, user_id)
    if look.encoding is None:
        raise PhotoFault(look.words or "The photo cannot be used.", fields={"photo": look.fault})
    policy = policy_of(session)
    thresholds = Thresholds(policy.face_accept, policy.face_review)
    apart = distance(look.encoding, template)
    if thresholds.accepts(apart):
        return "same"
    return "uncertain" if thresholds.leaves_open(apart) else "different"


def require_template(session: Session, user_id: UUID) -> NDArray[np.float64]:
    """The enrolled encoding of a person, without whom no photo need be looked at.

    Raises
    ------
    NotEnrolled
        If there is none.
    """
    template = template_of(session, user_id)
    if template is None:
        raise NotEnrolled("There is no enrolled face to compare with; enrol first.")
    return template


def lookalikes(session: Session, *, within: float) -> list[Lookalike]:
    """Pairs of people enrolled with faces at most so far apart, the nearest first; 200 at most."""
    from engine.face import all_lookalikes

    gallery, people = gallery_of(session)
    pairs = all_lookalikes(gallery, limit=within)[:MAX_PAIRS]
    return [Lookalike(people[pair.first], people[pair.second], pair.distance) for pair in pairs]


def _lookalikes_of(session: Session, user_id: UUID, encoding: NDArray[np.float64]) -> list[Lookalike]:
    from engine.face import lookalikes_of

    gallery, people = gallery_of(session)
    near = lookalikes_of(encoding, gallery, limit=policy_of(session).face_review)
    found = [Lookalike(user_id, people[row], apart) for row, apart in near if people[row] != user_id]
    return found[:MAX_PAIRS]


def _template_row(session: Session, user_id: UUID) -> FaceTemplate | None:
    return session.scalar(select(FaceTemplate).where(FaceTemplate.user_id == user_id))


def _refusal(flaws: tuple[Flaw, ...]) -> PhotosRefused:
    reasons: list[dict[str, Any]] = [
        {"photo": flaw.photo, "code": flaw.code, "detail": flaw.words} for flaw in flaws
    ]
    words = " ".join(f"Photo {flaw.photo}: {flaw.words}" if flaw.photo else flaw.words for flaw in flaws)
    return PhotosRefused(words or "There are no photos.", fields={"photos": reasons})
