from __future__ import annotations

from engine.timetable.generate.week import FITTING, GRID, LATE_FROM, TIDY, mask_of, slots_in, starts_of_runs


def monday(mask: int) -> list[int]:
    return [slot for slot in slots_in(mask) if GRID.day(slot) == 0]


def test_the_day_has_a_tea_and_a_lunch_break() -> None:
    assert GRID.breaks == {1, 4}


def test_late_begins_at_four() -> None:
    assert GRID.label(LATE_FROM) == "Monday 16:00"


def test_slots_survive_the_way_through_bits() -> None:
    assert list(slots_in(mask_of([3, 0, 44]))) == [0, 3, 44]


def test_runs_start_where_enough_bits_follow() -> None:
    assert list(slots_in(starts_of_runs(0b110111, 2))) == [0, 1, 4]


def test_sessions_fit_between_breaks() -> None:
    assert monday(FITTING[3]) == [2, 5, 6]


def test_tidy_sessions_leave_no_odd_slot() -> None:
    assert monday(TIDY[2]) == [0, 5, 7]
    assert monday(TIDY[3]) == [2]
