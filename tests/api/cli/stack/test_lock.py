"""One stack for each folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.bad_input import BadInput
from api.cli.stack.lock import alone_in_folder

HOLDER = """
import sys
from api.cli.stack.lock import alone_in_folder
with alone_in_folder("http://127.0.0.1:8000 is being served already."):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_is_told_what_the_first_does_and_may_go_on_when_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()

        with pytest.raises(BadInput, match="8000 is being served already"), alone_in_folder("second"):
            pass
        first.kill()

    with alone_in_folder("third"):
        pass
