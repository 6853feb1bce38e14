"""What an installation is told by its environment."""

from __future__ import annotations

import base64

import pytest

from services.settings import BadSettings, Settings

KEY = base64.b64encode(bytes(32)).decode()
ENOUGH = {
    "DATABASE_URL": "sqlite:///roster.db",
    "TOKEN_SECRET": "x" * 32,
    "DATA_KEYS": f"1:{KEY}",
    "INDEX_KEY": KEY,
}


def test_what_is_not_said_has_a_safe_default() -> None:
    settings = Settings.from_env(ENOUGH)

    assert settings.secure_cookies
    assert settings.rate_limits
    assert settings.trusted_proxies == 0
    assert settings.allowed_origins == ()


def test_all_that_is_missing_or_wrong_is_told_at_once() -> None:
    wrong = {"TOKEN_SECRET": "short", "LOG_LEVEL": "LOUD", "ALLOWED_ORIGINS": "*"}

    with pytest.raises(BadSettings) as caught:
        Settings.from_env(wrong)

    words = str(caught.value)
    assert [name for name in ("DATABASE_URL", "DATA_KEYS", "INDEX_KEY", *wrong) if name not in words] == []
    assert "short" not in words


@pytest.mark.parametrize(("said", "threads"), [("", 4), ("1", 1), ("128", 128)])
def test_threads_of_the_web_server_are_a_number(said: str, threads: int) -> None:
    assert Settings.from_env(ENOUGH | {"WEB_THREADS": said}).web_threads == threads


@pytest.mark.parametrize("said", ["0", "129", "-1", "two", "4.0", "٣", "9" * 5000])
def test_what_is_no_number_of_threads_is_refused(said: str) -> None:
    with pytest.raises(BadSettings, match=r"WEB_THREADS is .*, expected a number from 1 to 128"):
        Settings.from_env(ENOUGH | {"WEB_THREADS": said})


def test_secrets_are_not_shown_with_the_settings() -> None:
    assert "x" * 32 not in repr(Settings.from_env(ENOUGH))
    assert KEY not in repr(Settings.from_env(ENOUGH))


def test_origins_stand_between_commas() -> None:
    settings = Settings.from_env({**ENOUGH, "ALLOWED_ORIGINS": "https://lms.example, http://localhost:5173,"})

    assert settings.allowed_origins == ("https://lms.example", "http://localhost:5173")


@pytest.mark.parametrize(
    "origin", ["*", "lms.example", "https://", "https://lms.example/", "null", "https://a b"]
)
def test_what_no_browser_would_send_as_origin_is_refused(origin: str) -> None:
    with pytest.raises(BadSettings, match="ALLOWED_ORIGINS"):
        Settings.from_env({**ENOUGH, "ALLOWED_ORIGINS": origin})
