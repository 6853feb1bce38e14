"""Real people in real photos, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.face import FaceEncoder, Gallery, Thresholds, all_lookalikes, make_template, recognise

FOLDER = Path(os.environ.get("ROSTER_DATA", "../shared/data")) / "faces" / "lfw10x10"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no photos at {FOLDER}: set ROSTER_DATA to use them"),
]


def test_three_photos_tell_four_people_apart_in_others() -> None:
    encoder, thresholds = FaceEncoder(), Thresholds()
    folders = sorted(path for path in FOLDER.iterdir() if path.is_dir())[2:6]
    photos = [[path.read_bytes() for path in sorted(folder.glob("*.jpg"))[:5]] for folder in folders]

    templates = [make_template([encoder.check_in(data) for data in own[:3]]).encoding for own in photos]
    gallery = Gallery(templates)
    others = np.array([[encoder.check_in(data).encoding for data in own[3:]] for own in photos])

    assert all_lookalikes(gallery) == []
    for place in range(2):
        sightings = recognise(others[:, place], gallery)
        assert [sighting.person for sighting in sightings] == [0, 1, 2, 3]
        assert all(sighting.margin > 0.05 for sighting in sightings)
    apart = gallery.distances(others.reshape(-1, 128)).reshape(4, 2, 4)
    wrong = [apart[seen, :, enrolled] for seen in range(4) for enrolled in range(4) if seen != enrolled]
    assert not any(thresholds.accepts(float(distance)) for distance in np.ravel(wrong))
