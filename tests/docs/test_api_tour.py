"""The tour of the API, walked request by request."""

from __future__ import annotations

from services.access import Role
from tests.docs.walking import walk
from tests.installation import PASSWORD, College


def test_every_request_of_the_tour_is_answered_as_the_page_says(college: College) -> None:
    admin = college.open_account(Role.ADMIN, password=PASSWORD)
    known = {
        "email": admin.email,
        "password": PASSWORD,
        "tenant": college.slug,
        "trainer_email": f"wanjiru@{college.slug}.example",
    }

    steps = walk("docs/api-tour.md", college.installation.app.test_client(), known)

    assert steps > 15
