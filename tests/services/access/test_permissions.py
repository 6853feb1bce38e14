"""The table of permissions: every cell is filled, and the page that people read is the table."""

from __future__ import annotations

from pathlib import Path

from services.access import PERMISSIONS, Permission, Role, Scope
from services.access.page import permissions_page


def test_every_permission_says_something_for_every_role() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(set(scopes) == set(Role) for scopes in PERMISSIONS.values())


def test_nobody_may_write_further_than_read() -> None:
    further = [
        (noun, role)
        for permission in Permission
        if permission.value.endswith(":write")
        for noun in [permission.value.removesuffix(":write")]
        for role in Role
        if PERMISSIONS[permission][role] > PERMISSIONS[Permission(f"{noun}:read")][role]
    ]

    assert further == []


def test_devices_and_trainees_write_nothing_of_the_institution() -> None:
    for role in (Role.DEVICE, Role.TRAINEE):
        written = [p for p in Permission if p.value.endswith(":write") and PERMISSIONS[p][role] > Scope.NONE]
        assert written == []


def test_the_page_is_the_table() -> None:
    page = Path("docs/permissions.md").read_text(encoding="utf-8")

    assert page == permissions_page(), "write it anew: python -m services.access.page > docs/permissions.md"
