"""Who changed what and when."""

from __future__ import annotations

from typing import Any

from api.blueprint import Blueprint, query_of
from api.context import current_session
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.history import ChangeSchema, HistoryQuery
from services.access import Permission
from services.history import page_of_history

blp = Blueprint("History", __name__, description="Every change of every record, before and after.")


@blp.get("/history")
@blp.arguments(HistoryQuery, location="query")
@blp.response(200, page_of(ChangeSchema))
@requires(Permission.HISTORY_READ)
def history(arguments: dict[str, Any]) -> Any:
    """List changes, the newest first."""
    return page_of_history(current_session(), query=query_of(arguments))
