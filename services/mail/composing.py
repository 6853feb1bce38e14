"""E-mails as they travel. No text of a person can become a header."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from models.session import utc_now
from services.runtime import Mail

MAX_SUBJECT = 200


class Undeliverable(Exception):
    """An e-mail that no further attempt will deliver: the address is none, or refused for good."""


def compose(mail: Mail, *, sender: str) -> EmailMessage:
    """The message of an e-mail, in plain text.

    Raises
    ------
    Undeliverable
        If its address is not exactly one address.
    """
    message = EmailMessage()
    message["From"] = sender
    try:
        message["To"] = Address(addr_spec=mail.to)
    except (MessageError, ValueError, IndexError) as error:
        raise Undeliverable(f"The recipient is not one e-mail address: {error}") from error
    message["Subject"] = one_line(mail.subject, most=MAX_SUBJECT)
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", maxsplit=1)[-1])
    # Tells the receiving side not to answer by an "I am away" of its own.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def one_line(text: str, *, most: int) -> str:
    """A text without line breaks and other control characters, cut to a length."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:most]
