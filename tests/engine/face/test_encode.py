"""From photos to encodings, with one portrait changed in many ways."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import dlib
import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from engine.face import FaceEncoder, Fault, PhotoRefused, distance, shared_models
from tests.engine.face.photos import beside, file_of, portrait

ENCODER = FaceEncoder()


@pytest.fixture(scope="module")
def encoding() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The portrait as it is enrolled."""
    return ENCODER.enrol(file_of(portrait())).encoding


def fault_of(data: bytes, take: Callable[[bytes], object]) -> tuple[Fault, ...]:
    """All faults for which a photo is refused."""
    with pytest.raises(PhotoRefused) as refused:
        take(data)
    return refused.value.faults


def test_cutting_the_face_out_first_changes_nothing_of_its_encoding() -> None:
    models, pixels = shared_models(), np.asarray(portrait())
    (box,) = models.detect(pixels)
    shape = models._predictor(pixels, dlib.rectangle(box.left, box.top, box.right, box.bottom))

    in_one_step = models._network.compute_face_descriptor(pixels, shape, 1)

    ours = ENCODER.enrol(file_of(portrait(), "PNG")).encoding
    np.testing.assert_allclose(ours, np.array(in_one_step), atol=1e-6)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((300, 352)),
        lambda image: ImageEnhance.Brightness(image).enhance(0.6),
        lambda image: image.rotate(10, expand=True),
        lambda image: beside(Image.new("RGB", (250, 100), "white"), image),
    ],
    ids=["smaller", "darker", "tilted", "elsewhere"],
)
def test_a_changed_portrait_is_the_same_person(
    change: Callable[[Image.Image], Image.Image], encoding: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    changed = ENCODER.check_in(file_of(change(portrait())))

    assert distance(changed.encoding, encoding) < 0.3


def test_a_photo_without_a_face_is_refused_by_all() -> None:
    rng = np.random.default_rng(5)
    noise = file_of(Image.fromarray(rng.integers(0, 255, (300, 300, 3), np.uint8)))

    for take in (ENCODER.enrol, ENCODER.check_in, ENCODER.class_photo):
        assert fault_of(noise, take) == (Fault.NO_FACE,)


def test_two_faces_are_refused_at_enrolment_and_at_check_in_and_taken_in_a_class_photo() -> None:
    two = file_of(beside(portrait(), portrait(380)))

    assert fault_of(two, ENCODER.enrol) == (Fault.SEVERAL_FACES,)
    assert fault_of(two, ENCODER.check_in) == (Fault.SEVERAL_FACES,)
    assert len(ENCODER.class_photo(two)) == 2


def test_somebody_in_the_background_is_refused_at_enrolment_and_overlooked_at_check_in(
    encoding: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    behind = file_of(beside(portrait(240), portrait(500)))

    assert fault_of(behind, ENCODER.enrol) == (Fault.SEVERAL_FACES,)
    face = ENCODER.check_in(behind)
    assert face.box.left > 240
    assert distance(face.encoding, encoding) < 0.3


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda image: image.filter(ImageFilter.GaussianBlur(4)), Fault.FACE_BLURRED),
        (lambda image: ImageEnhance.Brightness(image).enhance(0.15), Fault.FACE_TOO_DARK),
        (lambda image: image.resize((160, 188)), Fault.FACE_TOO_SMALL),
    ],
    ids=["blurred", "dark", "small"],
)
def test_a_face_that_is_badly_seen_is_refused_with_advice(
    change: Callable[[Image.Image], Image.Image], fault: Fault
) -> None:
    with pytest.raises(PhotoRefused, match=": ") as refused:
        ENCODER.enrol(file_of(change(portrait())))

    assert fault in refused.value.faults


def test_everything_that_is_wrong_is_told_at_once() -> None:
    small_and_dark = ImageEnhance.Brightness(portrait(150)).enhance(0.15)

    faults = fault_of(file_of(small_and_dark), ENCODER.enrol)

    assert {Fault.FACE_TOO_SMALL, Fault.FACE_TOO_DARK} <= set(faults)


def test_check_in_is_less_strict_than_enrolment() -> None:
    dim = file_of(ImageEnhance.Brightness(portrait()).enhance(0.3))

    assert fault_of(dim, ENCODER.enrol) == (Fault.FACE_TOO_DARK,)
    assert ENCODER.check_in(dim).quality.brightness < 50


def test_faces_of_a_class_photo_come_largest_first() -> None:
    faces = ENCODER.class_photo(file_of(beside(portrait(300), portrait(500), portrait(400))))

    widths = [face.quality.width_px for face in faces]
    assert len(widths) == 3
    assert widths == sorted(widths, reverse=True)
    assert len({face.digest for face in faces}) == 1


def test_threads_share_one_set_of_models_and_get_the_same_answer(
    encoding: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    data = file_of(portrait())

    with ThreadPoolExecutor(4) as threads:
        models = set(threads.map(lambda _: id(shared_models()), range(8)))
        found = list(threads.map(lambda _: ENCODER.check_in(data).encoding, range(4)))

    assert len(models) == 1
    for one in found:
        assert np.array_equal(one, encoding)
