"""E-mails handed to a mail server."""

from __future__ import annotations

import smtplib
import ssl

from services.mail.composing import Undeliverable, compose
from services.runtime import Mail

TIMEOUT_S = 15
PERMANENT = 500
"""Replies from here on mean that the same e-mail will be refused again (RFC 5321, 4.2.1)."""


class Unencrypted(Exception):
    """The server offers no encryption, so no password was sent to it."""


class SmtpMailer:
    """Hands e-mails to one server, each over a connection of its own.

    Parameters
    ----------
    encrypted
        Whether the server expects TLS from the first byte. Otherwise it is asked for where the
        server offers it, and insisted on where there is a password.
    """

    def __init__(
        self, *, host: str, port: int, encrypted: bool, user: str | None, password: str, sender: str
    ) -> None:
        self.host = host
        self.port = port
        self.encrypted = encrypted
        self.user = user
        self.password = password
        self.sender = sender

    def send(self, mail: Mail) -> None:
        """Hand the e-mail over.

        Raises
        ------
        Undeliverable
            If the server refuses the recipient for good.
        OSError, smtplib.SMTPException
            If it was not taken this time.
        """
        message = compose(mail, sender=self.sender)
        with self._connect() as server:
            if self.user is not None:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                code, reply = error.recipients[mail.to]
                if code >= PERMANENT:
                    raise Undeliverable(f"The server refuses the recipient: {code} {reply!r}") from error
                raise

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        try:
            self._encrypt(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif self.user is not None:
            raise Unencrypted(f"{self.host} offers no encryption: use smtps://, or leave the password out.")
