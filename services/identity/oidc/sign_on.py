"""A sign-on: the browser goes to the provider with a question and comes back with the answer.

What must be remembered in between, and who asked, is sealed into a cookie of that browser. The
provider is asked outside of any transaction, so however slow it is, no lock waits for it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import IdentityProvider, Tenant
from models.encryption import CannotOpen, Keyring
from models.session import Database, Who, enter_tenant
from services.errors import Unauthenticated
from services.identity.accounts import EmailTaken
from services.identity.families import Descent
from services.identity.login import admit
from services.identity.oidc.linking import account_of
from services.identity.oidc.perimeter import Perimeter
from services.identity.oidc.trust import NoProvider, trusted
from services.tenants import SLUG

if TYPE_CHECKING:
    from services.identity.oidc.provider import Person

LIFETIME = timedelta(minutes=10)
CONTEXT = "oidc attempt"


class SignOnLost(Unauthenticated):
    """The browser that comes back is not the one that began, or took too long."""

    code = "sign_on_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the browser goes, and the cookie that it must bring back."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What is remembered of a sign-on that has begun."""

    tenant: str
    state: str
    nonce: str
    verifier: str
    until: str

    @classmethod
    def new(cls, tenant: str, now: datetime) -> Self:
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        until = (now + LIFETIME).isoformat()
        return cls(tenant=tenant, state=state, nonce=nonce, verifier=verifier, until=until)

    @classmethod
    def open(cls, cookie: str, keyring: Keyring) -> Self:
        try:
            sealed = base64.urlsafe_b64decode(cookie)
            return cls(**json.loads(keyring.open(sealed, CONTEXT)))
        except (binascii.Error, CannotOpen, ValueError) as error:
            raise _lost() from error

    def seal(self, keyring: Keyring) -> str:
        return base64.urlsafe_b64encode(keyring.seal(json.dumps(asdict(self)).encode(), CONTEXT)).decode()


def begin(database: Database, *, tenant: str, redirect_uri: str, perimeter: Perimeter) -> Start:
    """Begin a sign-on at the provider of an institution.

    Raises
    ------
    NoProvider
        If there is no such institution, or it has no provider.
    ProviderAway
        If the provider does not answer.
    """
    # What speaks to providers takes a tenth of a second to load, which the service's start is spared.
    from services.identity.oidc.provider import Provider

    provider = Provider.discover(_trusted(database, tenant), perimeter=perimeter)
    attempt = _Attempt.new(tenant, database.clock())
    url = provider.authorization_url(
        redirect_uri=redirect_uri, state=attempt.state, nonce=attempt.nonce, verifier=attempt.verifier
    )
    return Start(url=url, cookie=attempt.seal(database.keyring))


def finish(
    database: Database,
    *,
    tenant: str,
    answer: Mapping[str, str],
    cookie: str,
    redirect_uri: str,
    perimeter: Perimeter,
    user_agent: str | None = None,
    address: str | None = None,
) -> Descent:
    """Begin the log-in of the person whom the provider's answer names.

    Raises
    ------
    SignOnLost
        If the answer is not to the question that the cookie remembers.
    SignOnRefused
        If the provider says no, or its proof is not good.
    NoAccount
        If the person has no account here, and none is opened.
    ProviderAway
        If the provider does not answer.
    """
    from services.identity.oidc.provider import Provider, SignOnRefused, word

    attempt = _Attempt.open(cookie, database.keyring)
    now = database.clock()
    same = hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode())
    if not same or attempt.tenant != tenant or datetime.fromisoformat(attempt.until) < now:
        raise _lost()
    trust = _trusted(database, tenant)
    # An answer that says of itself to be another provider's is a mix-up (RFC 9207).
    if answer.get("iss", trust.issuer) != trust.issuer:
        raise _lost()
    if "code" not in answer:
        raise SignOnRefused(f"The provider did not let you in: {word(answer.get('error'))}.")
    person = Provider.discover(trust, perimeter=perimeter).identify(
        code=answer["code"],
        redirect_uri=redirect_uri,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        now=now,
    )
    try:
        return _let_in(database, tenant, trust, person, user_agent, address)
    except (EmailTaken, IntegrityError):
        # Two first log-ins at once: the other one has stored the account, so this one finds it.
        return _let_in(database, tenant, trust, person, user_agent, address)


def _let_in(
    database: Database,
    tenant: str,
    trust: IdentityProvider,
    person: Person,
    user_agent: str | None,
    address: str | None,
) -> Descent:
    with database.unit_of_work(Who()) as session:
        _enter(session, tenant)
        user = account_of(session, person, trust=trust)
        return admit(session, user=user, user_agent=user_agent, address=address)


def _trusted(database: Database, tenant: str) -> IdentityProvider:
    with database.unit_of_work(read_only=True) as session:
        _enter(session, tenant)
        return trusted(session)


def _enter(session: Session, slug: str) -> None:
    found = None
    if SLUG.fullmatch(slug):
        found = session.scalar(select(Tenant.id).where(Tenant.slug == slug, Tenant.is_active))
    if found is None:
        raise NoProvider(f"There is no institution {slug!r}.")
    enter_tenant(session, found)


def _lost() -> SignOnLost:
    return SignOnLost(
        "This sign-on was not begun in this browser, or more than 10 minutes ago. Begin it again."
    )
