"""Who is in a class photo, against all ways to give faces to people."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.face import Gallery, recognise
from tests.engine.face.photos import again, random_faces


def test_everybody_is_found_and_strangers_stay_strangers() -> None:
    rng = np.random.default_rng(1)
    group = random_faces(rng, 30)
    seen = rng.permutation(30)[:22]
    strangers = random_faces(rng, 3)

    sightings = recognise([*again(rng, group[seen], 0.35), *strangers], Gallery(group))

    assert [sighting.person for sighting in sightings] == [*seen, None, None, None]
    assert all(sighting.distance == pytest.approx(0.35, abs=1e-6) for sighting in sightings[:22])
    assert all(sighting.margin > 0.05 for sighting in sightings[:22])
    assert all(sighting.distance > 0.58 for sighting in sightings[22:])


def test_one_person_cannot_be_seen_twice() -> None:
    rng = np.random.default_rng(2)
    group = random_faces(rng, 5)

    near, nearer = recognise([again(rng, group[3], 0.4), again(rng, group[3], 0.2)], Gallery(group))

    assert (near.person, nearer.person) == (None, 3)
    assert near.margin == 0


def test_whoever_got_the_second_nearest_has_a_negative_margin() -> None:
    gallery = Gallery([[0.0, 0.0], [0.5, 0.0]])

    first, second = recognise([[0.0, 0.0], [0.2, 0.0]], gallery)

    assert (first.person, second.person) == (0, 1)
    assert second.distance == pytest.approx(0.3)
    assert second.margin == pytest.approx(-0.1)


def test_the_only_person_of_a_group_has_no_rival() -> None:
    (sighting,) = recognise([[0.0, 0.0]], Gallery([[0.3, 0.0]]))

    assert (sighting.person, sighting.margin) == (0, math.inf)


def test_without_faces_or_without_people_nobody_is_seen() -> None:
    assert recognise([], Gallery(np.zeros((3, 128)))) == []
    (sighting,) = recognise(np.zeros((1, 128)), Gallery(np.empty((0, 128))))
    assert (sighting.person, sighting.distance) == (None, math.inf)


def test_encodings_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="dimensions"):
        recognise(np.zeros((2, 64)), Gallery(np.zeros((3, 128))))


@given(seed=st.integers(0, 2**32 - 1), faces=st.integers(1, 4), people=st.integers(1, 4))
def test_no_other_way_to_give_faces_to_people_has_a_smaller_sum(seed: int, faces: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    group, seen = rng.uniform(0, 0.6, (people, 2)), rng.uniform(0, 0.6, (faces, 2))
    limit = 0.3

    sightings = recognise(seen, Gallery(group), limit=limit)

    distances = np.linalg.norm(seen[:, None] - group.astype(np.float32), axis=2)
    given = [limit if one.person is None else distances[one.face, one.person] for one in sightings]
    assert sum(given) == pytest.approx(_least(distances, limit), abs=1e-9)
    assert all(one.person is None or one.distance <= limit for one in sightings)


def _least(distances: NDArray[np.float64], limit: float) -> float:
    """Least sum of distances and limits, by trying everything."""
    faces, people = distances.shape
    padded = np.hstack([np.where(distances <= limit, distances, np.inf), np.full((faces, faces), limit)])
    ways = permutations(range(people + faces), faces)
    return min(float(padded[range(faces), way].sum()) for way in ways)
