"""Why something cannot go yet: what would be left without it."""

from __future__ import annotations

from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.errors import Conflict


class StillInUse(Conflict):
    """Other records belong to it, or tell of it."""

    code = "still_in_use"


def refuse_while(session: Session, name: str, **uses: Select[str]) -> None:
    """Refuse to let something go while one of the statements finds anything.

    ``uses`` are statements for names of what belongs to it, each under the word for several of them,
    with underscores for spaces.

    Raises
    ------
    StillInUse
        If one finds something; it is named.
    """
    for words, statement in uses.items():
        found = session.scalar(statement.limit(1))
        if found is not None:
            raise StillInUse(
                f"{name} still has {words.replace('_', ' ')}, such as {found}; move or delete them first."
            )
