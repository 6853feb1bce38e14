"""dlib behind one small class: find faces, find their landmarks, encode them.

References
----------
.. [1] King, D. E. (2009). Dlib-ml: A machine learning toolkit. JMLR 10, 1755-1758.
.. [2] He, K. et al. (2016). Deep residual learning for image recognition. CVPR.
   https://doi.org/10.1109/CVPR.2016.90
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.face.photo import Pixels

Landmarks = NDArray[np.int64]
"""Columns and rows of the eyes' corners and the nose's base; of shape (5, 2).

In order: outer and inner corner of the eye on the right of the picture, outer and inner corner of the eye
on its left, the point below the nose.
"""

DIMENSIONS = 128
CHIP = 150
"""Side of the upright cut-out that is encoded, in pixels; the network was trained on it."""

PADDING = 0.25


@dataclass(frozen=True, slots=True)
class Box:
    """Where a face is, in pixels of the shrunk photo; it may reach beyond the edges.

    ``score`` is how sure the detector is, from 0 up; around 1 and more for clear faces.
    """

    left: int
    top: int
    right: int
    bottom: int
    score: float

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def area(self) -> int:
        """Area in pixels."""
        return self.width * (self.bottom - self.top)


class DlibModels:
    """The three models, about 110 MB in memory; use :func:`shared_models` to load them once.

    Calls from several threads wait for each other: detector and network keep state while they work.
    """

    def __init__(self) -> None:
        # Loading takes a second, which a process that sees no photo should not pay.
        import dlib
        import face_recognition_models as files

        self._dlib: Any = dlib
        self._detector = dlib.get_frontal_face_detector()
        self._predictor = dlib.shape_predictor(files.pose_predictor_five_point_model_location())
        self._network = dlib.face_recognition_model_v1(files.face_recognition_model_location())
        self._detecting = Lock()
        self._encoding = Lock()

    def detect(self, pixels: Pixels, *, upsample: int = 0) -> list[Box]:
        """Faces at least 80 pixels wide, or 40 after upsampling once; largest first.

        Histograms of oriented gradients. Upsampling once takes four times as long.
        """
        with self._detecting:
            rectangles, scores, _ = self._detector.run(pixels, upsample, 0.0)
        boxes = [
            Box(found.left(), found.top(), found.right(), found.bottom(), float(score))
            for found, score in zip(rectangles, scores, strict=True)
        ]
        return sorted(boxes, key=lambda box: box.area, reverse=True)

    def landmarks(self, pixels: Pixels, box: Box) -> Landmarks:
        """Corners of the eyes and base of the nose; of shape (5, 2)."""
        shape = self._predictor(pixels, self._rectangle(box))
        return np.array([(point.x, point.y) for point in shape.parts()], np.int64)

    def chip(self, pixels: Pixels, box: Box, landmarks: Landmarks) -> Pixels:
        """The face cut out, turned upright and scaled; of shape (150, 150, 3)."""
        points = [self._dlib.point(int(column), int(row)) for column, row in landmarks]
        shape = self._dlib.full_object_detection(self._rectangle(box), points)
        chip: Pixels = self._dlib.get_face_chip(pixels, shape, CHIP, PADDING)
        return chip

    def encode(self, chips: Sequence[Pixels]) -> NDArray[np.float64]:
        """128 numbers for each chip; of shape (chips, 128)."""
        if not chips:
            return np.empty((0, DIMENSIONS))
        with self._encoding:
            vectors = self._network.compute_face_descriptor(list(chips))
        return np.array(vectors, np.float64).reshape(len(chips), DIMENSIONS)

    def _rectangle(self, box: Box) -> Any:
        return self._dlib.rectangle(box.left, box.top, box.right, box.bottom)


_shared: DlibModels | None = None
_loading = Lock()


def shared_models() -> DlibModels:
    """The models of this process, loaded when they are first asked for."""
    global _shared
    with _loading:
        if _shared is None:
            _shared = DlibModels()
        return _shared
