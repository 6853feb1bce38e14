"""The photos that the demo falls back on: four people who can be told apart."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from api.cli.demo.portraits import write_portraits
from engine.face import SAME_PHOTO, FaceEncoder, Thresholds, distance


def test_four_people_are_told_apart_and_no_photo_is_taken_for_another(tmp_path: Path) -> None:
    write_portraits(tmp_path)

    encoder = FaceEncoder()
    # The first and the fourth: of those enrolled, and of those that are checked in with.
    people = [
        [encoder.enrol((folder / f"{number}.jpg").read_bytes()).encoding for number in (1, 4)]
        for folder in sorted(tmp_path.iterdir())
    ]

    assert len(people) == 4
    assert all(SAME_PHOTO < distance(*photos) < Thresholds().accept for photos in people)
    assert all(distance(one[0], other[0]) > Thresholds().review for one, other in combinations(people, 2))
