"""``Idempotency-Key``: a POST that a client repeats has one effect and one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, json, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import IdempotencyKey
from services.errors import Conflict, DomainError, Invalid

MAX_KEY = 200
IN_PROGRESS = 0


class AnswerUnderway(Conflict):
    """The same request is being answered at this moment."""

    code = "answer_underway"


def answer_once(session: Session, view: Callable[[], Any]) -> Response:
    """Call the view, or repeat the answer that was given under the same key.

    The key is stored in the transaction of the effect: both are there or neither is.

    Raises
    ------
    Invalid
        If the key came before with another request.
    """
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None:
        return current_app.make_response(view())
    if not 0 < len(key) <= MAX_KEY:
        raise Invalid(f"Idempotency-Key has {len(key)} characters, expected 1 to {MAX_KEY}.")
    entry = _claim(session, f"{g.actor.user_id}:{key}", _fingerprint())
    if entry.status != IN_PROGRESS:
        return Response(
            entry.response["body"],
            status=entry.status,
            headers={**entry.response["headers"], "Idempotency-Replayed": "true"},
        )
    try:
        response: Response = current_app.make_response(view())
    except DomainError as error:
        if not error.keeps_work:
            raise
        # What it stored stays, so the same request must not store it again.
        response = current_app.make_response(current_app.handle_user_exception(error))
    if response.data and not response.is_json:
        return response  # a file is not kept twice, least of all one that is shown once
    entry.status = response.status_code
    entry.response = {
        "body": response.get_data(as_text=True),
        "headers": {
            name: response.headers[name]
            for name in ("Content-Type", "ETag", "Location")
            if name in response.headers
        },
    }
    return response


def _claim(session: Session, key: str, request_hash: bytes) -> IdempotencyKey:
    """The row of a key; a second request waits here until the first one has ended."""
    try:
        with session.begin_nested():
            entry = IdempotencyKey(key=key, request_hash=request_hash, status=IN_PROGRESS, response={})
            session.add(entry)
    except IntegrityError as error:
        found = session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == key))
        if found is None:
            raise AnswerUnderway("The same request is being answered; repeat it in a second.") from error
        if found.request_hash != request_hash:
            raise Invalid(
                "This Idempotency-Key came before with another request; take a new key for a new request."
            ) from error
        return found
    return entry


def _fingerprint() -> bytes:
    parts = (request.path, json.dumps(request.args), request.mimetype)
    hashed = hashlib.sha256("\n".join(parts).encode())
    if request.mimetype == "multipart/form-data":
        # A client that sends a form again takes another boundary between its parts.
        for name, text in sorted(request.form.items(multi=True)):
            hashed.update(json.dumps((name, text)).encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda part: part[0]):
            digest = hashlib.sha256(file.read()).hexdigest()
            hashed.update(json.dumps((name, digest)).encode())
            file.seek(0)
    else:
        hashed.update(b"\n" + request.get_data())
    return hashed.digest()
