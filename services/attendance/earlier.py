"""What people sent before: whether a photo comes again, and from where somebody must have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CheckIn
from models.session import now_of
from services.presence.photos import keyed_digest
from services.presence.templates import unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECENT = timedelta(days=60)
"""How far back nearly the same photo is looked for; the very same one is found for ever."""

MOVED_WITHIN = timedelta(days=1)
"""A position from longer ago says nothing: within a day, anybody can be anywhere."""


def sent_before(session: Session, digests: Collection[bytes]) -> set[bytes]:
    """Which photos of these digests somebody sent before, whatever came of it."""
    keyed = {keyed_digest(session, digest): digest for digest in digests}
    found = session.scalars(select(CheckIn.photo_digest).where(CheckIn.photo_digest.in_(keyed)))
    return {keyed[digest] for digest in found if digest is not None}


def earlier_encodings(
    session: Session, user_ids: Collection[UUID]
) -> Mapping[UUID, list[NDArray[np.float64]]]:
    """Encodings of earlier photos of each of these people."""
    rows = session.execute(
        select(CheckIn.user_id, CheckIn.encoding).where(
            CheckIn.user_id.in_(user_ids),
            CheckIn.encoding.is_not(None),
            CheckIn.received_at >= now_of(session) - RECENT,
        )
    )
    found: dict[UUID, list[NDArray[np.float64]]] = defaultdict(list)
    for user_id, packed in rows:
        if user_id is not None and packed is not None:
            found[user_id].append(unpack(packed))
    return found


def position_before(
    session: Session, user_id: UUID, at: datetime
) -> tuple[Mapping[str, Any], datetime] | None:
    """Where somebody's own device was last before a time, and when."""
    row = session.execute(
        select(CheckIn.position, CheckIn.captured_at)
        .where(
            CheckIn.user_id == user_id,
            CheckIn.channel == "own",
            CheckIn.decision != "refused",
            CheckIn.position.is_not(None),
            CheckIn.captured_at <= at,
            CheckIn.captured_at >= at - MOVED_WITHIN,
        )
        .order_by(CheckIn.received_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.position, row.captured_at)
