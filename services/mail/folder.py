"""E-mails as files, for trials and tests: nothing leaves the machine."""

from __future__ import annotations

import os
from pathlib import Path

from uuid_utils.compat import uuid7

from services.mail.composing import compose
from services.runtime import Mail


class FolderMailer:
    """Writes each e-mail to a file that its owner alone may read; names are in order of time."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, mail: Mail) -> None:
        """Write the file; it appears when it is whole."""
        message = compose(mail, sender=self.sender)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole = self.folder / f"{uuid7().hex}.eml"
        part = whole.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
        part.rename(whole)
