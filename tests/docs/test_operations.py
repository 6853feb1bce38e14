"""The operations guide and the files to deploy with say what the program has."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.cli import main
from services import settings

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
READ = re.compile(r'reader\.\w+\("([A-Z_]+)"|self\.text\("([A-Z_]+)"\)')
SETTINGS = sorted({a or b for a, b in READ.findall(inspect.getsource(settings))})


def test_every_setting_is_explained_in_the_guide() -> None:
    assert len(SETTINGS) > 8
    assert [name for name in SETTINGS if f"`{name}`" not in GUIDE] == []


def test_every_command_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"smart-roster ([a-z]+)", GUIDE))

    assert {"serve", "worker", "relay", "scheduler", "backup", "restore", "migrate", "doctor"} <= named
    assert named <= set(main.commands)


def _commands() -> list[tuple[str, list[str]]]:
    ours = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
    return [
        (name, command if isinstance(command := service["command"], list) else command.split())
        for name, service in ours.items()
    ]


@pytest.mark.parametrize(("name", "words"), _commands())
def test_what_compose_starts_can_be_parsed_by_the_program(name: str, words: list[str]) -> None:
    command = main.commands[words[0]]

    parameters = {
        option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
    }

    assert [word for word in words[1:] if word.startswith("--") and word not in parameters] == []


def test_programs_of_the_product_are_told_every_secret_and_run_without_privileges() -> None:
    secrets = {"DATABASE_URL", "QUEUE_URL", "TOKEN_SECRET", "DATA_KEYS", "INDEX_KEY"}
    for name in ("migrate", "web", "worker", "relay", "scheduler", "backup"):
        service = COMPOSE["services"][name]
        assert secrets <= service["environment"].keys(), name
        assert service["cap_drop"] == ["ALL"], name
    for name in ("postgres", "redis", "web"):
        assert COMPOSE["services"][name]["healthcheck"]["test"], name


def test_the_image_holds_what_the_program_needs_to_migrate() -> None:
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    packages = ("engine", "models", "services", "api", "workers", "migrations")
    assert [name for name in packages if f"!{name}" not in kept] == []


def test_units_start_commands_that_are_there() -> None:
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        (command,) = re.findall(r"^ExecStart=\S+/smart-roster (\S+)", unit.read_text("utf-8"), re.MULTILINE)
        assert command == "%i" or command in main.commands
