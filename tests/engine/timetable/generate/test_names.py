from __future__ import annotations

from random import Random

from engine.timetable.generate.names import course_name, group_name, letters, numbered_id, trainer_names


def test_trainers_have_distinct_names_however_many_they_are() -> None:
    names = trainer_names(Random(1), 5_000)

    assert len(set(names)) == 5_000


def test_groups_are_named_by_programme_year_and_stream() -> None:
    assert group_name("DICT", 2, 0) == "DICT-2A"


def test_courses_are_named_by_level() -> None:
    assert course_name("Welding Practice", 2) == "Welding Practice II"
    assert course_name("Welding Practice", 11) == "Welding Practice 11"


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_ids_are_as_wide_as_the_last_one() -> None:
    assert numbered_id("T", 6, 90) == "T07"
