"""What is told of findings, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Line = Mapping[str, Any]

WITHOUT_FIGURES: Mapping[str, str] = {
    "face_matches": "The face is that of the person.",
    "face_uncertain": "The face may be that of the person.",
    "face_differs": "The face is not that of the person.",
    "face_ambiguous": "Another person is nearly as like.",
    "photo_like_before": "The photo is nearly the same as an earlier one.",
}


def told_to_sender(findings: Iterable[Line]) -> list[dict[str, Any]]:
    """Findings as whoever sent the attempt may see them.

    How far a face is from the enrolled one is kept from them: who is told can change a photo step by
    step until it passes.
    """
    return [
        {**line, "words": WITHOUT_FIGURES[line["code"]], "score": None, "limit": None}
        if line["code"] in WITHOUT_FIGURES
        else dict(line)
        for line in findings
    ]
