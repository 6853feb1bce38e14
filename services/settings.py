"""What an installation is told by its environment, read once at the start."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from models.encryption import Keyring

MIN_SECRET = 32
MAX_BODY_BYTES = 16 * 1024 * 1024
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class BadSettings(Exception):
    """Variables of the environment are missing or make no sense; the message lists all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process.

    Parameters
    ----------
    database_url
        Where the service keeps its rows; on PostgreSQL as a role that does not own the tables.
    token_secret
        Signs access and refresh tokens; at least 32 characters.
    keyring
        Keys of personal data.
    base_url
        Where people reach the product.
    mail_url
        Where e-mails go; see :func:`services.mail.mailer_of`.
    queue_url
        Where jobs wait for workers; see :func:`services.queue.queue_of`.
    limits_url
        Where rate limits are counted: ``memory://`` for one process, ``redis://…`` for several.
    rate_limits
        Whether log-ins and the like are limited at all; off only where nobody else can reach them.
    trusted_proxies
        How many proxies stand before the service and tell it the caller's address. With one too
        many, callers could name any address as theirs.
    secure_cookies
        Whether cookies travel over HTTPS only; off for a trial on one's own machine.
    allowed_origins
        Other sites whose pages may ask the API from a browser, such as ``https://lms.example``.
    sign_on_hosts
        Hosts in private networks where institutions may have their OpenID provider; all others must be
        public.
    web_threads
        Requests that a process of the web server answers at once.
    """

    database_url: str
    token_secret: str = field(repr=False)
    keyring: Keyring = field(repr=False)
    base_url: str
    mail_url: str
    queue_url: str = field(default="embedded:var/queue", repr=False)
    limits_url: str = "memory://"
    rate_limits: bool = True
    trusted_proxies: int = 0
    secure_cookies: bool = True
    allowed_origins: tuple[str, ...] = ()
    sign_on_hosts: frozenset[str] = frozenset()
    log_level: str = "INFO"
    web_threads: int = 4

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from variables.

        Raises
        ------
        BadSettings
            If any is missing or malformed; all of them are named at once.
        """
        reader = _Reader(env)
        secret = reader.text("TOKEN_SECRET")
        if secret and len(secret) < MIN_SECRET:
            reader.problems.append(
                f"TOKEN_SECRET has {len(secret)} characters, expected {MIN_SECRET} or more."
            )
        keyring = reader.keyring()
        settings = {
            "database_url": reader.text("DATABASE_URL"),
            "base_url": reader.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            "mail_url": reader.text("MAIL_URL", "file:var/mail"),
            "queue_url": reader.text("QUEUE_URL", "embedded:var/queue"),
            "limits_url": reader.text("LIMITS_URL", "memory://"),
            "log_level": reader.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        }
        secure = reader.choice("SECURE_COOKIES", ("yes", "no"), "yes") == "yes"
        limited = reader.choice("RATE_LIMITS", ("yes", "no"), "yes") == "yes"
        proxies = reader.choice("TRUSTED_PROXIES", ("0", "1", "2", "3"), "0")
        threads = reader.number("WEB_THREADS", 4, most=128)
        origins = reader.origins("ALLOWED_ORIGINS")
        if reader.problems or keyring is None:
            raise BadSettings("\n".join(reader.problems))
        return cls(
            **settings,
            token_secret=secret,
            keyring=keyring,
            secure_cookies=secure,
            rate_limits=limited,
            trusted_proxies=int(proxies),
            allowed_origins=origins,
            sign_on_hosts=reader.names("SIGN_ON_HOSTS"),
            web_threads=threads,
        )


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self.env.get(name) or default
        if value is None:
            self.problems.append(f"{name} is not set. `smart-roster setup` writes a file with all of them.")
        return value or ""

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.problems.append(f"{name} is {value!r}, expected one of {', '.join(choices)}.")
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        """A number from 1 on."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most):
            self.problems.append(f"{name} is {value!r}, expected a number from 1 to {most}.")
            return default
        return int(value)

    def names(self, name: str) -> frozenset[str]:
        """Names with commas between them, in lower case."""
        parts = (part.strip().casefold() for part in self.env.get(name, "").split(","))
        return frozenset(filter(None, parts))

    def origins(self, name: str) -> tuple[str, ...]:
        """Origins with commas between them, as browsers write them: no path, and nothing for any."""
        origins = tuple(part.strip() for part in self.env.get(name, "").split(",") if part.strip())
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                self.problems.append(f"{name} has {origin!r}, expected such as https://lms.example.")
        return origins

    def keyring(self) -> Keyring | None:
        """``DATA_KEYS=0:BASE64,1:BASE64`` and ``INDEX_KEY=BASE64``, 32 bytes each."""
        keys_text, index_text = self.text("DATA_KEYS"), self.text("INDEX_KEY")
        if not keys_text or not index_text:
            return None
        try:
            keys = dict(entry.split(":", 1) for entry in keys_text.split(","))
            decoded = {int(number): base64.b64decode(key, validate=True) for number, key in keys.items()}
            return Keyring(decoded, base64.b64decode(index_text, validate=True))
        except (ValueError, binascii.Error) as error:
            # The words of the error must not repeat a key.
            reason = (
                error
                if str(error).startswith(("Key", "The index", "A keyring"))
                else "it is not NUMBER:BASE64"
            )
            self.problems.append(f"DATA_KEYS or INDEX_KEY cannot be read: {reason}.")
            return None
