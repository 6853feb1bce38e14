"""A kiosk on one page: it signs its requests (RFC 9421, Ed25519), and sends later what it saw off line."""

import base64
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast
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
        address, body = urlsplit(str(request.url)), cast(Any, request.body or b"")
        body = body.encode() if isinstance(body, str) else body
        covered = {"@method": str(request.method), "@path": address.path, "@query": f"?{address.query}"}
        if body:
            digest = base64.b64encode(sha256(body).digest())
            covered["content-digest"] = request.headers["Content-Digest"] = f"sha-256=:{digest.decode()}:"
        if request.method == "POST":
            covered["idempotency-key"] = str(request.headers.setdefault("Idempotency-Key", uuid4().hex))
        names, created = " ".join(f'"{name}"' for name in covered), int(time.time())
        parameters = f'({names});created={created};keyid="{self.key_id}"'
        lines = [f'"{name}": {value}' for name, value in {**covered, "@signature-params": parameters}.items()]
        signature = base64.b64encode(self.key.sign("\n".join(lines).encode())).decode()
        request.headers.update({"Signature-Input": f"sig1={parameters}", "Signature": f"sig1=:{signature}:"})
        return request


@dataclass
class Kiosk:
    """Speaks to the API as a device."""

    api: str
    signing: Signing

    def ask(self, path: str) -> Any:
        """Read something, such as ``/sessions?status=active``."""
        return self._send("GET", path)

    def challenges(self, count: int) -> list[str]:
        """A stock of challenges, for what is captured while the device is off line."""
        return [one["secret"] for one in self._send("POST", "/challenges", json={"count": count})["items"]]

    def capture(self, challenge: str, photo: bytes) -> dict[str, str]:
        """What is said of a photo taken now, signed; to be kept together until both are sent."""
        fields = {"challenge": challenge, "captured_at": datetime.now(UTC).isoformat()}
        said = {**fields, "photo": sha256(photo).hexdigest()}
        message = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        return {**fields, "signature": base64.b64encode(self.signing.key.sign(message)).decode()}

    def check_in(self, session_id: str, fields: dict[str, str], photo: bytes) -> Any:
        """Send a capture, now or later; sent again, because no answer came, it has one effect."""
        files = {"photo": ("photo.jpg", photo, "image/jpeg")}
        once = {"Idempotency-Key": sha256(fields["challenge"].encode()).hexdigest()}
        return self._send("POST", f"/sessions/{session_id}/check-ins", data=fields, files=files, headers=once)

    def _send(self, method: str, path: str, **what: Any) -> Any:
        response = requests.request(method, self.api + path, auth=self.signing, timeout=30, **what)
        if not response.ok:
            raise RuntimeError(response.json()["code"], response.json()["detail"])
        return response.json()
