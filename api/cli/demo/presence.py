"""A class is held: its trainer starts it, trainees check in, and what was missed is made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from api.cli.demo.client import Client, Document, Refused
from api.cli.demo.planning import current_term, publish
from api.cli.demo.portraits import write_portraits
from api.cli.demo.stack import Stack

TENANT, DOMAIN = "evening", "demo.example"
ENROLLED, PEOPLE = 3, 4
"""Photos that each face is enrolled by, and how many people appear: the trainer and three trainees."""

HALL = {"lat": -1.2921, "lon": 36.8219, "accuracy_m": 8.0, "platform": "android"}
NEARBY = {"lat": -1.29275, "lon": 36.8219, "accuracy_m": 90.0, "platform": "web"}
"""Some 70 m from the middle of a fence of 100 m, by a position that may be off by 90."""

SHOWN = 3


class Person:
    """Somebody with an account and photos."""

    def __init__(self, stack: Stack, mailbox: str, password: str, photos: list[Path]) -> None:
        self.client = Client(stack.address)
        self.client.log_in(email=f"{mailbox}@{DOMAIN}", password=password, tenant=TENANT)
        self._photos = [path.read_bytes() for path in photos]
        self.photos: list[bytes] = []
        me = self.client.get("/api/users/me")
        self.name = f"{me['first_name']} {me['last_name']}"

    def enrol(self) -> None:
        """Agree, have the face enrolled by the first photos that will do, and find two to be known by."""
        text = self.client.get("/api/me/face")["text_version"]
        self.client.post("/api/me/face/consent", {"text_version": text})
        taken = self._enrol(self._photos)
        others = (photo for photo in self._photos if photo not in taken and self._would_be_known(photo))
        self.photos = list(islice(others, 2))

    def _enrol(self, photos: list[bytes]) -> list[bytes]:
        """Leave out what the service will not take, such as a face that is turned away."""
        tried = photos[:ENROLLED]
        try:
            self.client.form("/api/me/face", photos=[("photos", data) for data in tried], method="PUT")
        except Refused as refused:
            bad = {fault["photo"] for fault in refused.problem.get("errors", {}).get("photos", ())}
            if not bad or len(photos) - len(bad) < ENROLLED:
                raise
            return self._enrol([data for number, data in enumerate(photos, start=1) if number not in bad])
        return tried

    def _would_be_known(self, photo: bytes) -> bool:
        try:
            found = self.client.form("/api/me/face/verification", photos=[("photo", photo)])
        except Refused:
            return False  # nobody can be told by it
        return bool(found["result"] == "same")

    def attempt(self, path: str, photo: bytes, place: Document) -> Document:
        """Send a photo taken now at a place, with a challenge taken just before."""
        challenge = self.client.post("/api/challenges", {"count": 1})["items"][0]["secret"]
        now = dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251 - a device has a clock of its own
        fields = {**place, "challenge": challenge, "captured_at": now, "sent_at": now}
        return self.client.form(path, fields, photos=[("photo", photo)])


def hold_a_class(stack: Stack, password: str, faces: Path) -> None:
    """Hold the first session of the evening school, in an installation that is being served."""
    folders = _photographed(faces)
    if len(folders) < PEOPLE:
        own = stack.folder / "faces"
        write_portraits(own)
        folders = _photographed(own)
    if len(folders) < PEOPLE:
        click.echo(f"\nNo photos of {PEOPLE} people are at {faces}; set ROSTER_DATA to see a class held.")
        return
    click.echo("\nA class is held at the evening school, whose first session is about to begin.")
    planner = Client(stack.address)
    planner.log_in(email=f"dp@{DOMAIN}", password=password, tenant=TENANT)
    today, later = _planned(planner)
    mailboxes = ("trainer", "trainee1", "trainee2", "trainee3")
    trainer, *trainees = (
        Person(stack, mailbox, password, sorted(folder.glob("*.jpg")))
        for mailbox, folder in zip(mailboxes, folders, strict=False)
    )
    for person in (trainer, *trainees):
        person.enrol()
    click.echo(f"{PEOPLE} faces enrolled, {ENROLLED} photos each; the photos are not kept.")
    _hold(today, trainer, trainees)
    _make_up(planner, later)


def _photographed(faces: Path) -> list[Path]:
    """Folders of people with enough photos."""
    return [folder for folder in sorted(faces.glob("*")) if len(list(folder.glob("*.jpg"))) > ENROLLED]


def _planned(planner: Client) -> tuple[Document, Document]:
    """Place the two sessions of the week by hand, publish, and give their first dates."""
    term = current_term(planner)
    timetable = planner.post("/api/timetables", {"term_id": term["id"], "name": "Evening"})
    enrollment, room = (next(planner.all(path)) for path in ("/api/enrollments", "/api/rooms"))
    policy = planner.get("/api/policy")
    today = dt.datetime.now(ZoneInfo(policy["time_zone"])).date()  # noqa: TID251 - of who stands there
    for ordinal, day in enumerate((today, today + dt.timedelta(days=1)), start=1):
        place = {"starts_at": policy["periods"][0]["starts_at"], "room_id": room["id"]}
        session = {"enrollment_id": enrollment["id"], "session_type": "theory", "ordinal": ordinal}
        entry = {**session, **place, "weekday": day.weekday()}
        planner.post(f"/api/timetables/{timetable['id']}/entries", entry)
    publish(planner, planner.get(f"/api/timetables/{timetable['id']}"))
    first, second = list(planner.all("/api/sessions", sort="starts_at"))[:2]
    return first, second


def _hold(session: Document, trainer: Person, trainees: list[Person]) -> None:
    address = f"/api/sessions/{session['id']}"
    started = trainer.attempt(f"{address}/start", trainer.photos[0], HALL)
    click.echo(
        f"{trainer.name} starts {started['course']['title']} for {started['class_group']['name']}"
        f" in {started['room']['code']}: {started['status']}."
    )
    tries = (
        ("with the own face, in the hall", trainees[0], trainees[0].photos[0], HALL),
        ("with another one's face", trainees[1], trainees[0].photos[1], HALL),
        ("with the own face, by a position that says little", trainees[2], trainees[2].photos[0], NEARBY),
    )
    for words, trainee, photo, place in tries:
        click.echo(f"  {trainee.name}, {words}:")
        for line in _checked_in(trainee, f"{address}/check-ins", photo, place):
            click.echo(f"    {line}")
    ended = trainer.attempt(f"{address}/end", trainer.photos[1], HALL)
    register = trainer.client.get(f"{address}/register")
    click.echo(f"{trainer.name} ends it: {ended['status']}.")
    for line in register["trainees"]:
        click.echo(f"  {line['trainee']['full_name']:<24} {line['status']}")


def _checked_in(trainee: Person, path: str, photo: bytes, place: Document) -> Iterator[str]:
    """What came of an attempt, with the reasons."""
    try:
        found = trainee.attempt(path, photo, place)
    except Refused as refused:
        if "findings" not in refused.problem.get("errors", {}):
            raise
        yield f"refused: {refused.problem['code']}"
        findings = refused.problem["errors"]["findings"]
    else:
        yield f"{found['check_in']['decision']}, {found['status']}"
        findings = found["check_in"]["findings"]
    for finding in findings:
        yield finding["words"]


def _make_up(planner: Client, session: Document) -> None:
    address = f"/api/sessions/{session['id']}"
    planner.post(f"{address}/cancel", {"reason": "The hall is needed for an examination."})
    options = planner.get(f"{address}/makeups/options", limit=SHOWN)
    click.echo(f"The session of {session['starts_at'][:10]} is cancelled. It could be held instead on")
    for place in options["items"]:
        click.echo(f"  {place['date']} {place['starts_at']} in {place['room']['code']}, cost {place['cost']}")
    makeup = planner.post(f"{address}/makeups", {})
    click.echo(f"Booked: {makeup['starts_at']} in {makeup['room']['code']}, {makeup['status']}.")
