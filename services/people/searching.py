"""Finding people by name or e-mail, although both are encrypted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import User
from services import records
from services.access import Actor
from services.errors import Invalid
from services.identity.login import email_index
from services.people.kind import USERS
from services.records import Page, Query
from services.records.paging import read_cursor, write_cursor
from services.records.reading import covers, passes

MAX_SCANNED = 2_000
"""Names that are decrypted for one page, in about 20 ms; the next page goes on where this one ended."""


def page_of_users(session: Session, *, actor: Actor, query: Query) -> Page[User]:
    """A page of the users whom the actor may see and who pass the filters.

    A text with ``@`` is an e-mail address and found exactly, by its blind index. Any other text is
    looked for in names, which have to be decrypted one by one: a page of such a search may hold fewer
    users than were asked for, or none, and still have a next one.

    Raises
    ------
    Invalid
        If the cursor or the order is not one of this list.
    """
    if query.text is None:
        return records.page(session, USERS, actor=actor, query=query)
    if "@" in query.text:
        filters = {**query.filters, "email_index": email_index(session, query.text)}
        exact = Query(filters=filters, sort=query.sort, cursor=query.cursor, limit=query.limit)
        return records.page(session, USERS, actor=actor, query=exact)
    if query.sort is not None:
        raise Invalid(
            "A search for names is in order of creation.", fields={"sort": "Leave it out with a search."}
        )
    return _page_by_name(session, actor=actor, query=query, words=query.text.casefold().split())


def _page_by_name(session: Session, *, actor: Actor, query: Query, words: list[str]) -> Page[User]:
    names = select(User.id, User.first_name, User.last_name).where(
        covers(USERS, actor=actor, permission=USERS.read), passes(USERS, query.filters)
    )
    if query.cursor is not None:
        names = names.where(User.id > read_cursor(query.cursor, [User.id])[0])
    scanned = session.execute(names.order_by(User.id).limit(MAX_SCANNED)).all()
    found = [
        user_id
        for user_id, first, last in scanned
        if all(word in f"{first} {last}".casefold() for word in words)
    ]
    shown = found[: query.limit]
    if len(found) > query.limit:
        return Page(_load(session, shown), write_cursor([shown[-1]]))
    if len(scanned) == MAX_SCANNED:
        return Page(_load(session, shown), write_cursor([scanned[-1][0]]))
    return Page(_load(session, shown), None)


def _load(session: Session, ids: list[UUID]) -> list[User]:
    return list(session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id).options(*USERS.load)))
