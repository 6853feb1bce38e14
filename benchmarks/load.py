"""How long people wait when 1,000 of them work at once: ``python -m benchmarks.load``.

PostgreSQL from its wheel under the application role, the demo college with a published timetable, the
real stack by ``smart-roster serve``; locust, in a process of its own on the same machine, is everybody.
95 of 100 answers within 2 s and no error, or it ends with an error.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from api.cli.demo.stack import Stack
from benchmarks.load_scene import PASSWORD, set_scene
from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from tests.installation import KEYRING
from tests.postgres import make_database, start, stop_all

LIMIT_MS = 2_000
USERS = 1_000
SECONDS = 120
RAMP_S = 20
"""In which everybody comes; what they wait meanwhile is not counted."""

ALL = "Aggregated"
Row = dict[str, str]


def main() -> int:
    """Prepare, let people in, count, write down; 1 if people waited too long or were refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--processes", type=int, default=3, help="of the web server")
    parser.add_argument("--threads", type=int, default=2, help="of each of them")
    options = parser.parse_args()
    # Not under a folder of pytest's or root's alone: PostgreSQL runs as another user where root runs this.
    with tempfile.TemporaryDirectory(prefix="roster-load-") as folder:
        try:
            rows = _measure(Path(folder), options)
        finally:
            stop_all()
    lines = _told(rows, options)
    print("\n".join(lines))
    if (options.users, options.seconds) == (USERS, SECONDS):
        write_section("Load", describe_machine(), lines)
    total = next(row for row in rows if row["Name"] == ALL)
    return 1 if float(total["95%"]) > LIMIT_MS or int(total["Failure Count"]) else 0


def _measure(folder: Path, options: argparse.Namespace) -> list[Row]:
    """Serve a college and let people in; a row for each kind of request, and one for all."""
    stack = Stack(
        folder / "installation", database_url=make_database(start("load"), f"load{os.getpid()}", KEYRING)
    )
    stack.prepare(password=PASSWORD)
    with stack.served("--processes", str(options.processes), "--threads", str(options.threads)):
        people = folder / "people.json"
        people.write_text(json.dumps(set_scene(stack, options.users)), "utf-8")
        return _let_in(stack.address, people, folder / "answers", options)


def _let_in(address: str, people: Path, prefix: Path, options: argparse.Namespace) -> list[Row]:
    command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("load_users.py"))]
    command += ["--headless", "--only-summary", "--reset-stats", "--host", address, "--csv", str(prefix)]
    command += ["--users", str(options.users), "--spawn-rate", str(max(1, options.users // RAMP_S))]
    command += ["--run-time", f"{options.seconds + RAMP_S}s", "--stop-timeout", "10", "--loglevel", "WARNING"]
    # Exit code 1 tells of failures, which are counted below.
    ended = subprocess.run(command, env=os.environ | {"ROSTER_LOAD_SCENE": str(people)}, check=False)
    if ended.returncode > 1:
        raise SystemExit(f"locust ended with code {ended.returncode}.")
    for failure in _rows(prefix, "failures"):
        print(f"{failure['Occurrences']} x {failure['Method']} {failure['Name']}: {failure['Error']}")
    return _rows(prefix, "stats")


def _rows(prefix: Path, kind: str) -> list[Row]:
    with prefix.with_name(f"{prefix.name}_{kind}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _told(rows: Sequence[Row], options: argparse.Namespace) -> list[str]:
    total = next(row for row in rows if row["Name"] == ALL)
    return [
        f"{options.users:,} users with 2 to 8 s between requests for {options.seconds} s, after {RAMP_S} s in"
        f" which they came; PostgreSQL under the application's role, {options.processes} web processes of"
        f" {options.threads} threads, locust on the same machine:"
        f" {float(total['Requests/s']):.0f} requests/s, p95 {_ms(total, '95%')} ms (limit {LIMIT_MS:,}),"
        f" {total['Failure Count']} errors.",
        "",
        "| request | count | errors | p50, ms | p95, ms | p99, ms |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {row['Type']} {row['Name']} | {int(row['Request Count']):,} | {row['Failure Count']}"
            f" | {_ms(row, '50%')} | {_ms(row, '95%')} | {_ms(row, '99%')} |"
            for row in rows
        ),
    ]


def _ms(row: Row, share: str) -> str:
    return f"{float(row[share]):,.0f}" if row[share] not in ("", "N/A") else "-"


if __name__ == "__main__":
    raise SystemExit(main())
