"""A kiosk on one page: it signs its requests (RFC 9421, Ed25519), and sends later what it saw off line."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass
class Signing(requests.auth.AuthBase):
    """Signs each request by the device's key; ``key_id`` is told when the key is registered."""

    key_id: str
    key: Ed25519PrivateKey

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the headers of the signature."""
        address, body = urlsplit(str(request.url)), _bytes(request.body)
        covered = {"@method": str(request.method), "@path": address.path, "@query": f"?{address.query}"}
        if body:
            digest = base64.b64encode(sha256(body).digest())
            covered["content-digest"] = request.headers["Content-Digest"] = f"sha-256=:{digest.decode()}:"
        if request.method == "POST":
            request.headers.setdefault("Idempotency-Key", uuid4().hex)
            covered["idempotency-key"] = str(request.headers["Idempotency-Key"])
        names = " ".join(f'"{name}"' for name in covered)
        parameters = f'({names});created={int(time.time())};keyid="{self.key_id}"'
        lines = [f'"{name}": {value}' for name, value in covered.items()]
        message = "\n".join([*lines, f'"@signature-params": {parameters}'])
        signature = base64.b64encode(self.key.sign(message.encode())).decode()
        request.headers["Signature-Input"] = f"sig1={parameters}"
        request.headers["Signature"] = f"sig1=:{signature}:"
        return request


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


@dataclass
class Kiosk:
    """Speaks to the API as a device."""

    api: str
    signing: Signing

    def ask(self, path: str) -> Any:
        """Read something, such as ``/sessions?status=active``."""
        return self._answer(requests.get(self.api + path, auth=self.signing, timeout=30))

    def challenges(self, count: int) -> list[str]:
        """A stock of challenges, for what is captured while the device is off line."""
        answer = requests.post(f"{self.api}/challenges", json={"count": count}, auth=self.signing, timeout=30)
        return [challenge["secret"] for challenge in self._answer(answer)["items"]]

    def capture(self, challenge: str, photo: bytes) -> dict[str, str]:
        """What is said of a photo taken now, signed; to be kept together until both are sent."""
        fields = {"challenge": challenge, "captured_at": datetime.now(UTC).isoformat()}
        said = {**fields, "photo": sha256(photo).hexdigest()}
        message = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        return {**fields, "signature": base64.b64encode(self.signing.key.sign(message)).decode()}

    def check_in(self, session_id: str, fields: dict[str, str], photo: bytes) -> Any:
        """Send a capture, now or later; sent again, because no answer came, it has one effect."""
        return self._answer(
            requests.post(
                f"{self.api}/sessions/{session_id}/check-ins",
                data=fields,
                files={"photo": ("photo.jpg", photo, "image/jpeg")},
                headers={"Idempotency-Key": sha256(fields["challenge"].encode()).hexdigest()},
                auth=self.signing,
                timeout=30,
            )
        )

    @staticmethod
    def _answer(response: requests.Response) -> Any:
        if not response.ok:
            raise RuntimeError(response.json()["code"], response.json()["detail"])
        return response.json()
