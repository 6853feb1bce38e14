"""The file of results: one section for each benchmark, replaced when it is measured again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
HEADER = "# Results\n\nWritten by `make bench`; what each figure means stands in `benchmarks/timetable.py`.\n"


def write_section(title: str, machine: str, lines: Sequence[str]) -> None:
    """Replace, or append, the section of that title."""
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else HEADER
    section = "\n".join([f"## {title}", "", machine, "", *lines, ""])
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    RESULTS.write_text(text.rstrip() + "\n", encoding="utf-8")
