"""Whose faces are on a photo, of the people of one session.

Loads the engine: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from engine.face import recognise
from services.attendance.earlier import earlier_encodings, sent_before
from services.attendance.judging import Person
from services.policy import policy_of
from services.presence.encoding import Look
from services.presence.templates import gallery_of


def who_is_it(session: Session, *, look: Look, group: Sequence[UUID]) -> Person:
    """Who of a group a face is; nobody, if it is too far from all of them, or cannot be used."""
    if look.encoding is None:
        return unusable(look)
    found = who_are_they(session, looks=[look], group=group)
    return found[0] if found else Person(user_id=None, entitled=False, look=look)


def who_are_they(session: Session, *, looks: Sequence[Look], group: Sequence[UUID]) -> list[Person]:
    """Who of a group the faces of one photo are, each one person; strangers are left out."""
    gallery, user_ids = gallery_of(session, group)
    encodings = np.array([look.encoding for look in looks])
    sightings = recognise(encodings, gallery, limit=policy_of(session).face_review)
    known = [(sighting, sighting.person) for sighting in sightings if sighting.person is not None]
    earlier = earlier_encodings(session, [user_ids[person] for _, person in known])
    seen = sent_before(session, [look.digest for look in looks])
    return [
        Person(
            user_id=user_ids[person],
            entitled=True,
            look=looks[sighting.face],
            seen_before=looks[sighting.face].digest in seen,
            template=np.asarray(gallery.encodings[person], np.float64),
            earlier=earlier.get(user_ids[person], ()),
            margin=sighting.margin,
        )
        for sighting, person in known
    ]


def unusable(look: Look) -> Person:
    """Nobody, on a photo that shows no face: that the photo is at fault is all that there is to say."""
    return Person(user_id=None, entitled=True, look=look)
