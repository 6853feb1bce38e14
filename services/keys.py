"""Rotation of the keys that seal personal data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Row, Table, bindparam, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from models import Base, Tenant
from models.encryption import Keyring
from models.session import Database, Who
from models.types import Encrypted, EncryptedBytes, EncryptedJson

SEALED = Encrypted | EncryptedBytes | EncryptedJson

BATCH = 500
"""Rows of one transaction: others who write wait for no more than one of them."""


def rotate(database: Database, *, on_batch: Callable[[str, int], None] | None = None) -> dict[str, int]:
    """Seal every encrypted value of every tenant anew with the newest key; rows changed, by table.

    Values that are sealed with it already are left alone, so a rotation that was broken off goes on
    where it ended, and a second one does nothing. Once it has run through while every process knew
    the newest key, no value needs the older ones. Neither versions nor the history change: the values
    are the same. ``on_batch`` is told after every batch which table it was of, and how many rows
    were changed.

    Raises
    ------
    models.encryption.CannotOpen
        If a value was sealed with a key that is not here.
    """
    with database.unit_of_work(read_only=True) as session:
        tenants = list(session.scalars(select(Tenant.id).order_by(Tenant.id)))
    counts: dict[str, int] = {}
    for table, names in _sealed_columns():
        counts[table.name] = 0
        for tenant_id in tenants:
            while True:
                with database.unit_of_work(Who(tenant_id)) as session:
                    changed = _rotate_batch(session, table, names, tenant_id, database.keyring)
                if not changed:
                    break
                counts[table.name] += changed
                if on_batch is not None:
                    on_batch(table.name, changed)
    return counts


def _sealed_columns() -> list[tuple[Table, list[str]]]:
    """Every table with encrypted columns, and the names of these."""
    found = []
    for table in Base.metadata.sorted_tables:
        names = [column.name for column in table.columns if isinstance(column.type, SEALED)]
        if names:
            found.append((table, names))
    return found


def _rotate_batch(
    session: Session, table: Table, names: Sequence[str], tenant_id: UUID, keyring: Keyring
) -> int:
    """Seal the next rows of a tenant anew; how many there were."""
    # As plain bytes: the columns' own types would open what is read, and hide which key it has.
    raw = {name: type_coerce(table.c[name], LargeBinary) for name in names}
    outdated = [func.substr(sealed, 1, 1) != bytes([keyring.newest]) for sealed in raw.values()]
    rows = session.execute(
        select(table.c.id, *(sealed.label(name) for name, sealed in raw.items()))
        .where(table.c.tenant_id == tenant_id, or_(*outdated))
        .limit(BATCH)
        .with_for_update()
    ).all()
    if rows:
        _store(session, table, names, [_sealed_anew(row, table, names, keyring) for row in rows])
    return len(rows)


def _sealed_anew(row: Row[Any], table: Table, names: Sequence[str], keyring: Keyring) -> dict[str, Any]:
    values: dict[str, Any] = {"row_id": row.id}
    for name in names:
        sealed, context = row._mapping[name], table.c[name].type.context  # type: ignore[attr-defined]  # of ours
        current = sealed is None or keyring.is_current(sealed)
        values[f"new_{name}"] = sealed if current else keyring.seal(keyring.open(sealed, context), context)
    return values


def _store(session: Session, table: Table, names: Sequence[str], rows: list[dict[str, Any]]) -> None:
    new = {name: bindparam(f"new_{name}", type_=LargeBinary) for name in names}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(new)
    session.connection().execute(statement, rows)
