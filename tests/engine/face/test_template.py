"""Templates: the mean of a few photos of one person, and of nobody else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.face import (
    EncodedFace,
    Fault,
    Gallery,
    PhotoRefused,
    all_lookalikes,
    lookalikes_of,
    make_template,
)
from engine.face.models import Box
from engine.face.quality import Quality
from tests.engine.face.photos import again, random_faces


def photo(encoding: NDArray[np.floating], digest: int) -> EncodedFace:
    """A photo with that encoding."""
    return EncodedFace(
        np.asarray(encoding, np.float64), Box(0, 0, 90, 90, 1.0), Quality(90, 0.2, 120, 0), bytes([digest])
    )


def photos(rng: np.random.Generator, count: int) -> list[EncodedFace]:
    """Photos of one person."""
    person = random_faces(rng, 1)[0]
    return [photo(again(rng, person, 0.3), digest) for digest in range(count)]


@pytest.mark.parametrize("count", [3, 4, 5])
def test_a_template_is_the_mean_and_says_how_far_its_photos_are(count: int) -> None:
    faces = photos(np.random.default_rng(count), count)

    template = make_template(faces)

    encodings = np.array([face.encoding for face in faces])
    np.testing.assert_allclose(template.encoding, encodings.mean(0))
    assert template.photos == count
    assert template.spread == pytest.approx(np.linalg.norm(encodings - encodings.mean(0), axis=1).max())


@pytest.mark.parametrize(
    ("count", "fault"), [(0, Fault.TOO_FEW_PHOTOS), (2, Fault.TOO_FEW_PHOTOS), (6, Fault.TOO_MANY_PHOTOS)]
)
def test_too_few_and_too_many_photos_are_refused(count: int, fault: Fault) -> None:
    with pytest.raises(PhotoRefused) as refused:
        make_template(photos(np.random.default_rng(1), count))

    assert refused.value.fault is fault


def test_the_same_photo_twice_is_refused() -> None:
    faces = photos(np.random.default_rng(1), 3)

    with pytest.raises(PhotoRefused) as refused:
        make_template([*faces, faces[0]])

    assert refused.value.fault is Fault.SAME_PHOTO_TWICE


@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_photo_of_somebody_else_is_refused_and_named(place: int) -> None:
    rng = np.random.default_rng(2)
    faces = photos(rng, 4)
    faces[place] = photo(random_faces(rng, 1)[0], 99)

    with pytest.raises(PhotoRefused, match=f"Photo {place + 1} ") as refused:
        make_template(faces)

    assert refused.value.fault is Fault.DIFFERENT_PEOPLE


def test_whoever_is_enrolled_under_another_name_is_found() -> None:
    rng = np.random.default_rng(3)
    faces = random_faces(rng, 400)
    gallery = Gallery(faces)

    found = lookalikes_of(again(rng, faces[17], 0.3), gallery)

    ((row, apart),) = found
    assert row == 17
    assert apart == pytest.approx(0.3, abs=1e-6)
    assert lookalikes_of(random_faces(rng, 1)[0].astype(np.float64), Gallery(np.empty((0, 128)))) == []


def test_all_pairs_of_a_gallery_that_look_alike_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    faces = random_faces(rng, 300)
    faces[250], faces[3] = again(rng, faces[10], 0.2), again(rng, faces[4], 0.4)
    monkeypatch.setattr("engine.face.gallery.CELLS", 300 * 64)

    found = all_lookalikes(Gallery(faces))

    assert [(pair.first, pair.second) for pair in found] == [(10, 250), (3, 4)]
    assert found[0].distance == pytest.approx(0.2, abs=1e-6)
    assert all_lookalikes(Gallery(np.empty((0, 128)))) == []
