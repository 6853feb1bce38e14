"""Mailers: into a folder, and to a server."""

from __future__ import annotations

import email
import email.policy
import socketserver
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import cast

import pytest

from services.mail import FolderMailer, SmtpMailer, Undeliverable, mailer_of
from services.mail.smtp import Unencrypted
from services.runtime import Mail, Mailer

MAIL = Mail(to="ada@college.example", subject="Grüße – Ihr Konto", text="Hello,\n\n.\nLink: http://x/#t=1\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a mailer needs, and keeps what it is given."""

    daemon_threads = True
    recipient_reply = b"250 OK"

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.recipients: list[str] = []
        super().__init__(("127.0.0.1", 0), Conversation)

    @property
    def url(self) -> str:
        """Where mailers find it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=roster@college.example"


class Conversation(socketserver.StreamRequestHandler):
    """One conversation of a :class:`MailServer`."""

    def handle(self) -> None:
        """Answer line by line."""
        server = cast(MailServer, self.server)
        self._say(b"220 test")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say(b"250-test\r\n250 8BITMIME")
            elif verb == b"RCPT":
                server.recipients.append(line.decode().strip())
                self._say(server.recipient_reply)
            elif verb == b"DATA":
                self._say(b"354 go on")
                server.kept.append(self._message())
                self._say(b"250 taken")
            elif verb == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 OK")

    def _message(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with MailServer() as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def _read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _sent_by(mailer: Mailer, server: MailServer, folder: Path, mail: Mail) -> EmailMessage:
    mailer.send(mail)
    return _read(server.kept[-1] if isinstance(mailer, SmtpMailer) else max(folder.iterdir()).read_bytes())


@pytest.fixture(params=["folder", "smtp"])
def mailer(request: pytest.FixtureRequest, server: MailServer, tmp_path: Path) -> Mailer:
    """Each mailer."""
    return mailer_of(
        server.url if request.param == "smtp" else f"file:{tmp_path}?from=roster@college.example"
    )


def test_an_email_arrives_as_it_was_written(mailer: Mailer, server: MailServer, tmp_path: Path) -> None:
    message = _sent_by(mailer, server, tmp_path, MAIL)

    assert (message["To"], message["From"]) == (MAIL.to, "roster@college.example")
    assert message["Subject"] == MAIL.subject
    assert message.get_content().replace("\r\n", "\n") == MAIL.text
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@college.example>")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00\n"])
def test_a_subject_cannot_become_a_header(
    mailer: Mailer, server: MailServer, tmp_path: Path, end: str
) -> None:
    mail = Mail(to=MAIL.to, subject=f"Hello{end}Bcc: eve@evil.example{end}{end}Body", text="x")

    message = _sent_by(mailer, server, tmp_path, mail)

    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: eve@evil.example Body"
    assert message.get_content().strip() == "x"


@pytest.mark.parametrize(
    "address",
    [
        "ada@college.example\r\nBcc: eve@evil.example",
        "ada@college.example\nRCPT TO:<eve@evil.example>",
        "ada@college.example, eve@evil.example",
        "Ada <ada@college.example>",
        "nobody",
        "",
    ],
)
def test_what_is_not_exactly_one_address_is_sent_nothing(
    mailer: Mailer, server: MailServer, tmp_path: Path, address: str
) -> None:
    with pytest.raises(Undeliverable):
        mailer.send(Mail(to=address, subject="x", text="x"))

    assert (server.recipients, list(tmp_path.iterdir())) == ([], [])


def test_files_are_in_order_and_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "mail"
    mailer = mailer_of(f"file:{folder}")

    for number in range(20):
        mailer.send(Mail(to=MAIL.to, subject=str(number), text="x"))

    files = sorted(folder.iterdir())
    assert [_read(file.read_bytes())["Subject"] for file in files] == [str(number) for number in range(20)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {file.suffix for file in files} == {".eml"}


def test_a_recipient_refused_for_good_is_undeliverable(server: MailServer) -> None:
    server.recipient_reply = b"550 no such user"

    with pytest.raises(Undeliverable, match="550"):
        mailer_of(server.url).send(MAIL)


def test_a_recipient_refused_for_now_may_be_tried_again(server: MailServer) -> None:
    server.recipient_reply = b"450 come back later"

    with pytest.raises(OSError, match="450"):
        mailer_of(server.url).send(MAIL)


def test_a_password_is_not_sent_without_encryption(server: MailServer) -> None:
    url = server.url.replace("smtp://", "smtp://user:secret@")

    with pytest.raises(Unencrypted):
        mailer_of(url).send(MAIL)

    assert server.kept == []


def test_a_server_that_is_away_raises(server: MailServer) -> None:
    url = server.url
    server.server_close()

    with pytest.raises(OSError, match="refused"):
        mailer_of(url).send(MAIL)


def test_addresses_of_mailers_are_read(tmp_path: Path) -> None:
    plain = mailer_of("smtp://ada%40x:p%2Fw@mail.example")
    encrypted = mailer_of("smtps://mail.example")

    assert isinstance(mailer_of(f"file:{tmp_path}"), FolderMailer)
    assert isinstance(plain, SmtpMailer)
    assert isinstance(encrypted, SmtpMailer)
    assert (plain.user, plain.password, plain.port, plain.encrypted) == ("ada@x", "p/w", 587, False)
    assert (encrypted.user, encrypted.port, encrypted.encrypted) == (None, 465, True)


@pytest.mark.parametrize("url", ["", "file:", "mail.example", "http://u:secret@mail.example", "smtp://"])
def test_an_address_of_no_mailer_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL") as refusal:
        mailer_of(url)

    assert "secret" not in str(refusal.value)
