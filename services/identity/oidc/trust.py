"""Which OpenID provider an institution trusts, and how far."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import IdentityProvider
from services.errors import Invalid, NotFound
from services.identity.oidc.perimeter import Perimeter
from services.records import refuse_stale


class NoProvider(NotFound):
    """The institution has no single sign-on."""

    code = "no_single_sign_on"


def trust(
    session: Session, *, values: dict[str, Any], perimeter: Perimeter, version: int | None = None
) -> IdentityProvider:
    """Trust a provider from now on, and no other.

    Raises
    ------
    Invalid
        If its address is not one that the service talks to.
    Stale
        If somebody else changed it since the version that this change was made upon.
    """
    if not perimeter.takes(values["issuer"]):
        raise Invalid(
            f"{values['issuer']!r} is no address of a provider, expected one that begins with https://.",
            fields={"issuer": "An address that begins with https://."},
        )
    provider = session.scalar(select(IdentityProvider).with_for_update())
    if provider is None:
        provider = IdentityProvider()
        session.add(provider)
    else:
        refuse_stale("provider", is_at=provider.version, made_upon=version)
    for name, value in values.items():
        setattr(provider, name, value)
    provider.domains = [domain.casefold() for domain in values["domains"]]
    session.flush()
    return provider


def distrust(session: Session) -> None:
    """Trust no provider from now on; who came by it logs in by password."""
    session.delete(trusted(session))
    session.flush()


def trusted(session: Session) -> IdentityProvider:
    """The provider that the institution trusts.

    Raises
    ------
    NoProvider
        If there is none.
    """
    provider: IdentityProvider | None = session.scalar(select(IdentityProvider))
    if provider is None:
        raise NoProvider("This institution has no single sign-on; log in by e-mail and password.")
    return provider
