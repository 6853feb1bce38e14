"""Comparing encodings, against plain arithmetic in double precision."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from engine.face import Gallery, Thresholds, distance
from engine.face.gallery import BLOCK, FEW
from tests.engine.face.photos import again, random_faces


@given(
    people=st.integers(1, 60), probes=st.integers(1, 9), k=st.integers(1, 20), seed=st.integers(0, 2**32 - 1)
)
def test_the_nearest_are_those_of_plain_arithmetic(people: int, probes: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    faces = random_faces(rng, people)
    seen = again(rng, faces[rng.integers(people, size=probes)])

    nearest = Gallery(faces).nearest(seen, k)

    true = cdist(seen, faces.astype(np.float64))
    np.testing.assert_allclose(nearest.distances, np.sort(true, axis=1)[:, :k], atol=1e-6)
    np.testing.assert_allclose(nearest.distances, np.take_along_axis(true, nearest.indices, 1), atol=1e-12)


@pytest.mark.parametrize("k", [1, 2, FEW + 1])
@pytest.mark.parametrize("people", [BLOCK - 1, BLOCK, 2 * BLOCK + 1])
def test_blocks_have_no_seams(people: int, k: int) -> None:
    rng = np.random.default_rng(people)
    faces = random_faces(rng, people)
    edges = np.array([row for row in (0, BLOCK - 1, BLOCK, 2 * BLOCK) if row < people])
    gallery, seen = Gallery(faces), again(rng, faces[edges])

    together = gallery.nearest(seen, k)

    assert together.indices[:, 0].tolist() == edges.tolist()
    for row, probe in enumerate(seen):
        alone = gallery.nearest(probe, k)
        assert alone.indices[0].tolist() == together.indices[row].tolist()
        np.testing.assert_allclose(alone.distances[0], together.distances[row], atol=1e-12)


def test_the_same_face_is_exactly_at_no_distance() -> None:
    faces = random_faces(np.random.default_rng(1), 1000)

    nearest = Gallery(faces).nearest(faces[:40], 1)

    assert (nearest.distances == 0).all()
    assert nearest.indices[:, 0].tolist() == list(range(40))


def test_the_margin_is_the_way_from_the_nearest_to_the_next() -> None:
    gallery = Gallery([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0]])

    assert gallery.nearest([[0.25, 0.0]]).margins.tolist() == [0.5]
    assert Gallery([[1.0, 1.0]]).nearest([0.0, 1.0]).margins.tolist() == [math.inf]


def test_everybody_within_a_limit_is_found_closest_first() -> None:
    rng = np.random.default_rng(2)
    faces = random_faces(rng, 500)
    probe = again(rng, faces[7])

    found = Gallery(faces).within(probe, 0.75)

    true = np.linalg.norm(faces - probe, axis=1)
    assert found.indices[0].tolist() == [row for row in np.argsort(true) if true[row] <= 0.75]
    assert Gallery(faces).within(probe, 0.1).indices.shape == (1, 0)


def test_all_distances_are_those_of_scipy() -> None:
    rng = np.random.default_rng(3)
    faces, seen = random_faces(rng, 30), random_faces(rng, 5)

    found = Gallery(faces).distances(seen)

    np.testing.assert_allclose(found, cdist(seen.astype(np.float64), faces.astype(np.float64)), atol=1e-12)
    assert Gallery(np.empty((0, 128))).distances(seen).shape == (5, 0)


def test_a_gallery_is_a_copy_and_cannot_be_written_to() -> None:
    faces = random_faces(np.random.default_rng(4), 3)
    gallery = Gallery(faces)

    faces[:] = 0

    assert gallery.encodings.any()
    with pytest.raises(ValueError, match="read-only"):
        gallery.encodings[0, 0] = 1


@pytest.mark.parametrize(
    "encodings", [[1.0, 2.0], [[math.nan, 0.0]], [[math.inf, 0.0]], [[1e6, 0.0]], np.empty((3, 0))]
)
def test_what_is_no_gallery_is_refused(encodings: object) -> None:
    with pytest.raises(ValueError, match="gallery"):
        Gallery(encodings)  # type: ignore[arg-type] # what is refused


def test_probes_of_another_kind_are_refused() -> None:
    gallery = Gallery(np.zeros((3, 128)))

    with pytest.raises(ValueError, match=r"Probes have 64 dimensions.*gallery 128"):
        gallery.nearest(np.zeros(64))
    with pytest.raises(ValueError, match="probes hold nan"):
        gallery.nearest(np.full(128, math.nan))
    with pytest.raises(ValueError, match="k is 0"):
        gallery.nearest(np.zeros(128), 0)
    with pytest.raises(ValueError, match="empty"):
        Gallery(np.empty((0, 128))).nearest(np.zeros(128))
    with pytest.raises(ValueError, match="One probe"):
        gallery.within(np.zeros((2, 128)), 0.5)


def test_the_distance_of_two_is_euclidean_and_needs_two_of_a_kind() -> None:
    assert distance([0.0, 0.0], [3.0, 4.0]) == 5
    with pytest.raises(ValueError, match="cannot be compared"):
        distance([0.0, 0.0], [1.0])
    with pytest.raises(ValueError, match="encodings hold"):
        distance([math.nan], [1.0])


@pytest.mark.parametrize(
    ("apart", "accepts", "leaves_open"),
    [(0.0, True, False), (0.5, True, False), (0.51, False, True), (0.58, False, True), (0.59, False, False)],
)
def test_the_default_thresholds(apart: float, accepts: bool, leaves_open: bool) -> None:
    assert Thresholds().accepts(apart) is accepts
    assert Thresholds().leaves_open(apart) is leaves_open
    assert not Thresholds().accepts(math.nan)


@pytest.mark.parametrize(("accept", "review"), [(0.6, 0.5), (0.0, 0.5), (0.5, 2.0), (math.nan, 0.5)])
def test_thresholds_that_make_no_sense_are_refused(accept: float, review: float) -> None:
    with pytest.raises(ValueError, match="accept ≤ review"):
        Thresholds(accept, review)
