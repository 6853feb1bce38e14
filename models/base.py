"""What every table has in common: keys, times, versions, tenants and how constraints are named."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from uuid_utils.compat import uuid7

from models.types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints are named by what they bind, so that migrations and errors can name them."""


class Base(DeclarativeBase):
    """The root of all tables. Keys are UUIDv7: made here, in order of time, and never guessed twice."""

    metadata = MetaData(naming_convention=NAMES)

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-3)

    def __init__(self, **values: Any) -> None:
        # The key is known before the row is stored, so that a row and its history are written at once.
        values.setdefault("id", uuid7())
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no field {name!r}.")
            setattr(self, name, value)


class TenantRow(Base):
    """A row that belongs to one tenant; nobody else ever reads or writes it.

    The tenant is set when the row is stored (:mod:`models.session`). Every table of tenants' rows is
    unique by ``(tenant_id, id)``, which is what other tables refer to: a row cannot point to a
    parent of another tenant, whatever the program does.
    """

    __abstract__ = True

    audited: ClassVar[bool] = True
    """Whether changes are written to the history."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, sort_order=91)

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[UUID]:
        """The tenant whose row this is."""
        return mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), sort_order=-2)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__table__" in cls.__dict__:
            _bind_to_tenant(cast(Table, cls.__table__))


class Record(TenantRow):
    """A tenant's row that people edit: it has a version, which is its ETag."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(sort_order=92)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Deletable:
    """Deleted rows stay, hidden, where history refers to them."""

    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, sort_order=93)


def belongs_to(table: str, column: str, *, ondelete: str = "RESTRICT") -> ForeignKeyConstraint:
    """Tie a column to a parent row of the same tenant."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete
    )


def unique_while_alive(table: str, *columns: str) -> Index:
    """No two rows of a tenant share these values; deleted rows do not count."""
    alive = text("deleted_at IS NULL")
    return Index(
        f"uq_{table}_{'_'.join(columns)}",
        "tenant_id",
        *columns,
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )


def one_of(column: str, choices: tuple[str, ...]) -> CheckConstraint:
    """Keep a column to the words given."""
    words = ", ".join(f"'{word}'" for word in choices)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def _bind_to_tenant(table: Table) -> None:
    table.append_constraint(UniqueConstraint("tenant_id", "id"))
    for constraint in list(table.foreign_key_constraints):
        names = [column.name for column in constraint.columns]
        if len(names) == 2 and names[0] == "tenant_id" and not _is_led_by(table, names):
            Index(f"ix_{table.name}_{names[1]}", *(table.c[name] for name in names))


def _is_led_by(table: Table, names: list[str]) -> bool:
    """Whether an index of the table begins with these columns, which then serves for the reference."""
    indexed = [list(index.columns.keys()) for index in table.indexes]
    indexed += [
        list(constraint.columns.keys())
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return any(columns[: len(names)] == names for columns in indexed)
