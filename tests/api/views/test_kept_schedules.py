"""Weekly schedules that are kept: nothing that changes them leaves one that is out of date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text, update

from models import (
    ClassGroup,
    Course,
    EnrollmentTrainer,
    Room,
    Term,
    Timetable,
    TimetableEntry,
    User,
)
from models.session import utc_now
from services.access import Role
from services.people.activity import note_presence
from services.policy import change_policy
from services.policy.grid import periods_of
from services.schedules.reading import keep
from services.schedules.subjects import Subject
from tests.installation import College, Installation
from tests.published import Published, ask, kept, week


@pytest.fixture
def published(college: College) -> Published:
    """A college with a published timetable."""
    return Published(college)


def test_a_kept_schedule_is_the_same_and_read_with_few_questions(published: Published) -> None:
    fresh = ask(published.college.admin, f"/class-groups/{published.class_group.id}/schedule")
    assert kept(published) == 1
    again = ask(published.college.admin, f"/class-groups/{published.class_group.id}/schedule")

    assert again.get_data() == fresh.get_data()
    assert again.headers["ETag"] == fresh.headers["ETag"]


@pytest.mark.parametrize(
    ("model", "kind"), [(ClassGroup, "class-groups"), (Room, "rooms"), (User, "users")], ids=str
)
def test_what_is_deleted_has_no_schedule_any_more(published: Published, model: type[Any], kind: str) -> None:
    row = {ClassGroup: published.class_group, Room: published.hall, User: published.teacher}[model]
    week(published, f"/{kind}/{row.id}/schedule")

    published.change(model, row.id, deleted_at=utc_now())

    assert published.college.admin.get(f"/{kind}/{row.id}/schedule").status_code == 404
    assert kept(published) == 0


def _rename_trainer(published: Published) -> None:
    published.change(User, published.teacher.id, last_name="Achieng")


def _add_trainer(published: Published) -> None:
    second = published.college.open_account(Role.TRAINER)
    published.college.add(
        EnrollmentTrainer(enrollment_id=published.enrolment.id, trainer_id=second.id, position=2)
    )


def _publish_another(published: Published) -> None:
    with published.college.unit_of_work() as session:
        session.get_one(Timetable, published.version.id).status = "archived"
        session.flush()
        session.add(Timetable(term_id=published.term.id, number=2, name="New", status="published"))


def _change_periods(published: Published) -> None:
    with published.college.unit_of_work() as session:
        change_policy(session, values={"periods": periods_of("07:00", "08:00", minutes=60)})


def _delete_entry(published: Published) -> None:
    with published.college.unit_of_work() as session:
        session.delete(session.get_one(TimetableEntry, published.tuesday.id))


def _archive_by_statement(published: Published) -> None:
    with published.college.unit_of_work() as session:
        session.execute(
            update(Timetable).where(Timetable.id == published.version.id).values(status="archived")
        )


TOUCHES: list[tuple[str, Callable[[Published], object]]] = [
    ("the trainer is renamed", _rename_trainer),
    ("a trainer joins", _add_trainer),
    ("another version is published", _publish_another),
    ("the version is withdrawn", lambda p: p.change(Timetable, p.version.id, status="draft")),
    ("it is archived by a statement", _archive_by_statement),
    ("the periods change", _change_periods),
    ("an entry goes", _delete_entry),
    ("an entry moves", lambda p: p.change(TimetableEntry, p.monday.id, weekday=3)),
    ("a temporary entry comes", lambda p: p.entry(4, "11:20", ordinal=9, held_on=date(2026, 10, 2))),
    ("the course is renamed", lambda p: p.change(Course, p.programming.id, title="Coding")),
    ("the class group is renamed", lambda p: p.change(ClassGroup, p.class_group.id, name="DICT-1X")),
    ("the room is renamed", lambda p: p.change(Room, p.hall.id, name="Great Hall")),
    ("the term is moved", lambda p: p.change(Term, p.term.id, ends_on=date(2026, 12, 18))),
]


@pytest.mark.parametrize("touch", [touch for _, touch in TOUCHES], ids=[name for name, _ in TOUCHES])
def test_what_is_kept_goes_when(published: Published, touch: Callable[[Published], object]) -> None:
    before = week(published)
    assert kept(published) == 1

    touch(published)

    assert kept(published) == 0
    assert week(published) != before


def _be_active(published: Published) -> None:
    with published.college.unit_of_work() as session:
        note_presence(session, published.teacher.id)


UNSEEN: list[tuple[str, Callable[[Published], object]]] = [
    ("somebody is active", _be_active),
    ("a phone number changes", lambda p: p.change(User, p.teacher.id, phone="+254700000001")),
    ("a trainee is renamed", lambda p: p.change(User, p.trainee_of(p.class_group).id, last_name="Njeri")),
    ("a room gets seats", lambda p: p.change(Room, p.hall.id, capacity=60)),
    ("a draft is made", lambda p: p.published(2, status="draft")),
]


@pytest.mark.parametrize("touch", [touch for _, touch in UNSEEN], ids=[name for name, _ in UNSEEN])
def test_what_is_kept_stays_when(published: Published, touch: Callable[[Published], object]) -> None:
    week(published)

    touch(published)

    assert kept(published) == 1


def test_entries_of_drafts_leave_what_is_kept_alone(published: Published) -> None:
    draft = published.published(2, status="draft", published_at=None)
    week(published)

    published.entry(3, "16:00", timetable_id=draft.id)

    assert kept(published) == 1


def test_what_a_change_that_fails_would_outdate_stays(published: Published) -> None:
    week(published)

    def rename_in_vain() -> None:
        with published.college.unit_of_work() as session:
            session.get_one(Course, published.programming.id).title = "Coding"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_in_vain()

    assert kept(published) == 1
    assert week(published)["sessions"][0]["course"]["title"] == "Course ICT101"


def test_other_institutions_keep_theirs(published: Published, installation: Installation) -> None:
    other = Published(installation.found_college())
    week(published)
    week(other)

    _rename_trainer(published)

    assert (kept(published), kept(other)) == (0, 1)


@pytest.mark.parametrize("installation", ["postgresql"], indirect=True)
def test_nothing_is_kept_that_was_read_before_a_change_and_stored_after_it(published: Published) -> None:
    college, subject = published.college, Subject(type="class_group", id=published.class_group.id)
    with college.unit_of_work() as changing:
        changing.get_one(Course, published.programming.id).title = "Coding"
        changing.flush()
        with college.unit_of_work() as keeping:
            keep(keeping, subject, term_id=published.term.id)  # which sees the old title

    assert kept(published) == 0
    assert week(published)["sessions"][0]["course"]["title"] == "Coding"


@pytest.mark.parametrize("installation", ["postgresql"], indirect=True)
def test_who_keeps_gives_up_rather_than_wait(published: Published) -> None:
    api, path = published.college.admin, f"/api/class-groups/{published.class_group.id}/schedule"
    with published.college.unit_of_work() as session:
        number = int.from_bytes(published.college.tenant_id.bytes[-4:], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": 0x5C4ED01E, "b": number})
        answer = api.client.get(path, headers=api.headers, buffered=True)

    assert answer.status_code == 200
    assert kept(published) == 0
