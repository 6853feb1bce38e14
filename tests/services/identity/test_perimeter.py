"""The service goes to public addresses, and to the private ones that its operator named."""

from __future__ import annotations

import pytest

from services.identity.oidc.perimeter import Perimeter

INSIDE = ["https://127.0.0.1/", "https://10.1.2.3:8443/x", "https://169.254.169.254/latest", "https://[::1]/"]


@pytest.mark.parametrize("url", INSIDE)
def test_private_addresses_are_out_of_reach(url: str) -> None:
    assert not Perimeter().reaches(url)


@pytest.mark.parametrize("url", INSIDE)
def test_a_trial_reaches_everything(url: str) -> None:
    assert Perimeter(is_trial=True).reaches(url)


def test_the_operator_may_open_a_private_host_and_no_other() -> None:
    perimeter = Perimeter(private_hosts=frozenset({"10.1.2.3"}))

    assert perimeter.reaches("https://10.1.2.3/")
    assert not perimeter.reaches("https://10.1.2.4/")


def test_public_addresses_are_within_reach() -> None:
    assert Perimeter().reaches("https://8.8.8.8/")


@pytest.mark.parametrize("url", ["http://idp.example", "ftp://idp.example", "https://", "https://[", None, 7])
def test_only_https_addresses_with_a_host_are_taken(url: object) -> None:
    assert not Perimeter().takes(url)


def test_a_trial_takes_plain_http() -> None:
    assert Perimeter(is_trial=True).takes("http://127.0.0.1:9000")
