"""What a figure was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path


def describe_machine() -> str:
    """Processor, cores, Python, the libraries that decide, and the commit, in one line."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numba", "ortools", "numpy"))
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, Python {python}, {libraries}, commit {read_commit()}"


def read_commit() -> str:
    """The commit measured, with a ``+`` when the engine has been changed since; or ``unknown``."""
    commit = _git("rev-parse", "--short", "HEAD")
    if commit is None:
        return "unknown"
    return f"{commit}+" if _git("status", "--porcelain", "--", "engine") else commit


def _git(*words: str) -> str | None:
    try:
        answer = subprocess.run(
            ["git", *words],  # noqa: S607 - whichever git the developer uses
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()
