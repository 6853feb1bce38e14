"""What proves who somebody is: refresh tokens, one-time links, accounts at an identity provider."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Record, TenantRow, belongs_to, one_of
from models.types import Encrypted, Json, UtcDateTime

PURPOSES = ("verify_email", "reset_password")


class TokenFamily(TenantRow):
    """One log-in, from which all its tokens descend; revoking it ends them all."""

    __tablename__ = "token_families"
    __table_args__ = (belongs_to("users", "user_id", ondelete="CASCADE"),)
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    user_agent: Mapped[str | None] = mapped_column(String(300))
    address: Mapped[str | None] = mapped_column(Encrypted("token_families.address"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_because: Mapped[str | None] = mapped_column(String(40))


class RefreshToken(TenantRow):
    """A refresh token; it is good once. Its key is the token's ``jti``."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (belongs_to("token_families", "family_id", ondelete="CASCADE"),)
    audited: ClassVar[bool] = False

    family_id: Mapped[UUID]
    used: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OneTimeToken(TenantRow):
    """A link that was sent by e-mail; only the hash of its secret is kept."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        Index("ix_one_time_tokens_hash", "tenant_id", "token_hash", unique=True),
        one_of("purpose", PURPOSES),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdentityProvider(Record):
    """The OpenID provider that an institution trusts, and whom it may bring in."""

    __tablename__ = "identity_providers"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    issuer: Mapped[str] = mapped_column(String(200))
    client_id: Mapped[str] = mapped_column(String(200))
    client_secret: Mapped[str] = mapped_column(
        Encrypted("identity_providers.client_secret"), info={"secret": True}
    )
    open_accounts: Mapped[bool] = mapped_column(default=False)
    domains: Mapped[list[str]] = mapped_column(Json, default=list)


class ExternalIdentity(TenantRow):
    """An account at an OpenID provider that logs in as a user here."""

    __tablename__ = "external_identities"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "issuer", "subject"),
    )

    user_id: Mapped[UUID]
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
