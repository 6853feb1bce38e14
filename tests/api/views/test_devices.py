"""Devices: registered by the admin, known by what they sign, given other keys, revoked."""

from __future__ import annotations

import base64
import importlib.util
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from engine.attendance import Proof
from models import Device, User
from models.session import now_of, utc_now
from services.access import Role
from services.presence.consents import TEXT_VERSION, give_consent
from services.presence.devices import verify_capture
from services.presence.encoding import look_for_enrolment
from services.presence.enrolling import enrol
from services.presence.signing import capture_message
from tests.engine.face.photos import file_of, portrait
from tests.installation import Api, College
from tests.services.attendance.held_college import Held

CLIENT = Path(__file__).parents[3] / "docs" / "device_client.py"


def _client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("device_client", CLIENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


client = _client()


def public(key: Ed25519PrivateKey) -> str:
    """The public key as it is registered."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def register(college: College, key: Ed25519PrivateKey, name: str = "Kiosk") -> dict[str, Any]:
    """A device in service."""
    return college.admin.created("/devices", name=name, public_key=public(key))


class Kiosk:
    """Speaks to the application as a device, by the sample client's signatures."""

    def __init__(self, college: College, key: Ed25519PrivateKey, key_id: str) -> None:
        self.api = Api(college.installation.app.test_client(), {})
        self.signing = client.Signing(key_id, key)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a signed request."""
        data = None if body is None else json.dumps(body)
        request = requests.Request(method, f"http://localhost/api{path}", data=data, auth=self.signing)
        prepared = request.prepare()
        names = ("Signature", "Signature-Input", "Content-Digest", "Idempotency-Key")
        signed = {name: prepared.headers[name] for name in names if name in prepared.headers}
        return self.api.client.open(
            f"/api{path}",
            method=method,
            data=data,
            content_type="application/json",
            headers={**signed, **headers},
        )


@pytest.fixture
def key() -> Ed25519PrivateKey:
    """The private key of a device."""
    return Ed25519PrivateKey.generate()


@pytest.fixture
def registered(college: College, key: Ed25519PrivateKey) -> dict[str, Any]:
    """A device in service."""
    return register(college, key)


@pytest.fixture
def kiosk(college: College, key: Ed25519PrivateKey, registered: dict[str, Any]) -> Kiosk:
    """The same, speaking."""
    return Kiosk(college, key, registered["keys"][0]["key_id"])


@pytest.fixture
def address(college: College) -> Iterator[str]:
    """Where the application is reached over a real network."""
    server = make_server("127.0.0.1", 0, college.installation.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_sample_client_is_known_over_a_real_network(
    college: College, key: Ed25519PrivateKey, registered: dict[str, Any], address: str
) -> None:
    kiosk = client.Kiosk(address, client.Signing(registered["keys"][0]["key_id"], key))

    stock = kiosk.challenges(3)
    seen = kiosk.ask(f"/devices/{registered['id']}")

    assert len(set(stock)) == 3
    assert (seen["name"], seen["last_seen_at"] is not None, abs(seen["drift_s"]) < 5) == ("Kiosk", True, True)


def test_a_device_reads_of_itself_alone_and_writes_of_none(
    college: College, kiosk: Kiosk, registered: dict[str, Any]
) -> None:
    other = register(college, Ed25519PrivateKey.generate(), "Another")

    assert [item["id"] for item in kiosk.ask("GET", "/devices").get_json()["items"]] == [registered["id"]]
    assert kiosk.ask("GET", f"/devices/{other['id']}").status_code == 404
    assert kiosk.ask("PATCH", f"/devices/{registered['id']}", {"name": "x"}).status_code == 403
    assert kiosk.ask("GET", "/me/face").status_code == 403


def test_a_device_has_no_log_in_to_end(kiosk: Kiosk) -> None:
    assert kiosk.ask("POST", "/auth/logout").status_code == 403


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Signature": "sig1=:AAAA:"}, "bad_signature"),
        ({"Signature-Input": "sig1=()"}, "bad_signature"),
        ({"Content-Digest": "sha-256=:AAAA:"}, "bad_signature"),
        ({"Idempotency-Key": "another"}, "bad_signature"),
    ],
)
def test_what_was_changed_on_the_way_is_refused(kiosk: Kiosk, headers: dict[str, str], code: str) -> None:
    answer = kiosk.ask("POST", "/challenges", {"count": 2}, **headers)

    assert (answer.status_code, answer.get_json()["code"]) == (401, code)


def test_a_copy_of_a_request_has_no_second_effect(college: College, key: Ed25519PrivateKey) -> None:
    kiosk = Kiosk(college, key, register(college, key)["keys"][0]["key_id"])
    first = kiosk.ask("POST", "/challenges", {"count": 1}, **{"X-Request-ID": "a" * 8})
    signed = {
        name: value
        for name, value in first.request.headers.items()
        if name.startswith(("Signature", "Idempotency", "Content"))
    }

    copy = kiosk.api.client.post("/api/challenges", data=b'{"count": 1}', headers=signed)

    assert (first.status_code, copy.status_code) == (201, 201)
    assert copy.get_json() == first.get_json()
    assert copy.headers["Idempotency-Replayed"] == "true"


def test_a_clock_that_is_off_by_hours_is_kept_and_by_days_refused(
    college: College, kiosk: Kiosk, registered: dict[str, Any]
) -> None:
    clock = college.installation.clock
    clock.ahead = timedelta(hours=2)
    hours = kiosk.ask("POST", "/challenges", {})
    with college.unit_of_work() as session:
        drift = session.scalar(select(Device.drift_s))
    clock.ahead = timedelta(days=2)
    days = kiosk.ask("POST", "/challenges", {})

    assert (hours.status_code, round((drift or 0) / 60)) == (201, 120)
    assert (days.status_code, days.get_json()["code"]) == (401, "clock_off")


def test_another_key_takes_over_while_the_one_before_is_good_for_a_day(
    college: College, kiosk: Kiosk, registered: dict[str, Any]
) -> None:
    new = Ed25519PrivateKey.generate()
    exchanged = kiosk.ask("POST", "/me/device/keys", {"public_key": public(new)})
    again = kiosk.ask("POST", "/me/device/keys", {"public_key": public(new)})
    successor = Kiosk(college, new, exchanged.get_json()["key_id"])

    assert (exchanged.status_code, again.get_json()["code"]) == (201, "bad_public_key")
    assert [one.ask("GET", "/devices").status_code for one in (kiosk, successor)] == [200, 200]
    college.installation.clock.ahead = timedelta(hours=23, minutes=59)
    assert kiosk.ask("GET", "/devices").status_code == 200
    college.installation.clock.ahead = timedelta(hours=24, seconds=5)
    assert kiosk.ask("GET", "/devices").status_code == 401


def test_a_revoked_device_and_a_revoked_key_are_good_for_nothing(
    college: College, kiosk: Kiosk, registered: dict[str, Any]
) -> None:
    admin, path = college.admin, f"/devices/{registered['id']}"
    new = Ed25519PrivateKey.generate()
    second = admin.post(f"{path}/keys", {"public_key": public(new)}).get_json()
    successor = Kiosk(college, new, second["key_id"])

    removed = admin.delete(f"{path}/keys/{registered['keys'][0]['id']}")
    after_key = [one.ask("GET", "/devices").status_code for one in (kiosk, successor)]
    revoked = admin.post(f"{path}/revocation", If_Match='"1"')
    again = admin.post(f"{path}/revocation")

    assert (removed.status_code, after_key) == (204, [401, 200])
    assert (revoked.status_code, revoked.get_json()["revoked_at"] is not None) == (200, True)
    assert successor.ask("GET", "/devices").status_code == 401
    assert (again.status_code, again.get_json()["code"]) == (409, "device_revoked")
    assert register(college, Ed25519PrivateKey.generate())["name"] == registered["name"]
    assert admin.post(f"{path}/keys", {"public_key": public(kiosk.signing.key)}).status_code == 409


def test_a_device_whose_account_was_made_something_else_or_closed_signs_in_vain(
    college: College, kiosk: Kiosk, registered: dict[str, Any]
) -> None:
    admin, account = college.admin, f"/users/{registered['user_id']}"

    for change in ({"role": "staff"}, {"role": "device", "is_active": False}):
        assert admin.patch(account, change).status_code == 200
        assert kiosk.ask("GET", "/devices").status_code == 401


def test_devices_of_another_college_are_not_there(college: College, registered: dict[str, Any]) -> None:
    stranger = college.installation.found_college().admin

    assert stranger.get(f"/devices/{registered['id']}").status_code == 404
    assert stranger.post(f"/devices/{registered['id']}/revocation").status_code == 404
    assert stranger.get("/devices").get_json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"public_key": "abc"}, 422),
        ({"public_key": "ä" * 44}, 422),
        ({"public_key": base64.b64encode(bytes(31)).decode()}, 422),
        ({"room_id": str(uuid4())}, 422),
        ({"name": "Kiosk"}, 409),
        ({"name": ""}, 422),
    ],
)
def test_a_device_that_makes_no_sense_is_not_registered(
    college: College, registered: dict[str, Any], fields: dict[str, Any], status: int
) -> None:
    body = {"name": "Another", "public_key": public(Ed25519PrivateKey.generate()), **fields}

    assert college.admin.post("/devices", body).status_code == status
    assert len(college.admin.get("/devices").get_json()["items"]) == 1


def test_a_device_is_moved_and_found_by_its_state(college: College, registered: dict[str, Any]) -> None:
    admin, path = college.admin, f"/devices/{registered['id']}"

    moved = admin.patch(path, {"name": "Gate"}, If_Match=f'"{registered["version"]}"')
    late = admin.patch(path, {"name": "Door"}, If_Match=f'"{registered["version"]}"')

    assert (moved.status_code, moved.get_json()["name"], late.status_code) == (200, "Gate", 412)
    assert len(admin.get("/devices", search="gat", is_revoked="false").get_json()["items"]) == 1
    assert admin.get("/devices", is_revoked="true").get_json()["items"] == []


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TRAINER, Role.HOD, Role.STAFF])
def test_only_the_admin_takes_devices_into_service(college: College, role: Role) -> None:
    body = {"name": "Mine", "public_key": public(Ed25519PrivateKey.generate())}

    assert college.api(role).post("/devices", body).status_code == 403


def test_what_was_captured_off_line_is_proved_by_the_key_of_then(
    college: College, key: Ed25519PrivateKey, registered: dict[str, Any]
) -> None:
    fields = {"challenge": "abc", "captured_at": "2026-09-07T08:00:00Z"}
    signature = key.sign(capture_message(fields, b"photo"))
    with college.unit_of_work() as session:
        device_id = session.scalars(select(Device.id)).one()
        now = now_of(session)

        def proof(**changed: Any) -> Proof:
            given = {"fields": fields, "photo": b"photo", "signature": signature, "captured_at": now}
            return verify_capture(session, device_id=device_id, **{**given, **changed})

        assert proof() is Proof.VALID
        assert proof(photo=b"other") is Proof.WRONG
        assert proof(fields={**fields, "captured_at": "2026-09-07T09:00:00Z"}) is Proof.WRONG
        assert proof(signature=None) is Proof.MISSING


def test_people_take_one_challenge_and_devices_a_stock(college: College, kiosk: Kiosk) -> None:
    trainee = college.api(Role.TRAINEE)

    assert len(trainee.post("/challenges", {"count": 5}).get_json()["items"]) == 1
    assert len(kiosk.ask("POST", "/challenges", {"count": 5}).get_json()["items"]) == 5
    assert trainee.post("/challenges", {"count": 501}).status_code == 422
    assert college.api().post("/challenges", {}).status_code == 401


def test_what_a_kiosk_saw_off_line_counts_when_it_is_sent_an_hour_later(
    college: College, key: Ed25519PrivateKey, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(college)
    held.put_clock(utc_now())
    trainee, photos = held.trainee(), [file_of(portrait(width)) for width in (400, 380, 360)]
    enrol_by(college, trainee, photos)
    body = {"name": "Door", "public_key": public(key), "room_id": str(held.room.id)}
    registered = college.admin.created("/devices", **body)
    started = utc_now() - timedelta(minutes=2)
    taught = held.session(starts_at=started, status="active", started_at=started, ended_at=None)
    held.record(taught, trainee, "pending")
    kiosk = client.Kiosk(address, client.Signing(registered["keys"][0]["key_id"], key))
    photo, other = (file_of(portrait(width)) for width in (390, 370))
    first, second = kiosk.challenges(2)

    fields, changed = kiosk.capture(first, photo), kiosk.capture(second, other)
    changed["captured_at"] = started.isoformat()
    college.installation.clock.ahead += timedelta(hours=1)
    later = SimpleNamespace(time=lambda: utc_now().timestamp() + 3600)
    monkeypatch.setattr(client, "time", later)

    with pytest.raises(RuntimeError, match="signature is wrong"):
        kiosk.check_in(str(taught.id), changed, other)
    answer = kiosk.check_in(str(taught.id), fields, photo)
    assert (answer["status"], answer["check_in"]["decision"]) == ("present", "accepted")
    assert kiosk.check_in(str(taught.id), fields, photo) == answer


def enrol_by(college: College, trainee: User, photos: list[bytes]) -> None:
    """Let staff enrol somebody by photos."""
    admin = college.actor(Role.ADMIN)
    with college.unit_of_work() as session:
        give_consent(session, actor=admin, user_id=trainee.id, text_version=TEXT_VERSION)
        enrol(session, actor=admin, user_id=trainee.id, enrolment=look_for_enrolment(photos))
