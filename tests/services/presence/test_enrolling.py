"""What is kept of a face: with consent alone, encrypted, and gone with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, undefer

from models import CheckIn, Consent, Device, DeviceKey, FaceTemplate, User
from models.session import now_of
from services.access import Role
from services.errors import NotFound
from services.people.users import delete_user
from services.presence import consents, enrolling
from services.presence.challenges import give_out
from services.presence.consents import TEXT_VERSION, ConsentMissing, OtherText
from services.presence.sights import Enrolment, Flaw, Look
from services.presence.templates import gallery_of, pack, template_of, unpack
from services.upkeep.purging import EVIDENCE_KEPT, purge_challenges, purge_evidence, purge_photos
from tests.engine.face.photos import again, random_faces
from tests.installation import College
from tests.services.attendance.held_college import Held

RNG = np.random.default_rng(7)


def face() -> NDArray[np.float64]:
    """Somebody's face."""
    encoding: NDArray[np.float64] = random_faces(RNG, 1)[0].astype(np.float64)
    return encoding


def agree(college: College, role: Role, user_id: UUID | None = None) -> None:
    """Give consent, for oneself or on paper for another."""
    actor = college.actor(role)
    with college.unit_of_work() as session:
        consents.give_consent(
            session, actor=actor, user_id=user_id or actor.user_id, text_version=TEXT_VERSION
        )


def enrol(
    college: College, role: Role, encoding: NDArray[np.float64], user_id: UUID | None = None
) -> enrolling.Enrolled:
    """Enrol a face, one's own or another's."""
    actor = college.actor(role)
    with college.unit_of_work() as session:
        return enrolling.enrol(
            session,
            actor=actor,
            user_id=user_id or actor.user_id,
            enrolment=Enrolment(encoding, photos=3, spread=0.2),
        )


def enrolled(college: College, user: User, encoding: NDArray[np.float64]) -> None:
    """Let somebody be enrolled."""
    agree(college, Role.ADMIN, user.id)
    enrol(college, Role.ADMIN, encoding, user.id)


def check_in(held: Held, trainee: User, **fields: Any) -> UUID:
    """An accepted check-in with everything that may be kept of it."""
    session_id = held.session().id
    with held.college.unit_of_work() as session:
        now = now_of(session)
        row = CheckIn(
            session_id=session_id,
            user_id=trainee.id,
            action="check_in",
            channel="own",
            captured_at=now,
            received_at=now,
            decision="accepted",
            findings=[],
            **fields,
        )
        session.add(row)
    return row.id


def _later(college: College) -> datetime:
    return college.installation.clock() + timedelta(days=1)


def _with_photos(session: Session) -> list[CheckIn]:
    every = select(CheckIn).options(undefer(CheckIn.photo), undefer(CheckIn.encoding))
    return list(session.scalars(every))


def test_an_encoding_survives_being_stored(college: College) -> None:
    mine = face()

    assert np.allclose(unpack(pack(mine)), mine, atol=1e-7)


def test_nobody_is_enrolled_without_having_agreed(college: College) -> None:
    with pytest.raises(ConsentMissing):
        enrol(college, Role.TRAINEE, face())


def test_the_present_text_is_agreed_to_once(college: College) -> None:
    agree(college, Role.TRAINEE)
    agree(college, Role.TRAINEE)
    actor = college.actor(Role.TRAINEE)

    with college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 1
        with pytest.raises(OtherText):
            consents.give_consent(session, actor=actor, user_id=actor.user_id, text_version="1999-1")


def test_consent_on_paper_names_who_wrote_it_down(college: College) -> None:
    trainee = college.user(Role.TRAINEE)
    agree(college, Role.STAFF, trainee.id)

    with college.unit_of_work() as session:
        consent = consents.require_consent(session, trainee.id)

    assert consent.recorded_by_id == college.user(Role.STAFF).id


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.TRAINER, Role.HOD, Role.DP_ACADEMICS])
def test_people_deal_with_nobodys_face_but_their_own(college: College, role: Role) -> None:
    other = college.open_account(Role.TRAINEE)
    actor = college.actor(role)

    with college.unit_of_work() as session:
        for work in (consents.withdraw_consent, enrolling.status_of):
            with pytest.raises(NotFound):
                work(session, actor=actor, user_id=other.id)


def test_a_person_of_another_college_is_not_there(college: College) -> None:
    stranger = college.installation.found_college().user(Role.TRAINEE)
    actor = college.actor(Role.ADMIN)

    with college.unit_of_work() as session:
        for user_id in (stranger.id, uuid4()):
            with pytest.raises(NotFound):
                consents.give_consent(session, actor=actor, user_id=user_id, text_version=TEXT_VERSION)


def test_an_enrolled_face_is_compared_by_the_policys_thresholds(college: College) -> None:
    agree(college, Role.TRAINEE)
    mine = face()
    enrol(college, Role.TRAINEE, mine)
    user_id = college.user(Role.TRAINEE).id

    with college.unit_of_work() as session:
        results = [
            enrolling.compare(session, user_id=user_id, look=Look(again(RNG, mine, apart), b"d"))
            for apart in (0.45, 0.55, 0.65)
        ]

    assert results == ["same", "uncertain", "different"]


def test_a_photo_with_a_fault_and_a_person_without_a_template_are_told_apart(college: College) -> None:
    agree(college, Role.TRAINEE)
    user_id = college.user(Role.TRAINEE).id
    faulty = Look(None, b"d", "no_face", "No face is found in the photo.")

    with college.unit_of_work() as session, pytest.raises(enrolling.NotEnrolled):
        enrolling.compare(session, user_id=user_id, look=faulty)
    enrol(college, Role.TRAINEE, face())
    with college.unit_of_work() as session, pytest.raises(enrolling.PhotoFault) as refused:
        enrolling.compare(session, user_id=user_id, look=faulty)

    assert refused.value.fields == {"photo": "no_face"}


def test_photos_with_flaws_leave_the_template_before_as_it_was(college: College) -> None:
    agree(college, Role.TRAINEE)
    mine = face()
    enrol(college, Role.TRAINEE, mine)
    actor = college.actor(Role.TRAINEE)
    flawed = Enrolment(flaws=(Flaw("face_blurred", "The face is blurred.", 2),))

    with college.unit_of_work() as session, pytest.raises(enrolling.PhotosRefused) as refused:
        enrolling.enrol(session, actor=actor, user_id=actor.user_id, enrolment=flawed)

    assert refused.value.fields["photos"][0] == {
        "photo": 2,
        "code": "face_blurred",
        "detail": "The face is blurred.",
    }
    with college.unit_of_work() as session:
        kept = template_of(session, actor.user_id)
    assert kept is not None
    assert np.allclose(kept, mine, atol=1e-6)


def test_who_enrols_again_has_one_template_the_newest(college: College) -> None:
    agree(college, Role.TRAINEE)
    enrol(college, Role.TRAINEE, face())
    mine = face()
    enrol(college, Role.TRAINEE, mine)

    with college.unit_of_work() as session:
        gallery, people = gallery_of(session)

    assert people == [college.user(Role.TRAINEE).id]
    assert np.allclose(gallery.encodings[0], mine, atol=1e-6)


def test_a_face_under_two_names_is_told_to_the_register_and_not_to_its_owner(college: College) -> None:
    first, second, third = (college.open_account(Role.TRAINEE) for _ in range(3))
    mine = face()
    enrolled(college, first, mine)
    enrolled(college, third, face())
    agree(college, Role.ADMIN, second.id)

    told = enrol(college, Role.STAFF, again(RNG, mine, 0.3), second.id)
    agree(college, Role.TRAINEE)
    quiet = enrol(college, Role.TRAINEE, again(RNG, mine, 0.2))
    with college.unit_of_work() as session:
        pairs = enrolling.lookalikes(session, within=0.5)

    assert [(alike.second_id, round(alike.distance, 2)) for alike in told.lookalikes] == [(first.id, 0.3)]
    assert quiet.lookalikes == []
    own = college.user(Role.TRAINEE).id
    assert {frozenset((pair.first_id, pair.second_id)) for pair in pairs} == {
        frozenset(pair) for pair in ((first.id, second.id), (first.id, own), (second.id, own))
    }
    assert pairs == sorted(pairs, key=lambda pair: pair.distance)


def test_a_gallery_holds_those_asked_for_who_are_enrolled(college: College) -> None:
    first, second, third = (college.open_account(Role.TRAINEE) for _ in range(3))
    enrolled(college, first, face())
    enrolled(college, second, face())

    with college.unit_of_work() as session:
        some, people = gallery_of(session, [first.id, third.id])
        none, nobody = gallery_of(session, [third.id])

    assert (len(some), people) == (1, [first.id])
    assert (len(none), nobody) == (0, [])


def test_no_number_of_a_face_is_readable_in_the_database(college: College) -> None:
    agree(college, Role.TRAINEE)
    mine = face()
    enrol(college, Role.TRAINEE, mine)

    with college.unit_of_work() as session:
        raw = session.execute(text("SELECT encoding FROM face_templates")).scalars().all()

    assert all(pack(mine)[:16] not in bytes(stored) for stored in raw)


class TestWithdrawal:
    """Taking consent back."""

    def test_deletes_all_that_was_made_of_the_face_and_keeps_what_was_decided(self, college: College) -> None:
        held = Held(college)
        trainee, other = held.trainee(), held.trainee()
        mine = face()
        rows = []
        for person in (trainee, other):
            enrolled(college, person, mine)
            rows.append(
                check_in(held, person, encoding=pack(mine), photo=b"jpeg", photo_until=_later(college))
            )
        actor = held.actor(trainee)

        with college.unit_of_work() as session:
            consents.withdraw_consent(session, actor=actor, user_id=trainee.id)

        with college.unit_of_work() as session:
            stored = {row.id: (row.encoding, row.photo, row.decision) for row in _with_photos(session)}
            assert template_of(session, trainee.id) is None
            assert template_of(session, other.id) is not None
        assert [stored[row] for row in rows] == [
            (None, None, "accepted"),
            (pack(mine), b"jpeg", "accepted"),
        ]

    def test_without_a_consent_finds_nothing(self, college: College) -> None:
        actor = college.actor(Role.TRAINEE)

        with college.unit_of_work() as session, pytest.raises(NotFound):
            consents.withdraw_consent(session, actor=actor, user_id=actor.user_id)

    def test_is_followed_by_nothing_until_the_person_agrees_again(self, college: College) -> None:
        agree(college, Role.TRAINEE)
        enrol(college, Role.TRAINEE, face())
        actor = college.actor(Role.TRAINEE)
        with college.unit_of_work() as session:
            consents.withdraw_consent(session, actor=actor, user_id=actor.user_id)

        with pytest.raises(ConsentMissing):
            enrol(college, Role.TRAINEE, face())
        agree(college, Role.TRAINEE)
        enrol(college, Role.TRAINEE, face())


def test_a_deleted_account_leaves_no_face(college: College) -> None:
    trainee = college.open_account(Role.TRAINEE)
    enrolled(college, trainee, face())
    actor = college.actor(Role.ADMIN)

    with college.unit_of_work() as session:
        delete_user(session, actor=actor, user_id=trainee.id)

    with college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(FaceTemplate)) == 0


def test_photos_go_when_their_time_is_over_and_evidence_after_a_term(college: College) -> None:
    held = Held(college)
    row = check_in(
        held,
        held.trainee(),
        photo=b"jpeg",
        photo_until=_later(college),
        encoding=pack(face()),
        position={"lat": 1.0},
    )
    clock, database = college.installation.clock, college.installation.database

    before = purge_photos(database, college.tenant_id), purge_evidence(database, college.tenant_id)
    clock.ahead += timedelta(days=2)
    photos = purge_photos(database, college.tenant_id)
    clock.ahead += EVIDENCE_KEPT
    evidence = purge_evidence(database, college.tenant_id)

    assert (before, photos, evidence) == ((0, 0), 1, 1)
    with college.unit_of_work() as session:
        stored = _with_photos(session)[0]
        assert (stored.id, stored.photo, stored.encoding, stored.position) == (row, None, None, None)
    assert purge_evidence(database, college.tenant_id) == 0


def test_who_withdraws_while_being_enrolled_leaves_no_face_without_consent(college: College) -> None:
    for _ in range(3):
        agree(college, Role.TRAINEE)
        with ThreadPoolExecutor(2) as pool:
            enrolment = pool.submit(_enrol_or_not, college)
            pool.submit(_withdraw, college).result()
            enrolment.result()

        with college.unit_of_work() as session:
            assert template_of(session, college.user(Role.TRAINEE).id) is None


def _enrol_or_not(college: College) -> None:
    with suppress(ConsentMissing):
        enrol(college, Role.TRAINEE, face())


def _withdraw(college: College) -> None:
    actor = college.actor(Role.TRAINEE)
    with college.unit_of_work() as session:
        consents.withdraw_consent(session, actor=actor, user_id=actor.user_id)


def test_challenges_and_keys_that_were_exchanged_go_when_nothing_can_come_of_them(college: College) -> None:
    device = college.user(Role.DEVICE)
    kiosk = Device(user_id=device.id, name="Kiosk")
    clock, database = college.installation.clock, college.installation.database
    until = clock() + timedelta(days=3)
    college.add(
        kiosk,
        DeviceKey(device_id=kiosk.id, public_key=bytes(32), good_until=until),
        DeviceKey(device_id=kiosk.id, public_key=bytes(31) + b"x"),
    )
    with college.unit_of_work() as session:
        give_out(session, user_id=device.id, count=3, for_later=True)

    clock.ahead = timedelta(days=3, hours=23)
    while_needed = purge_challenges(database, college.tenant_id)
    clock.ahead = timedelta(days=4, hours=1)
    challenges = purge_challenges(database, college.tenant_id)
    clock.ahead = timedelta(days=34)
    keys = purge_challenges(database, college.tenant_id)

    assert (while_needed, challenges, keys) == (0, 3, 1)
