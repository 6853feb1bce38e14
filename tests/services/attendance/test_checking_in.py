"""Checking in on one's own device: what counts, what is looked at, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models import AttendanceRecord
from services.access import Role
from services.attendance.attempt import AttemptRefused, CaptureTimeImpossible, ReportedPosition
from services.attendance.checking_in import check_in
from services.attendance.ending import complete
from services.attendance.marking import AlreadyCheckedIn, MarkedByStaff
from services.errors import NotFound
from services.presence.sights import Look
from tests.installation import College
from tests.services.attendance.checking import HERE, INSIDE, OUTSIDE, Checking


@pytest.fixture
def checking(college: College) -> Checking:
    """A session to check in to."""
    return Checking(college)


def codes(line: Any) -> set[str]:
    """What was found for a line."""
    return {finding["code"] for finding in line.findings}


def test_who_is_there_in_time_is_present(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    found = checking.check_in(held, trainee)

    assert (found.record.status, found.record.marked_by) == ("present", "check_in")
    assert found.record.arrived_at == found.check_in.captured_at
    assert codes(found.check_in) >= {"on_time", "face_matches", "place_inside"}
    assert checking.reread(held).is_uncounted


def test_who_comes_later_is_late(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    checking.put_clock(checking.starts_at + timedelta(minutes=11))

    assert checking.check_in(held, trainee).record.status == "late"


def test_a_line_keeps_neither_photo_nor_coordinates_in_the_clear(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    checking.check_in(held, trainee)

    (line,) = checking.lines(held)
    assert line.photo is None
    assert line.photo_digest is not None
    assert len(line.encoding or b"") == 512


def test_photos_are_kept_where_the_institution_wants_it(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    checking.set_policy(keep_photos=True, photo_days=10)

    checking.check_in(held, trainee)

    (line,) = checking.lines(held)
    assert line.photo == b"\xff\xd8 a picture"
    assert line.photo_until == line.received_at + timedelta(days=10)


def test_nobody_is_checked_in_twice(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    checking.check_in(held, trainee)

    with pytest.raises(AlreadyCheckedIn):
        checking.check_in(held, trainee)

    assert len(checking.lines(held)) == 1


def test_what_staff_said_stays(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.session(checking.starts_at, status="active", ended_at=None)
    record = checking.record(held, trainee, "absent")
    checking.change(AttendanceRecord, record.id, marked_by="staff")

    with pytest.raises(MarkedByStaff):
        checking.check_in(held, trainee)


def test_who_joined_the_group_after_the_start_is_checked_in_too(checking: Checking) -> None:
    held = checking.begun()
    (trainee,) = checking.people(1)

    assert checking.check_in(held, trainee).record.status == "present"


IN_DOUBT: list[tuple[str, dict[str, Any]]] = [
    ("place_uncertain", {"position": replace(INSIDE, lat=HERE["lat"] + 0.0016, accuracy_m=60.0)}),
    ("accuracy_missing", {"position": replace(INSIDE, accuracy_m=None)}),
]


def test_what_is_in_doubt_is_pending_until_a_person_has_looked(checking: Checking) -> None:
    people = checking.people(len(IN_DOUBT))
    held = checking.begun()

    for trainee, (code, fields) in zip(people, IN_DOUBT, strict=True):
        found = checking.check_in(held, trainee, checking.attempt(trainee, **fields))

        assert code in codes(found.check_in)
        assert (found.record.status, found.check_in.review) == ("pending", "open")
    assert all(line.photo is not None for line in checking.lines(held))


def test_an_uncertain_face_is_left_to_a_person(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    found = checking.check_in(
        held, trainee, checking.attempt(trainee, look=checking.look(trainee, away=0.54))
    )

    assert (found.record.status, found.check_in.decision) == ("pending", "review")


def test_who_is_not_enrolled_is_left_to_a_person_and_no_encoding_is_kept(checking: Checking) -> None:
    (other,) = checking.people(1)
    trainee = checking.trainee()
    held = checking.begun()

    found = checking.check_in(held, trainee, checking.attempt(trainee, look=checking.look(other)))

    assert "face_not_enrolled" in codes(found.check_in)
    assert checking.lines(held)[0].encoding is None


def test_a_second_attempt_that_is_accepted_spares_the_look_at_the_first(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    checking.check_in(held, trainee, checking.attempt(trainee, look=checking.look(trainee, away=0.54)))

    found = checking.check_in(held, trainee)

    first, _second = checking.lines(held)
    assert found.record.status == "present"
    assert (first.review, first.photo) == (None, None)


def test_a_place_without_any_zone_is_left_to_a_person(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    checking.change(type(checking.room), checking.room.id, geo_zone=None)

    assert "place_unfenced" in codes(checking.check_in(held, trainee).check_in)


def test_nobody_travels_faster_than_is_believed(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    first, second = checking.begun(), checking.begun()
    checking.check_in(first, trainee)
    far = {**HERE, "lat": HERE["lat"] + 1.0}
    zone = {"type": "circle", "center": far, "radius_m": 100.0}
    checking.change(type(checking.room), checking.room.id, geo_zone=zone)

    found = checking.check_in(
        second, trainee, checking.attempt(trainee, position=replace(INSIDE, lat=far["lat"]))
    )

    assert "travel_too_fast" in codes(found.check_in)
    assert found.check_in.decision == "review"


def test_nearly_the_same_photo_again_is_left_to_a_person(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    first, second = checking.begun(), checking.begun()
    look = checking.look(trainee)
    checking.check_in(first, trainee, checking.attempt(trainee, look=look))

    assert look.encoding is not None
    copy = Look(np.add(look.encoding, 1e-4), b"other pixels".ljust(32))
    found = checking.check_in(second, trainee, checking.attempt(trainee, look=copy))

    assert "photo_like_before" in codes(found.check_in)
    assert found.check_in.decision == "review"


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("face_missing", {"look": None}),
    ("no_face", {"look": Look(None, b"1" * 32, "no_face", "No face is found.")}),
    ("several_faces", {"look": Look(None, b"2" * 32, "several_faces", "Two faces.")}),
    ("place_missing", {"position": None}),
    ("place_outside", {"position": OUTSIDE}),
    ("place_mocked", {"position": replace(INSIDE, mocked=True)}),
    ("place_impossible", {"position": replace(INSIDE, lat=math.nan)}),
    ("place_impossible", {"position": ReportedPosition(lat=0.0, lon=200.0, accuracy_m=5.0)}),
    ("accuracy_impossible", {"position": replace(INSIDE, accuracy_m=0.0)}),
    ("accuracy_impossible", {"position": replace(INSIDE, accuracy_m=-1.0)}),
    ("accuracy_impossible", {"position": replace(INSIDE, accuracy_m=math.inf)}),
    ("challenge_missing", {"challenge": None}),
    ("challenge_unknown", {"challenge": "made up"}),
    ("signature_wrong", {"signature": "wrong"}),
]


def test_what_proves_nothing_is_refused_with_its_code_and_leaves_its_line_alone(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    for code, fields in REFUSED:
        assert refused(checking, held, trainee, **fields) == code

    lines = checking.lines(held)
    assert [line.decision for line in lines] == ["refused"] * len(REFUSED)
    assert all(line.photo is None and line.encoding is None and line.findings for line in lines)
    assert checking.statuses(held) == {trainee.id: "pending"}


def test_a_wrong_face_is_refused(checking: Checking) -> None:
    trainee, other = checking.people(2)
    held = checking.begun()

    assert refused(checking, held, trainee, look=checking.look(other)) == "face_differs"


def test_another_persons_challenge_is_as_good_as_none(checking: Checking) -> None:
    trainee, other = checking.people(2)
    held = checking.begun()

    assert refused(checking, held, trainee, challenge=checking.challenge(other)) == "challenge_unknown"


def test_times_that_cannot_be_are_refused(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()

    tomorrow = checking.now + timedelta(days=1)
    early = checking.now - timedelta(minutes=3)
    assert refused(checking, held, trainee, captured_at=tomorrow) in ("too_late", "captured_in_future")
    assert refused(checking, held, trainee, captured_at=early) == "sent_later_unsigned"
    assert refused(checking, held, trainee, captured_at=checking.now - timedelta(minutes=1)) == (
        "captured_before_challenge"
    )
    with pytest.raises(CaptureTimeImpossible):
        checking.check_in(
            held, trainee, checking.attempt(trainee, captured_at=checking.now.replace(year=9999))
        )


def test_sessions_that_are_not_held_take_no_check_in(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    scheduled = checking.session(checking.starts_at, status="scheduled", started_at=None, ended_at=None)
    canceled = checking.session(checking.starts_at, status="canceled", started_at=None, ended_at=None)
    ended = checking.session(checking.starts_at, ended_at=checking.now - timedelta(minutes=1))

    assert refused(checking, scheduled, trainee) == "session_not_started"
    assert refused(checking, canceled, trainee) == "session_canceled"
    assert refused(checking, ended, trainee) == "session_ended"


def test_who_is_of_another_group_is_refused(checking: Checking, installation: Any) -> None:
    checking.people(1)
    held = checking.begun()
    stranger = checking.enrolled(checking.college.open_account(Role.TRAINEE))

    assert refused(checking, held, stranger) == "not_in_group"
    other = Checking(installation.found_college())
    (foreigner,) = other.people(1)
    with pytest.raises(NotFound):
        other.check_in(held, foreigner)


def test_what_is_sent_again_is_refused(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    first, second = checking.begun(), checking.begun()
    attempt = checking.attempt(trainee)
    checking.check_in(first, trainee, attempt)

    with pytest.raises(AttemptRefused) as replay:
        checking.check_in(second, trainee, replace(attempt, look=checking.look(trainee)))
    assert replay.value.code == "challenge_used"
    assert refused(checking, second, trainee, look=attempt.look) == "photo_seen_before"


def test_a_challenge_that_was_used_for_a_refused_attempt_is_used_up(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    attempt = checking.attempt(trainee, position=OUTSIDE)
    refuse(checking, held, trainee, attempt)

    again = replace(attempt, look=checking.look(trainee), position=INSIDE)

    assert refuse(checking, held, trainee, again) == "challenge_used"
    assert [line.decision for line in checking.lines(held)] == ["refused", "refused"]
    assert all(line.photo is None and line.encoding is None for line in checking.lines(held))
    assert set(checking.statuses(held).values()) == {"pending"}


def test_a_check_in_that_was_captured_in_time_undoes_an_absence(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    attempt = checking.attempt(trainee, signature="valid")
    checking.put_clock(checking.starts_at + timedelta(hours=2))
    with checking.college.unit_of_work() as session:
        row = session.get_one(type(held), held.id)
        complete(session, row, at=checking.starts_at + timedelta(hours=1))
    assert checking.statuses(held) == {trainee.id: "absent"}

    # The phone's own challenge would have expired by then; devices hold challenges for longer.
    checking.set_policy(challenge_required=False)
    found = checking.check_in(held, trainee, replace(attempt, challenge=None))

    assert found.record.status == "present"


def refused(checking: Checking, held: Any, user: Any, **fields: Any) -> str:
    """The code with which an attempt is refused."""
    return refuse(checking, held, user, checking.attempt(user, **fields))


def refuse(checking: Checking, held: Any, user: Any, attempt: Any) -> str:
    """The code with which an attempt is refused, its line kept as the edge keeps it."""
    actor = checking.actor(user)
    with checking.college.unit_of_work(user.id) as session:
        try:
            check_in(session, actor=actor, session_id=held.id, attempt=attempt)
        except AttemptRefused as error:
            return error.code
    raise AssertionError("It was not refused.")
