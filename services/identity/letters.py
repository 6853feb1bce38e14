"""E-mails about accounts.

They hold no word that the one who asked for them chose, not even a name: anybody may register the
address of somebody else, and must not be able to send them a message of their own that way.
"""

from __future__ import annotations

from services.mail.composing import one_line
from services.runtime import Mail

MAX_NAME = 80


def verification(*, to: str, college: str, base_url: str, token: str) -> Mail:
    """Asks to prove that the address of a new account is one's own."""
    return _letter(
        to,
        college,
        "Verify your e-mail address",
        "Somebody, probably you, registered with this e-mail address. To use the account, follow this"
        " link within 3 days:",
        _link(base_url, "verify-email", token),
        "If it was not you, ignore this e-mail: nobody can log in to the account without the link.",
    )


def known_already(*, to: str, college: str, base_url: str, token: str) -> Mail:
    """Tells somebody who registered again that there is an account, and lets them in."""
    return _letter(
        to,
        college,
        "You have an account already",
        "Somebody, probably you, registered with this e-mail address, which has an account already. If"
        " you do not know its password, follow this link within an hour to choose a new one:",
        _link(base_url, "reset-password", token),
        "If it was not you, ignore this e-mail: nothing was changed.",
    )


def reset(*, to: str, college: str, base_url: str, token: str) -> Mail:
    """Lets somebody who forgot the password choose a new one."""
    return _letter(
        to,
        college,
        "Choose a new password",
        "Somebody, probably you, asked for a new password. Follow this link within an hour to choose it:",
        _link(base_url, "reset-password", token),
        "If it was not you, ignore this e-mail: nothing was changed.",
    )


def invitation(*, to: str, college: str, base_url: str, token: str) -> Mail:
    """Lets somebody for whom an account was opened choose its first password."""
    return _letter(
        to,
        college,
        "Your account",
        "An account was opened for you. Follow this link within 7 days to choose your password:",
        _link(base_url, "reset-password", token),
        "You log in with this e-mail address.",
    )


def password_changed(*, to: str, college: str, base_url: str) -> Mail:
    """Tells the owner of an account that its password is another now."""
    return _letter(
        to,
        college,
        "Your password was changed",
        "The password of your account was changed just now, and all other log-ins have ended.",
        "",
        f"If it was not you, choose a new one at {base_url}/forgot-password and tell the institution.",
    )


def _letter(to: str, college: str, subject: str, *paragraphs: str) -> Mail:
    name = one_line(college, most=MAX_NAME)
    text = "\n\n".join(("Hello,", *filter(None, paragraphs), name))
    return Mail(to=to, subject=f"{subject} – {name}", text=f"{text}\n")


def _link(base_url: str, page: str, token: str) -> str:
    # Behind "#", which browsers keep to themselves: the token stands in no server's log.
    return f"{base_url}/{page}#token={token}"
