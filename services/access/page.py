"""The page of permissions, written from the table: ``python -m services.access.page``."""

from __future__ import annotations

from services.access.actor import Role
from services.access.permissions import PERMISSIONS, Scope

WORDS = {
    Scope.NONE: "",
    Scope.OWN: "own",
    Scope.CLASS_GROUP: "class group",
    Scope.DEPARTMENT: "department",
    Scope.TENANT: "all",
}

HEAD = """\
# Permissions

Which role may do what, and how far it reaches. This page is written from the table in
`services/access/permissions.py` by `python -m services.access.page > docs/permissions.md`; a test
compares the two.

*own*: what is the person's own. *class group*: what concerns the class groups that a trainer
teaches or a trainee learns in. *department*: what concerns the person's department. *all*:
everything of the institution. Empty: nothing. Nobody ever reaches into another institution, except
operators of the platform, who name it in `X-Tenant`.

Permissions that end in `read` cover lists and single records; `write` covers creating, changing
and deleting.
"""


def permissions_page() -> str:
    """The page as Markdown."""
    roles = list(Role)
    lines = [
        HEAD,
        f"| permission | {' | '.join(role.value for role in roles)} |",
        "|---" * (len(roles) + 1) + "|",
    ]
    for permission, scopes in PERMISSIONS.items():
        cells = " | ".join(WORDS[scopes[role]] for role in roles)
        lines.append(f"| `{permission.value}` | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(permissions_page(), end="")
