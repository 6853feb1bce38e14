"""What users do in ``benchmarks.load``; loaded by locust in its own process, for it changes how Python waits.

Each user looks, thinks for 2 to 8 seconds, and looks or writes again. Who they are, and with which
tokens, stands in the file that ``ROSTER_LOAD_SCENE`` names: log-ins are no part of the measured time.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, task

SCENE: dict[str, Any] = json.loads(Path(os.environ["ROSTER_LOAD_SCENE"]).read_text("utf-8"))
_next: dict[str, Iterator[dict[str, Any]]] = {
    role: itertools.cycle(people) for role, people in SCENE["people"].items()
}


class Person(FastHttpUser):
    """Somebody with an account."""

    abstract = True
    role: str
    wait_time = between(2, 8)

    def on_start(self) -> None:
        """Become the next of the people of this role."""
        self.me = next(_next[self.role])
        self.headers = {"Authorization": f"Bearer {self.me['token']}"}

    def read(self, path: str, name: str | None = None) -> Any:
        """GET an address, counted under a name."""
        return self.client.get(f"/api{path}", headers=self.headers, name=name or path.partition("?")[0])

    def change_own(self, path: str, body: dict[str, Any]) -> None:
        """Read something of one's own and change it, as forms do."""
        found = self.read(path)
        if found.status_code != 200:
            return
        headers = self.headers | {"If-Match": found.headers["ETag"]}
        self.client.patch(f"/api{path}", json=body, headers=headers, name=f"{path} (change)")

    @task(2)
    def own_account(self) -> None:
        """Look at one's own account."""
        self.read("/users/me")

    @task(1)
    def schedules(self) -> None:
        """Look whose schedules there are."""
        self.read("/schedules?limit=50")

    @task(1)
    def calendar(self) -> None:
        """Let the calendar program read its feed."""
        self.client.get(random.choice(SCENE["feeds"]), name="/feeds/….ics")


class Taught(Person):
    """Somebody who has a week of their own."""

    abstract = True

    @task(6)
    def own_week(self) -> None:
        """Look at one's own week."""
        self.read("/users/me/schedule")

    @task(1)
    def preferences(self) -> None:
        """Change how the product should look."""
        theme = random.choice(["dark", "light"])
        self.change_own("/users/profile", {"preferences": {"theme": theme}})


class Trainee(Taught):
    """Somebody who is taught."""

    role = "trainee"
    weight = 90

    @task(1)
    def week_of_room(self) -> None:
        """Look where a room is free."""
        self.read(f"/rooms/{random.choice(SCENE['rooms'])}/schedule", "/rooms/…/schedule")


class Trainer(Taught):
    """Somebody who teaches."""

    role = "trainer"
    weight = 8

    def on_start(self) -> None:
        """Know whose weeks one may see: the class groups that one teaches."""
        super().on_start()
        found = self.client.get("/api/schedules?limit=50", headers=self.headers, name="/schedules").json()
        self.weeks = [group["address"] for group in found["items"]]

    @task(2)
    def enrollments(self) -> None:
        """Look what is taught."""
        self.read("/enrollments?limit=20")

    @task(2)
    def week_of_group(self) -> None:
        """Look when a class group is free."""
        address = random.choice(self.weeks)
        self.client.get(address, headers=self.headers, name="/class-groups/…/schedule")


class Planner(Person):
    """Somebody who plans."""

    role = "dp_academics"
    weight = 2

    @task(3)
    def versions(self) -> None:
        """Look at the versions of the term."""
        self.read("/timetables?limit=20")

    @task(3)
    def state_of_run(self) -> None:
        """Look how far a run is."""
        self.read(f"/runs/{SCENE['run']}", "/runs/…")

    @task(2)
    def entries(self) -> None:
        """Look at entries of the draft."""
        self.read(f"/timetables/{SCENE['draft']}/entries?limit=50", "/timetables/…/entries")

    @task(1)
    def check(self) -> None:
        """Ask whether a session could be elsewhere."""
        body = {"entry_id": random.choice(SCENE["entries"]), "weekday": random.randrange(5)}
        address = f"/api/timetables/{SCENE['draft']}/checks"
        self.client.post(address, json=body, headers=self.headers, name="/timetables/…/checks")

    @task(1)
    def rename(self) -> None:
        """Give a draft of one's own another name."""
        path = f"/timetables/{self.me['draft']}"
        found = self.read(path, "/timetables/…")
        if found.status_code != 200:
            return
        headers = self.headers | {"If-Match": found.headers["ETag"]}
        body = {"name": f"Draft {random.randrange(1000)}"}
        self.client.patch(f"/api{path}", json=body, headers=headers, name="/timetables/… (rename)")
