"""Why a backup was not made, or not put back."""

from __future__ import annotations

from services.errors import Conflict


class CannotBackUp(Conflict):
    """The database cannot be read as a whole, or the backup not be written."""

    code = "cannot_back_up"


class CannotRestore(Conflict):
    """The backup cannot be read, or the database not be replaced by it."""

    code = "cannot_restore"


NOT_EMPTY = "The database is not empty. With --replace all that is in it now is lost."
