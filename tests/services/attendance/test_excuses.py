"""Excuses: asked for with a document, decided by staff, and what they do to records."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from models import AttendanceSession, Excuse, File, User
from services.access import Actor, Role
from services.attendance.excused import excuses_for
from services.attendance.excuses import (
    EXCUSES,
    MAX_REQUESTED,
    BadStretch,
    DocumentMissing,
    ExcuseDecided,
    TooManyExcuses,
    attach_document,
    document_of,
    refuse_excuse,
    request_excuse,
    verify_excuse,
    withdraw_excuse,
)
from services.errors import DomainError, NotFound, Stale
from services.files.pictures import Picture, clean_picture
from services.files.storing import fetch_file
from services.people.users import delete_user
from services.records import fetch
from tests.installation import College
from tests.services.attendance.held_college import NOW, Held

DAY = timedelta(days=1)


@pytest.fixture
def held(college: College) -> Held:
    return Held(college)


def photo() -> Picture:
    """A picture of a document."""
    data = BytesIO()
    Image.new("RGB", (40, 60), "white").save(data, "PNG")
    return clean_picture(data.getvalue())


def asked(
    held: Held,
    trainee: User,
    starts_at: datetime = NOW - DAY,
    ends_at: datetime = NOW,
    *,
    document: bool = True,
) -> Excuse:
    """A trainee's request, by default of the last day, with a document."""
    with held.college.unit_of_work() as session:
        actor = held.actor(trainee)
        values = {"starts_at": starts_at, "ends_at": ends_at, "reason": "I was ill."}
        excuse = request_excuse(session, actor=actor, values=values)
        if document:
            attach_document(session, actor=actor, excuse_id=excuse.id, picture=photo())
    return excuse


def decide(
    held: Held, excuse: Excuse, how: Any = verify_excuse, actor: Actor | None = None, **more: Any
) -> Any:
    """Decide as staff."""
    with held.college.unit_of_work() as session:
        actor = actor or held.college.actor(Role.STAFF)
        return how(session, actor=actor, excuse_id=excuse.id, **more)


def test_absences_within_a_verified_excuse_are_excused_and_nothing_else(held: Held) -> None:
    trainee, other = held.trainee(), held.trainee()
    inside, touching = held.session(NOW - timedelta(hours=5)), held.session(NOW - DAY - timedelta(minutes=30))
    before = held.session(NOW - 2 * DAY)
    records = {
        name: held.record(session, person, status)
        for name, session, person, status in (
            ("absent", inside, trainee, "absent"),
            ("began earlier", touching, trainee, "absent"),
            ("outside", before, trainee, "absent"),
            ("of another", inside, other, "absent"),
            ("was there", held.session(NOW - timedelta(hours=8)), trainee, "late"),
            ("in review", held.session(NOW - timedelta(hours=9)), trainee, "pending"),
        )
    }

    excuse = asked(held, trainee)
    decide(held, excuse, note="Seen the original.")

    after = {name: held.reread(record) for name, record in records.items()}
    assert {name: record.status for name, record in after.items()} == {
        "absent": "excused",
        "began earlier": "excused",
        "outside": "absent",
        "of another": "absent",
        "was there": "late",
        "in review": "pending",
    }
    assert (after["absent"].excuse_id, after["absent"].marked_by) == (excuse.id, "excuse")
    assert held.reread(inside).is_uncounted
    assert not held.reread(before).is_uncounted
    held.college.installation.deliver()
    (letter,) = held.college.installation.letterbox.to(trainee.email)
    assert "verified" in letter.subject
    assert "Seen the original." in letter.text


def test_an_excuse_in_advance_is_known_to_whoever_ends_the_session(held: Held) -> None:
    trainee = held.trainee()
    to_come = held.session(NOW + DAY, status="scheduled", started_at=None, ended_at=None)
    excuse = asked(held, trainee, NOW, NOW + 2 * DAY)

    with held.college.unit_of_work() as session:
        assert excuses_for(session, to_come) == {}
    decide(held, excuse)

    with held.college.unit_of_work() as session:
        assert excuses_for(session, to_come) == {trainee.id: excuse.id}
        later = AttendanceSession(starts_at=NOW + 2 * DAY, ends_at=NOW + 3 * DAY)
        assert excuses_for(session, later) == {}


def test_an_excuse_that_was_verified_by_mistake_is_taken_back(held: Held) -> None:
    trainee = held.trainee()
    record = held.record(held.session(), trainee, "absent")
    excuse = asked(held, trainee)
    decide(held, excuse)

    decide(held, excuse, refuse_excuse, note="The document is forged.")

    after = held.reread(record)
    assert (after.status, after.excuse_id, after.marked_by) == ("absent", None, "staff")
    assert held.reread(excuse).status == "refused"
    with pytest.raises(ExcuseDecided):
        decide(held, excuse)


def test_documents_go_with_the_account_and_decisions_stay(held: Held) -> None:
    trainee = held.trainee()
    excuse = held.reread(asked(held, trainee))
    decide(held, excuse)
    admin = held.college.actor(Role.ADMIN)

    with held.college.unit_of_work() as session:
        delete_user(session, actor=admin, user_id=trainee.id)

    with held.college.unit_of_work() as session:
        assert session.get(File, excuse.document_id) is None
        shown = fetch(session, EXCUSES, actor=admin, record_id=excuse.id)
        assert (shown.status, shown.trainee.id, shown.document_id) == ("verified", trainee.id, None)


def test_without_a_document_nothing_is_verified(held: Held) -> None:
    excuse = asked(held, held.trainee(), document=False)

    with pytest.raises(DocumentMissing):
        decide(held, excuse)

    assert held.reread(excuse).status == "requested"


def test_a_decision_stays_and_is_made_upon_what_was_read(held: Held) -> None:
    trainee = held.trainee()
    excuse = asked(held, trainee)
    with pytest.raises(Stale):
        decide(held, excuse, version=1)
    decide(held, excuse, refuse_excuse, note="Illegible.", version=2)

    own = held.actor(trainee)
    attempts: list[tuple[Any, Actor | None, dict[str, Any]]] = [
        (verify_excuse, None, {}),
        (refuse_excuse, None, {"note": "Again."}),
        (withdraw_excuse, own, {}),
        (attach_document, own, {"picture": photo()}),
    ]
    for how, actor, more in attempts:
        with pytest.raises(ExcuseDecided):
            decide(held, excuse, how, actor, **more)


def test_a_document_is_kept_encrypted_for_those_who_decide_and_goes_with_the_request(held: Held) -> None:
    trainee = held.trainee()
    excuse = held.reread(asked(held, trainee))
    readers = [held.actor(trainee), held.actor(held.head()), held.college.actor(Role.STAFF)]
    admin = held.college.actor(Role.ADMIN)
    strangers = [held.actor(held.trainee()), held.actor(held.teacher)]

    with held.college.unit_of_work() as session:
        stored = session.execute(
            text("SELECT content, sealed FROM files WHERE id = :id"),
            {"id": excuse.document_id.hex if session.bind.dialect.name == "sqlite" else excuse.document_id},
        ).one()
        assert (bytes(stored[0]), b"JFIF" in bytes(stored[1])) == (b"", False)
        for actor in readers:
            shown = document_of(session, actor=actor, excuse_id=excuse.id)
            assert shown.body == photo().content
        for actor in (admin, readers[0]):
            with pytest.raises(NotFound):
                fetch_file(session, actor=actor, file_id=excuse.document_id)
        for stranger in strangers:
            with pytest.raises(NotFound):
                document_of(session, actor=stranger, excuse_id=excuse.id)

    decide(held, excuse, withdraw_excuse, held.actor(trainee))
    with held.college.unit_of_work() as session:
        assert session.get(File, excuse.document_id) is None


@pytest.mark.parametrize("stretch", [(NOW, NOW), (NOW, NOW - DAY), (NOW, NOW + 367 * DAY)])
def test_a_time_that_is_none_is_refused(held: Held, stretch: tuple[datetime, datetime]) -> None:
    with pytest.raises(BadStretch):
        asked(held, held.trainee(), *stretch)


def test_only_those_who_answer_for_a_trainee_decide(held: Held) -> None:
    trainee = held.trainee()
    excuse = asked(held, trainee)
    others = [
        held.actor(trainee),
        held.actor(held.teacher),
        held.college.actor(Role.HOD),
        held.actor(held.trainee()),
    ]

    for actor in others:
        with pytest.raises(DomainError) as refused:
            decide(held, excuse, actor=actor)
        assert refused.value.code in ("forbidden", "not_found")
    for someone_else in others[1:]:
        with pytest.raises(NotFound):
            decide(held, excuse, withdraw_excuse, someone_else)


def test_requests_do_not_pile_up(held: Held) -> None:
    trainee = held.trainee()
    with held.college.unit_of_work() as session:
        values = {"starts_at": NOW, "ends_at": NOW + DAY, "reason": "I was ill."}
        session.add_all(Excuse(trainee_id=trainee.id, **values) for _ in range(MAX_REQUESTED))

    with pytest.raises(TooManyExcuses):
        asked(held, trainee)
