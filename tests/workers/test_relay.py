"""The worker's loop, and its process."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from models.session import Who
from services.outbox import post_mail
from services.runtime import Mail
from tests.installation import KEYRING, College
from workers.relay import relay

WITHIN_S = 60.0


def test_the_relay_sends_what_is_posted_until_it_is_told_to_stop(college: College) -> None:
    stop, letterbox = Event(), college.installation.letterbox
    mail = Mail(to=f"ada@{college.slug}.example", subject="Hello", text="x\n")
    running = Thread(
        target=relay,
        args=(college.installation.database, college.installation.runtime),
        kwargs={"stop": stop, "pause_s": 0.01},
    )
    running.start()

    with college.installation.database.unit_of_work(Who(college.tenant_id)) as session:
        post_mail(session, mail)
    _wait_until(lambda: bool(letterbox.to(mail.to)))
    stop.set()
    running.join(WITHIN_S)

    assert letterbox.to(mail.to) == [mail]
    assert not running.is_alive()


def test_the_process_sends_and_ends_cleanly_when_told_to(college: College, tmp_path: Path) -> None:
    key, index_key = (base64.b64encode(raw).decode() for raw in (KEYRING.keys[1], KEYRING.index_key))
    env = os.environ | {
        "DATABASE_URL": college.installation.settings.database_url,
        "TOKEN_SECRET": "x" * 40,
        "DATA_KEYS": f"1:{key}",
        "INDEX_KEY": index_key,
        "MAIL_URL": f"file:{tmp_path}",
    }
    with college.unit_of_work() as session:
        post_mail(session, Mail(to="ada@college.example", subject="Hello", text="x\n"))

    worker = subprocess.Popen([sys.executable, "-m", "workers"], env=env)
    try:
        _wait_until(lambda: any(file.suffix == ".eml" for file in tmp_path.iterdir()))
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(WITHIN_S)
    finally:
        worker.kill()

    assert code == 0


def test_the_process_says_which_settings_are_missing(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TOKEN_SECRET")}

    ended = subprocess.run(
        [sys.executable, "-m", "workers"], env=env, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "TOKEN_SECRET" in ended.stderr


def _wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN_S
    while not done():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.02)
