"""The gallery in bytes: it may name too many, never too few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.face import Gallery
from engine.face.coarse import MANY, CoarseGallery
from engine.face.gallery import LARGE
from tests.engine.face.photos import again, random_faces


@given(
    people=st.integers(1, 400),
    k=st.integers(1, 12),
    size=st.sampled_from([1e-6, 1.0, 50.0]),
    known=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_nearest_are_among_the_candidates(
    people: int, k: int, size: float, known: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    faces = (size * random_faces(rng, people)).astype(np.float32)
    probe = faces[0] + 1e-3 * size * rng.normal(size=128) if known else size * random_faces(rng, 1)[0]
    k = min(k, people)

    near = CoarseGallery(faces).candidates(probe.astype(np.float64), k)

    assert near is not None
    true = np.linalg.norm(faces.astype(np.float64) - probe, axis=1)
    assert set(np.argsort(true, kind="stable")[:k]) <= set(near)


def test_a_stranger_has_few_candidates_among_many() -> None:
    rng = np.random.default_rng(5)

    near = CoarseGallery(random_faces(rng, 20_000).astype(np.float32)).candidates(
        random_faces(rng, 1)[0].astype(np.float64), 2
    )

    assert near is not None
    assert len(near) < 200


@pytest.mark.parametrize("face", [np.zeros(128), np.full(128, 0.1)])
def test_a_large_gallery_of_one_face_is_compared_without_bytes(face: np.ndarray) -> None:
    faces = np.tile(face.astype(np.float32), (MANY + LARGE, 1))

    assert CoarseGallery(faces).candidates(face, 2) is None
    assert Gallery(faces).nearest(face, 2).distances == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("k", [1, 2, 40])
def test_a_large_gallery_answers_one_face_as_it_answers_many(k: int) -> None:
    rng = np.random.default_rng(k)
    faces = random_faces(rng, LARGE + 100)
    gallery, probes = Gallery(faces), again(rng, faces[[0, 17, LARGE + 99]])

    together = gallery.nearest(probes, k)

    for row, probe in enumerate(probes):
        alone = gallery.nearest(probe, k)
        assert alone.indices[0].tolist() == together.indices[row].tolist()
        np.testing.assert_allclose(alone.distances[0], together.distances[row], atol=1e-12)
