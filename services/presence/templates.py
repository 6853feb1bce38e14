"""Enrolled faces, as they are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FaceTemplate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from engine.face import Gallery

DIMENSIONS = 128


def template_of(session: Session, user_id: UUID) -> NDArray[np.float64] | None:
    """The enrolled encoding of a person; None without a consent that is good."""
    packed = session.scalar(select(FaceTemplate.encoding).where(FaceTemplate.user_id == user_id))
    return None if packed is None else unpack(packed)


def gallery_of(session: Session, user_ids: Iterable[UUID] | None = None) -> tuple[Gallery, list[UUID]]:
    """Those of the people who are enrolled, and whose row is which; everybody's without names."""
    import numpy as np

    from engine.face import Gallery

    statement = select(FaceTemplate.user_id, FaceTemplate.encoding).order_by(FaceTemplate.user_id)
    if user_ids is not None:
        statement = statement.where(FaceTemplate.user_id.in_(list(user_ids)))
    rows = session.execute(statement).all()
    encodings = np.array([np.frombuffer(packed, "<f4") for _, packed in rows], np.float32)
    return Gallery(encodings.reshape(len(rows), DIMENSIONS)), [user_id for user_id, _ in rows]


def pack(encoding: ArrayLike) -> bytes:
    """An encoding as it is stored: 128 numbers of four bytes, the lowest byte first."""
    import numpy as np

    return np.asarray(encoding, "<f4").tobytes()


def unpack(packed: bytes) -> NDArray[np.float64]:
    """An encoding that :func:`pack` made; of shape (128,)."""
    import numpy as np

    return np.frombuffer(packed, "<f4").astype(np.float64)
