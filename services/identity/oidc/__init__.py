"""Single sign-on: logging in by an account at the institution's OpenID provider."""

from services.identity.oidc.sign_on import LIFETIME, Start, begin, finish
from services.identity.oidc.trust import distrust, trust, trusted

__all__ = ["LIFETIME", "Start", "begin", "distrust", "finish", "trust", "trusted"]
