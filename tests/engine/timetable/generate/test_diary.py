from __future__ import annotations

from engine.timetable.generate.diary import Diary
from engine.timetable.generate.week import slots_in, whole_day


def starts(diary: Diary, duration: int, weeks: int = 3, *, day: int = 0) -> list[int]:
    return [slot for slot in slots_in(diary.starts(duration, weeks)) if slot in whole_day(day)]


def test_a_booking_blocks_only_its_weeks() -> None:
    diary = Diary()

    diary.book(2, 3, 1)

    assert 2 not in starts(diary, 1, 1)
    assert 2 in starts(diary, 1, 2)
    assert 2 not in starts(diary, 1, 3)


def test_booking_again_cancels() -> None:
    diary = Diary()

    diary.book(2, 3, 3)
    diary.book(2, 3, 3)

    assert diary.load == 0


def test_closed_slots_are_never_offered() -> None:
    assert starts(Diary(range(4)), 2) == [5, 6, 7]


def test_a_full_day_takes_no_more() -> None:
    diary = Diary(max_day=4)

    diary.book(5, 3, 1)

    assert starts(diary, 2) == []
    assert starts(diary, 1) != []
    assert starts(diary, 2, day=1) != []


def test_a_full_week_takes_no_more() -> None:
    diary = Diary(max_week=4)

    diary.book(5, 3, 1)

    assert diary.starts(2, 3) == 0
    assert diary.starts(2, 2) != 0
    assert diary.fullness == 3 / 8


def test_alternate_sessions_find_their_counterpart() -> None:
    diary = Diary()

    diary.book(5, 3, 1)

    assert list(slots_in(diary.paired(2, 2))) == [5, 6]
