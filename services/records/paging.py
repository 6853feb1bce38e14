"""Lists page by page: a cursor says after which record the next page begins.

Unlike a page number, a cursor neither skips nor repeats records when others are added meanwhile,
and the last page costs no more than the first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.errors import Invalid

R = TypeVar("R")

MAX_PAGE = 200
DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list is asked for: filters by name, free text, order, and the page."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    sort: str | None = None
    """Name of an order; with a minus before it, backwards."""
    cursor: str | None = None
    limit: int = DEFAULT_PAGE


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """A page of records, and the cursor of the next one; the last page has none."""

    items: Sequence[R]
    next_cursor: str | None


def take_page(
    session: Session,
    statement: Select[R],
    *,
    key: InstrumentedAttribute[UUID],
    column: InstrumentedAttribute[Any] | None,
    query: Query,
) -> Page[R]:
    """The page of a statement's records that the query asks for.

    Sorted by ``column``, which is never null; ``key``, the records' own, breaks ties and sorts alone
    where no column is given.

    Raises
    ------
    Invalid
        If the cursor is not one that this list gave.
    """
    backwards = (query.sort or "").startswith("-")
    columns = [key] if column is None else [column, key]
    if query.cursor is not None:
        statement = statement.where(_after(columns, read_cursor(query.cursor, columns), backwards))
    statement = statement.order_by(*(item.desc() if backwards else item.asc() for item in columns))
    rows = list(session.scalars(statement.limit(query.limit + 1)))
    if len(rows) <= query.limit:
        return Page(rows, None)
    rows.pop()
    return Page(rows, write_cursor([getattr(rows[-1], item.key) for item in columns]))


def _after(
    columns: Sequence[InstrumentedAttribute[Any]], values: Sequence[Any], backwards: bool
) -> ColumnElement[bool]:
    alternatives = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        same = [first == second for first, second in zip(columns[:place], values[:place], strict=True)]
        alternatives.append(and_(*same, column < value if backwards else column > value))
    return or_(*alternatives)


def write_cursor(values: Sequence[Any]) -> str:
    """The cursor of a page whose last record has these values in the columns of its order."""
    plain = [value.isoformat() if isinstance(value, date | time) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def read_cursor(cursor: str, columns: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    """The values that a cursor was written from.

    Raises
    ------
    Invalid
        If it is none of a list in this order.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_typed(value, column) for value, column in zip(values, columns, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise Invalid(
            "The cursor is not one of this list; leave it out to begin with the first page.",
            fields={"cursor": "Not a cursor of this list and order."},
        ) from error


def _typed(value: Any, column: InstrumentedAttribute[Any]) -> Any:
    kind = column.type.python_type
    if kind is UUID:
        return UUID(str(value))
    if kind is datetime:
        return _moment(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is time:
        return time.fromisoformat(value).replace(tzinfo=None)
    if type(value) is not kind or (kind is int and not -(2**63) <= value < 2**63):
        raise ValueError(value)
    if kind is str and b"\0" in value.encode():  # which refuses halves of surrogate pairs
        raise ValueError(value)
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
