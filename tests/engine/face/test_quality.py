"""How well a face is seen, measured on drawn pixels."""

from __future__ import annotations

import numpy as np
import pytest

from engine.face import Fault, Gates, Quality
from engine.face.models import Box
from engine.face.quality import CHECK_IN, ENROLMENT, measure

BOX = Box(10, 10, 110, 110, 1.5)
FRONT = np.array([(90, 40), (70, 40), (30, 40), (50, 40), (60, 70)])
GOOD = Quality(width_px=120, sharpness=0.2, brightness=130, turn=0.05)


def chip(contrast: float, waves: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Stripes of that contrast, so many pixels long, around 128."""
    row = 128 + contrast * np.sin(np.arange(150) * 2 * np.pi / waves)
    return np.broadcast_to(row[None, :, None], (150, 150, 3)).astype(np.uint8)


def test_fine_stripes_are_sharper_than_broad_ones_and_a_plain_face_is_not_sharp() -> None:
    fine, broad = (measure(BOX, FRONT, chip(80, waves)).sharpness for waves in (6, 40))

    assert fine > 5 * broad > 0
    assert measure(BOX, FRONT, chip(0, 6)).sharpness == 0


def test_sharpness_does_not_depend_on_the_light() -> None:
    bright, dim = (measure(BOX, FRONT, chip(contrast, 8)).sharpness for contrast in (100, 25))

    assert bright == pytest.approx(dim, rel=0.1)


@pytest.mark.parametrize(("nose", "turn"), [(60, 0.0), (72, 0.3), (48, 0.3), (110, 1.25)])
def test_the_turn_is_the_nose_s_way_from_the_middle(nose: int, turn: float) -> None:
    landmarks = FRONT.copy()
    landmarks[4, 0] = nose

    assert measure(BOX, landmarks, chip(50, 8)).turn == pytest.approx(turn)


def test_the_turn_does_not_depend_on_how_the_head_is_tilted() -> None:
    angle = np.radians(30)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    tilted = np.rint(FRONT * 10 @ rotation.T).astype(np.int64)

    assert measure(BOX, tilted, chip(50, 8)).turn == pytest.approx(0, abs=0.01)


def test_landmarks_in_one_point_count_as_turned_away() -> None:
    assert measure(BOX, np.zeros((5, 2), np.int64), chip(50, 8)).turn == 1


@pytest.mark.parametrize("gates", [ENROLMENT, CHECK_IN])
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"width_px": 50}, Fault.FACE_TOO_SMALL),
        ({"sharpness": 0.03}, Fault.FACE_BLURRED),
        ({"brightness": 10.0}, Fault.FACE_TOO_DARK),
        ({"turn": 0.6}, Fault.FACE_TURNED_AWAY),
    ],
)
def test_each_gate_has_its_own_fault(gates: Gates, changed: dict[str, float], fault: Fault) -> None:
    values = {name: getattr(GOOD, name) for name in Quality.__slots__} | changed

    assert gates.faults(GOOD) == {}
    assert set(gates.faults(Quality(**values))) == {fault}
