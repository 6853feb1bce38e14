"""A trainer starts and ends a session with real photos, at the right and at the wrong place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import User
from services.presence.encoding import look
from tests.api.views.test_check_ins import AtDoor, photo
from tests.engine.face.photos import beside, file_of, portrait
from tests.installation import College


class BeforeClass(AtDoor):
    """The trainer has the portrait's face; a session begins now, and nobody has started it."""

    def __init__(self, college: College) -> None:
        super().__init__(college)
        encoding = look(photo(400)).encoding
        assert encoding is not None
        self.enrolled(self.teacher, encoding)
        self.put_clock(self.starts_at + timedelta(hours=3))
        self.held = self.session(self.now, status="scheduled", started_at=None, ended_at=None)

    @property
    def status(self) -> str:
        """Where the session is in its life."""
        return str(self.reread(self.held).status)

    def proofs(self, user: User) -> list[tuple[str, str]]:
        """What came of the attempts that started and ended the session."""
        body = self.api(user).get(f"/sessions/{self.held.id}").get_json()
        return [(proof["action"], proof["decision"]) for proof in body["proofs"]]


@pytest.fixture
def before_class(college: College) -> BeforeClass:
    return BeforeClass(college)


def test_a_trainer_starts_and_ends_a_session_by_face_and_place(before_class: BeforeClass) -> None:
    """The photo of the end is nearly that of the start: it ends, and somebody else has to look at that."""
    teacher = before_class.teacher
    started = before_class.send(teacher, photo(390), to="start")
    assert started.status_code == 200, started.get_data(as_text=True)
    before_class.put_clock(before_class.held.ends_at)
    ended = before_class.send(teacher, photo(380), to="end")
    assert ended.status_code == 200, ended.get_data(as_text=True)
    assert ended.get_json()["status"] == "completed"
    assert before_class.proofs(teacher) == [("start", "accepted"), ("end", "review")]
    (line,) = before_class.api(before_class.head()).get("/check-ins", review="open").get_json()["items"]
    assert "photo_like_before" in [finding["code"] for finding in line["findings"]]
    own = before_class.api(teacher).post(f"/check-ins/{line['id']}/review", {"verdict": "accepted"})
    assert (own.status_code, own.get_json()["code"]) == (403, "own_review")


def test_neither_the_wrong_place_nor_a_photo_sent_before_ends_a_session(before_class: BeforeClass) -> None:
    teacher = before_class.teacher
    assert before_class.send(teacher, photo(390), to="start").status_code == 200
    before_class.put_clock(before_class.held.ends_at)
    assert before_class.code(teacher, photo(390), to="end") == "photo_seen_before"
    assert before_class.code(teacher, photo(380), to="end", lat=-1.2821) == "place_outside"
    assert before_class.code(teacher, photo(380), to="end", challenge=None) == "challenge_missing"
    assert before_class.status == "active"


def test_what_shows_no_single_face_starts_nothing(before_class: BeforeClass) -> None:
    teacher = before_class.teacher
    two = file_of(beside(portrait(300), portrait(300)))
    assert before_class.code(teacher, two, to="start") == "several_faces"
    assert before_class.code(teacher, None, to="start") == "face_missing"
    assert before_class.code(teacher, b"PK\x03\x04 a renamed zip", to="start") == "photo_format"
    assert before_class.status == "scheduled"
