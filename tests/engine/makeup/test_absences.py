"""What an absence makes people miss."""

from __future__ import annotations

from dataclasses import replace

from engine.makeup import Booking, Closure, Holiday, Leave, Session, room_closed, teacher_away
from tests.engine.makeup.terms import MONDAY, TERM, day, small_term

LOGIC, PROOFS = 0, 1


def test_a_teacher_misses_the_sessions_held_while_away() -> None:
    calendar = replace(TERM, bookings=(Booking(LOGIC, day(1), 2, 1),), holidays=(Holiday(day(7), day(7)),))
    leave = Leave(0, MONDAY, day(20))

    now, missed = teacher_away(*small_term(calendar), leave)

    assert missed == (Session(LOGIC, MONDAY), Session(LOGIC, day(1)), Session(LOGIC, day(14)))
    assert now.leave == (leave,)


def test_a_closed_room_loses_the_sessions_of_its_slots() -> None:
    closure = Closure(0, MONDAY, day(6), frozenset({1, 2}))

    now, missed = room_closed(*small_term(), closure)

    assert missed == (Session(PROOFS, MONDAY),)
    assert now.closures == (closure,)
