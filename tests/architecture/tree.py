"""The project's own files, for the tests that guard them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "models", "services", "api", "workers")


def python_files(*folders: str) -> list[Path]:
    """Python files of the named top-level folders, or of the whole project, in order of path."""
    return [path for path in files() if path.suffix == ".py" and _is_within(path, folders)]


def texts() -> Iterator[tuple[str, str]]:
    """Path relative to the root, and text, of every file that is not binary."""
    for path in files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def files() -> list[Path]:
    """Files that belong to the project: all but those that ``.gitignore`` names."""
    return sorted(_walk(ROOT, _ignored()))


def _walk(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        relative = path.relative_to(ROOT)
        if path.name == ".git" or any(relative.match(pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _walk(path, ignored)
        else:
            yield path


def _ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


def _is_within(path: Path, folders: tuple[str, ...]) -> bool:
    return not folders or path.relative_to(ROOT).parts[0] in folders
