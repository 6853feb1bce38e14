"""What the outbox promises: done once the change is there, again if it fails, for every tenant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text

from models import Message
from services.mail import Undeliverable
from services.outbox import LEASE, MAX_ATTEMPTS, Handler, hand_on_due, post, post_mail
from services.runtime import Mail, Runtime
from tests.installation import College, Installation


class Recorder:
    """Takes messages, and fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.taken: list[Any] = []
        self.failures = list(failures)

    def __call__(self, _runtime: Runtime, body: Mapping[str, Any]) -> None:
        """Keep the body, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(body["number"])


@pytest.fixture(autouse=True)
def emptied(installation: Installation) -> None:
    """Whatever other tests have left is taken away before."""
    anybody: Mapping[str, Handler] = defaultdict(lambda: lambda _runtime, _body: None)
    installation.clock.ahead = timedelta(days=1)
    while hand_on_due(installation.database, installation.runtime, handlers=anybody):
        pass
    installation.clock.ahead = timedelta()


def test_a_message_is_handed_on_once_and_its_words_are_forgotten(college: College) -> None:
    taker = Recorder()
    message = _post(college, 1)

    handed = [_hand_on(college, taker) for _ in range(2)]

    assert (handed, taker.taken) == ([1, 0], [1])
    stored = _stored(college, message)
    assert (stored.done_at is not None, stored.attempts, stored.body) == (True, 1, {})


def test_nothing_is_handed_on_of_a_change_that_was_undone(college: College) -> None:
    taker = Recorder()

    def fail() -> None:
        with college.unit_of_work() as session:
            post(session, kind="test", body={"number": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert (_hand_on(college, taker), taker.taken) == (0, [])


def test_a_message_waits_for_its_time(college: College) -> None:
    taker = Recorder()
    _post(college, 1, after=timedelta(hours=1))

    early = _hand_on(college, taker)
    college.installation.clock.ahead = timedelta(hours=1, seconds=1)
    late = _hand_on(college, taker)

    assert (early, late, taker.taken) == (0, 1, [1])


def test_what_fails_is_tried_again_after_growing_pauses(college: College) -> None:
    taker = Recorder(OSError("away"), OSError("away"))
    message = _post(college, 1)
    pauses = []

    for _ in range(3):
        _hand_on(college, taker)
        assert _hand_on(college, taker) == 0
        waits = _stored(college, message).not_before - college.installation.clock()
        pauses.append(round(waits / timedelta(seconds=1)))
        college.installation.clock.ahead += waits + timedelta(seconds=1)

    assert pauses[:2] == [10, 40]
    assert taker.taken == [1]
    assert _stored(college, message).last_error is None


def test_after_eight_failures_the_message_stays_with_its_last_error(college: College) -> None:
    taker = Recorder(*[OSError(f"failure {number}") for number in range(1, 20)])
    message = _post(college, 1)

    for _ in range(MAX_ATTEMPTS + 2):
        _hand_on(college, taker)
        college.installation.clock.ahead += timedelta(hours=7)

    stored = _stored(college, message)
    assert (stored.attempts, stored.done_at) == (MAX_ATTEMPTS, None)
    assert stored.last_error == "OSError: failure 8"
    assert stored.body == {"number": 1}


def test_what_can_never_be_delivered_is_given_up_at_once(college: College) -> None:
    taker = Recorder(Undeliverable("550 <ada@college.example> unknown"))
    message = _post(college, 1)

    _hand_on(college, taker)
    college.installation.clock.ahead = timedelta(days=1)

    assert _hand_on(college, taker) == 0
    stored = _stored(college, message)
    assert stored.last_error == "Undeliverable: 550 <…@…> unknown"


def test_one_bad_message_does_not_hold_up_the_others(college: College) -> None:
    taker = Recorder()
    unknown = _post(college, 1, kind="of no kind")
    _post(college, 2)

    handed = _hand_on(college, taker)

    assert (handed, taker.taken) == (2, [2])
    assert _stored(college, unknown).last_error == "KeyError: 'of no kind'"


def test_messages_of_all_tenants_are_handed_on(college: College, installation: Installation) -> None:
    taker = Recorder()
    for number, place in enumerate((college, installation.found_college(), installation.found_college())):
        _post(place, number)

    handed = _hand_on(college, taker)

    assert (handed, sorted(taker.taken)) == (3, [0, 1, 2])


def test_no_unit_of_work_but_the_relays_sees_messages_of_all_tenants(
    college: College, installation: Installation
) -> None:
    _post(college, 1)
    other = installation.found_college()

    with other.unit_of_work() as session:
        seen = session.scalars(select(Message)).all()
        if installation.database.engine.name == "postgresql":
            assert session.execute(text("SELECT count(*) FROM outbox")).scalar() == 0

    assert seen == []


def test_a_message_whose_relay_died_is_taken_again_when_its_lease_has_ended(college: College) -> None:
    class Died(BaseException):
        """What no handler catches."""

    def die(_runtime: Runtime, _body: Mapping[str, Any]) -> None:
        raise Died

    taker = Recorder()
    _post(college, 1)
    with pytest.raises(Died):
        hand_on_due(college.installation.database, college.installation.runtime, handlers={"test": die})

    within = _hand_on(college, taker)
    college.installation.clock.ahead = LEASE + timedelta(seconds=1)
    after = _hand_on(college, taker)

    assert (within, after, taker.taken) == (0, 1, [1])


def test_relays_side_by_side_hand_nothing_on_twice(college: College) -> None:
    taker, start = Recorder(), Barrier(4)
    for number in range(40):
        _post(college, number)

    def run(_: int) -> None:
        start.wait()
        while _hand_on(college, taker):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert sorted(taker.taken) == list(range(40))


def test_an_email_is_sent_by_the_mailer(college: College) -> None:
    mail = Mail(to=f"ada@{college.slug}.example", subject="Hello", text="Words.\n")
    with college.unit_of_work() as session:
        post_mail(session, mail)

    college.installation.deliver()

    assert college.installation.letterbox.to(mail.to) == [mail]


def _post(college: College, number: int, *, kind: str = "test", after: timedelta = timedelta()) -> Message:
    with college.unit_of_work() as session:
        return post(session, kind=kind, body={"number": number}, after=after)


def _hand_on(college: College, taker: Recorder) -> int:
    return hand_on_due(college.installation.database, college.installation.runtime, handlers={"test": taker})


def _stored(college: College, message: Message) -> Message:
    with college.unit_of_work() as session:
        stored: Message = session.get_one(Message, message.id)
    return stored
