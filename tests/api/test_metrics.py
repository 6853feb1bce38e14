"""Figures for Prometheus."""

from __future__ import annotations

from uuid import uuid4

from tests.installation import Installation


def test_requests_are_counted_by_route_and_words_that_are_no_method_as_one(
    installation: Installation,
) -> None:
    client = installation.app.test_client()
    made_up = [f"M{uuid4().hex[:8].upper()}" for _ in range(3)]
    client.get("/api/departments/7")
    client.get(f"/api/departments/{uuid4()}")
    for method in made_up:
        assert client.open("/api/school", method=method).status_code == 405

    told = client.get("/metrics").get_data(as_text=True)

    assert 'method="other"' in told
    assert 'route="/api/departments/<uuid:record_id>"' in told
    assert not [method for method in made_up if method in told]
