"""Mailers: where e-mails go from here."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from services.mail.composing import Undeliverable
from services.mail.folder import FolderMailer
from services.mail.smtp import SmtpMailer
from services.runtime import Mailer

__all__ = ["FolderMailer", "SmtpMailer", "Undeliverable", "mailer_of"]

DEFAULT_SENDER = "smart-roster@localhost"
STANDARD_PORTS = {"smtp": 587, "smtps": 465}


def mailer_of(url: str) -> Mailer:
    """The mailer that an address names.

    ``file:FOLDER`` writes files into a folder. ``smtp://user:password@host:port`` hands over to a
    server, encrypted where the server offers it and always where there is a password;
    ``smtps://`` is encrypted from the first byte. ``?from=roster@college.example`` names the sender.

    Raises
    ------
    ValueError
        If it names none.
    """
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [DEFAULT_SENDER])[0]
    if parts.scheme == "file" and parts.path:
        return FolderMailer(Path(parts.path), sender=sender)
    if parts.scheme in STANDARD_PORTS and parts.hostname:
        return _smtp_mailer(parts, parts.hostname, sender)
    # The address is not repeated: it may hold a password.
    raise ValueError("MAIL_URL names no mailer, expected file:FOLDER or smtp://user:password@host:port.")


def _smtp_mailer(parts: SplitResult, host: str, sender: str) -> SmtpMailer:
    return SmtpMailer(
        host=host,
        port=parts.port or STANDARD_PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
        sender=sender,
    )
