"""Entries of versions: every write goes past the referee."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.timetable_entries import (
    EditedSchema,
    EntryCreate,
    EntryQuery,
    EntrySchema,
    EntryUpdate,
    SwapWrite,
)
from services.access import Permission
from services.records import fetch
from services.timetabling import entries
from services.timetabling.entry_kind import ENTRIES, shown_entry
from services.timetabling.versions import TIMETABLES

blp = Blueprint(
    "Timetable entries",
    __name__,
    description="Where each session of the week is; what breaks a rule is refused, in words.",
)

blp.children(
    ENTRIES,
    parent=TIMETABLES,
    path="/timetables/<uuid:record_id>/entries",
    by="timetable_id",
    shown=EntrySchema,
    filters=EntryQuery,
)


@blp.post("/timetables/<uuid:record_id>/entries")
@blp.arguments(EntryCreate)
@blp.response(201, EditedSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def add(values: dict[str, Any], record_id: UUID) -> Any:
    """Give a session its place, or hold it once more on one date; If-Match is the timetable's ETag."""
    edited = entries.add_entry(
        current_session(),
        actor=current_actor(),
        timetable_id=record_id,
        values=values,
        version=expected_version(),
    )
    entry = edited.entries[0]
    location = url_for("Timetable entries.read", record_id=record_id, entry_id=entry.id)
    return edited, {**etag(entry), "Location": location}


@blp.get("/timetables/<uuid:record_id>/entries/<uuid:entry_id>")
@blp.response(200, EntrySchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_READ)
def read(record_id: UUID, entry_id: UUID) -> Any:
    """Read an entry of a version."""
    session = current_session()
    fetch(session, TIMETABLES, actor=current_actor(), record_id=record_id)
    entry = shown_entry(session, timetable_id=record_id, entry_id=entry_id)
    return entry, etag(entry)


@blp.patch("/timetables/<uuid:record_id>/entries/<uuid:entry_id>")
@blp.arguments(EntryUpdate)
@blp.response(200, EditedSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def change(values: dict[str, Any], record_id: UUID, entry_id: UUID) -> Any:
    """Move an entry, pin it, or name a substitute; If-Match is the entry's ETag."""
    edited = entries.change_entry(
        current_session(),
        actor=current_actor(),
        timetable_id=record_id,
        entry_id=entry_id,
        values=values,
        version=expected_version(),
    )
    return edited, etag(edited.entries[0])


@blp.delete("/timetables/<uuid:record_id>/entries/<uuid:entry_id>")
@blp.response(200, EditedSchema)
@requires(Permission.TIMETABLES_WRITE)
def take_out(record_id: UUID, entry_id: UUID) -> Any:
    """Take a session out, so that it has no place; If-Match is the entry's ETag."""
    return entries.take_out(
        current_session(),
        actor=current_actor(),
        timetable_id=record_id,
        entry_id=entry_id,
        version=expected_version(),
    )


@blp.post("/timetables/<uuid:record_id>/swaps")
@blp.arguments(SwapWrite)
@blp.response(200, EditedSchema)
@requires(Permission.TIMETABLES_WRITE)
def swap(body: dict[str, Any], record_id: UUID) -> Any:
    """Let two sessions change places; If-Match is the timetable's ETag."""
    first, second = body["entry_ids"]
    return entries.swap(
        current_session(),
        actor=current_actor(),
        timetable_id=record_id,
        entry_ids=(first, second),
        version=expected_version(),
    )


@blp.post("/timetables/<uuid:record_id>/undo")
@blp.response(200, EditedSchema)
@requires(Permission.TIMETABLES_WRITE)
def undo(record_id: UUID) -> Any:
    """Take the last edit of a version's entries back; If-Match is the timetable's ETag."""
    return entries.undo(
        current_session(), actor=current_actor(), timetable_id=record_id, version=expected_version()
    )
