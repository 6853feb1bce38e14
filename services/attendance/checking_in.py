"""Checking in: on one's own device, at a kiosk, or all of a class on one photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, CheckIn, User
from services.access import Actor
from services.attendance.attempt import Attempt, AttemptRefused, NotAssigned, judge_attempt
from services.attendance.groups import trainees_of_enrollment
from services.attendance.marking import hold, is_final, records_of, refuse_settled, settle, spare_reviews
from services.errors import Invalid

if TYPE_CHECKING:
    from services.attendance.judging import Judge, Person
    from services.presence.encoding import Look


class PhotoMissing(Invalid):
    """Without a photo there is nobody to recognise."""

    code = "face_missing"


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """An attempt that was not refused, the record that follows from it, and the trainee's name."""

    check_in: CheckIn
    record: AttendanceRecord
    name: str


@dataclass(frozen=True, slots=True)
class ClassPhoto:
    """What came of a photo of the class.

    Parameters
    ----------
    checked_in
        Those recognised, accepted or left to a person.
    refused
        Attempts of those recognised that were refused.
    known_before
        Trainees recognised of whom it was known before what became of them.
    strangers
        Faces of nobody in the group.
    """

    checked_in: Sequence[CheckedIn]
    refused: Sequence[CheckIn]
    known_before: Sequence[UUID]
    strangers: int


def check_in(session: Session, *, actor: Actor, session_id: UUID, attempt: Attempt) -> CheckedIn:
    """Check the actor in, who sent the attempt from a device of their own.

    Raises
    ------
    NotFound
        If there is no such session.
    AlreadyCheckedIn, MarkedByStaff
        If it is known what became of the trainee.
    AttemptRefused
        If it does not prove that the trainee was there; only its line stays.
    """
    held = hold(session, session_id)
    record = records_of(session, held, [actor.user_id]).get(actor.user_id)
    refuse_settled(record)
    judged = judge_attempt(
        session,
        actor=actor,
        held=held,
        action="check_in",
        attempt=attempt,
        user_id=actor.user_id,
        # Who was of the group when the session started is in it, whatever happened since.
        entitled=True if record is not None else None,
    )
    return _follow(session, held, [(judged.check_in, record)])[0]


def check_in_at_kiosk(
    session: Session, *, actor: Actor, session_id: UUID, attempt: Attempt, room_id: UUID | None
) -> CheckedIn:
    """Check in whoever of the session's group stands before a kiosk.

    A kiosk in the session's room needs no position: ``room_id`` is where it stands.

    Raises
    ------
    PhotoMissing
        If there is no photo.
    NotFound, AlreadyCheckedIn, MarkedByStaff, AttemptRefused
        As for :func:`check_in`; also if the face is nobody's of the group.
    """
    from services.attendance.judging import Judge
    from services.attendance.recognising import who_is_it

    if attempt.look is None:
        raise PhotoMissing("A kiosk recognises people by a photo, and none was sent.")
    held = hold(session, session_id)
    person = who_is_it(session, look=attempt.look, group=_group(session, held))
    record = None
    if person.user_id is not None:
        record = records_of(session, held, [person.user_id]).get(person.user_id)
        refuse_settled(record)
    in_room = replace(attempt, is_in_room=room_id == held.room_id)
    judge = Judge(session, actor=actor, held=held, action="check_in", attempt=in_room)
    judged = judge.accept_or_refuse(person)
    return _follow(session, held, [(judged.check_in, record)])[0]


def check_in_class(
    session: Session, *, actor: Actor, session_id: UUID, attempt: Attempt, looks: Sequence[Look]
) -> ClassPhoto:
    """Check in everybody of the group whose face is on one photo that the assigned trainer took.

    ``looks`` are the photo's faces, or one look that says why there are none.

    Raises
    ------
    NotAssigned
        If another trainer holds the session.
    AttemptRefused
        If the photo cannot be used, or what was sent proves the presence of nobody on it.
    NotFound
        If there is no such session.
    """
    from services.attendance.judging import Judge
    from services.attendance.recognising import unusable, who_are_they

    held = hold(session, session_id)
    if actor.user_id != held.trainer_id:
        raise NotAssigned("Only the assigned trainer takes a photo of the class.")
    judge = Judge(session, actor=actor, held=held, action="check_in", attempt=attempt)
    if looks[0].encoding is None:
        judge.accept_or_refuse(unusable(looks[0]))
    people = who_are_they(session, looks=looks, group=_group(session, held))
    return _check_in_all(session, held, judge, people, faces=len(looks))


def _check_in_all(
    session: Session, held: AttendanceSession, judge: Judge, people: Sequence[Person], *, faces: int
) -> ClassPhoto:
    records = records_of(session, held, [person.user_id for person in people if person.user_id])
    counted, refused, known_before = [], [], []
    for person in people:
        assert person.user_id is not None  # noqa: S101 - strangers were left out
        record = records.get(person.user_id)
        if record is not None and is_final(record):
            known_before.append(person.user_id)
            continue
        judged = judge.judge_person(person)
        if judged.check_in.decision == "refused":
            refused.append(judged)
        else:
            counted.append((judged.check_in, record))
    session.flush()
    if refused and not counted:
        raise AttemptRefused(refused[0].verdict, refused[0].check_in)
    lines = [judged.check_in for judged in refused]
    return ClassPhoto(_follow(session, held, counted), lines, known_before, strangers=faces - len(people))


def _follow(
    session: Session,
    held: AttendanceSession,
    counted: Sequence[tuple[CheckIn, AttendanceRecord | None]],
) -> list[CheckedIn]:
    """Let records follow from attempts that were not refused."""
    settled = [(line, settle(session, held, record, line)) for line, record in counted]
    session.flush()
    accepted = [line.user_id for line, _ in settled if line.user_id and line.decision == "accepted"]
    spare_reviews(session, held, accepted)
    people = session.scalars(select(User).where(User.id.in_([record.trainee_id for _, record in settled])))
    names = {user.id: user.full_name for user in people}
    return [CheckedIn(line, record, names[record.trainee_id]) for line, record in settled]


def _group(session: Session, held: AttendanceSession) -> list[UUID]:
    """Who attends a session: those of the class group now, and those who were when it started."""
    now = session.scalars(trainees_of_enrollment(held.enrollment_id)).all()
    then = select(AttendanceRecord.trainee_id).where(AttendanceRecord.session_id == held.id)
    return sorted({*now, *session.scalars(then)})
