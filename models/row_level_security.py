"""Lets PostgreSQL itself keep tenants apart, whatever a statement of the program forgets."""

from __future__ import annotations

from alembic import op

_OWN = "tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid"


def protect(*tables: str) -> None:
    """Show and store only rows of the tenant that the transaction names (``app.tenant``).

    Forced for the tables' owner too. On SQLite, which has no such thing, nothing is done.
    """
    if op.get_context().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({_OWN}) WITH CHECK ({_OWN})")


def open_to_relay(table: str) -> None:
    """Let the relay, which hands on the work of all tenants, see a table's rows (``app.relay``)."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY relay ON {table} USING (current_setting('app.relay', true) = 'on')")
