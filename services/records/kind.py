"""What is particular to one kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.interfaces import ORMOption

from models import Deletable, Record
from services.access import Actor, Permission, Scope

R = TypeVar("R", bound=Record)

Filter = Callable[[Any], ColumnElement[bool]]
"""Makes the condition of one filter from the value that was asked for."""


def _nothing(_session: Session, _record: Any) -> None:
    """Most kinds have no rule beyond their columns."""


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[R]):
    """How records of one table are read and written.

    Parameters
    ----------
    noun
        The word for one of them in messages: "department".
    plural
        The word for several.
    read, write
        Permissions that reading and writing need.
    within
        Which rows a scope covers, for the scopes between none and the tenant that the permissions
        use. A scope that is not here covers nothing.
    unique
        Groups of fields that no two records share; the database enforces it, this says it in words.
    filters
        Filters of the list beyond equality with a column.
    search
        Columns that free text is looked for in.
    order
        Columns that a list may be sorted by; a list without a wish is in order of creation.
    load
        What to load along with each record, for everything its schema shows.
    check
        The rule that a record must keep, called before it is stored; raises a domain error.
    after_store
        Called when a record has been stored, for what follows from it in other records.
    before_delete
        Called before a record goes; raises a domain error if it must stay.
    where
        Which rows there are for anybody, such as those whose parent was not deleted.
    """

    model: type[R]
    noun: str
    plural: str
    read: Permission
    write: Permission
    within: Mapping[Scope, Callable[[Actor], ColumnElement[bool]]] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    search: tuple[InstrumentedAttribute[Any], ...] = ()
    order: Mapping[str, InstrumentedAttribute[Any]] = field(default_factory=dict)
    load: tuple[ORMOption, ...] = ()
    check: Callable[[Session, R], None] = _nothing
    after_store: Callable[[Session, R], None] = _nothing
    before_delete: Callable[[Session, R], None] = _nothing
    where: ColumnElement[bool] = field(default_factory=true)

    @property
    def one(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeio' else 'a'} {self.noun}"

    @property
    def keeps_deleted(self) -> bool:
        """Whether deleted records stay, hidden, because history refers to them."""
        return issubclass(self.model, Deletable)
