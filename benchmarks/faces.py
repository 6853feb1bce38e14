"""The benchmark of faces: how fast they are compared, how sure it is, what a whole check-in costs.

    python -m benchmarks.faces [--people 100000] [--rounds 15] [--data ../shared/data] [--print-only]

Comparing: one face, and 64 at once, with a gallery of random encodings, beside `face_recognition`, SciPy's
`cdist` and faiss's exact index. Every answer is asserted to be the right person before its time counts. The
memory's bandwidth is measured in between, on the same gallery. Libraries use as many threads as they like:
set OPENBLAS_NUM_THREADS and OMP_NUM_THREADS to 1 for one. Recognising: the photos of `faces/lfw10x10`,
three of each person enrolled, all others tried against everybody; the ROC is drawn. Check-in: a photo of 480
lines, from its bytes to the verdict, without network and database. Results go to `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from io import BytesIO
from itertools import combinations
from pathlib import Path

import faiss  # type: ignore[import-untyped,unused-ignore] # it ships no hints
import matplotlib as mpl
import numpy as np
from face_recognition import api as peer  # type: ignore[import-untyped,unused-ignore] # it ships no hints
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial.distance import cdist

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.attendance import (
    Action,
    AttendancePolicy,
    Challenge,
    Decision,
    Evidence,
    Face,
    Proof,
    Session,
    State,
    judge,
)
from engine.face import FaceEncoder, Gallery, PhotoRefused, Thresholds, distance, read_photo, recognise
from engine.geofence import Circle, Place, Platform, Position, judge_position

Floats = NDArray[np.floating]

BATCH = 64
ENROLLED = 3
APART = 0.4
"""Distance of a probe from its person; others are 0.8 away."""

NONE = 1e-5
"""Where a share of nothing is drawn on a logarithmic axis."""

ROC = Path("docs/pictures/faces-roc.png")
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


@dataclass
class Times:
    """Milliseconds that one thing took, again and again: on the clock, and of the processor."""

    name: str
    per: int = 1
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        """Time one call."""
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        self.cpu.append(1000 * (time.process_time() - cpu) / self.per)
        self.wall.append(1000 * (time.perf_counter() - wall) / self.per)

    def __str__(self) -> str:
        wall, cpu = statistics.median(self.wall), statistics.median(self.cpu)
        return f"| {self.name} | {wall:.3f} | {min(self.wall):.3f} | {cpu:.3f} | {len(self.wall)} |"


def main() -> None:
    """Measure and write it down."""
    options = _options()
    versions = ", ".join(f"{name} {version(name)}" for name in ("dlib-bin", "faiss-cpu", "scipy"))
    # First, in a process like a server's: the peers' threads and their memory would weigh on it.
    check_in = _check_in(options.rounds)
    lines = [
        f"{versions}. Load of the machine as it began: {os.getloadavg()[0]:.1f}.",
        "",
        *_comparing(options.people, options.rounds),
        "",
        *check_in,
        "",
        *_recognising(options.data / "faces" / "lfw10x10", options.picture),
    ]
    print("\n".join(lines), flush=True)
    if not options.print_only:
        write_section("Faces", describe_machine(), lines)


def _comparing(people: int, rounds: int) -> list[str]:
    rng = np.random.default_rng(1)
    faces = rng.normal(0, 0.05, (people, 128)).astype(np.float32)
    truth = rng.integers(people, size=BATCH)
    noise = rng.normal(size=(BATCH, 128))
    probes = faces[truth] + APART * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    single = [_asserted(Times(name), find, probes[:1], truth[:1]) for name, find in _ways(faces, single=True)]
    batched = [
        _asserted(Times(name, BATCH), find, probes, truth) for name, find in _ways(faces, single=False)
    ]
    reading = Times("memory: the gallery read once")
    flat = faces.ravel()
    for _ in range(rounds):
        for times, find in single:
            times.measure(lambda find=find: find(probes[:1]))  # type: ignore[misc] # bound at once
            # The product of a vector with itself reads it once, and does nothing that takes as long.
            reading.measure(lambda: flat @ flat)
        for times, find in batched:
            times.measure(lambda find=find: find(probes))  # type: ignore[misc] # bound at once
    ours, read = statistics.median(single[0][0].wall), statistics.median(reading.wall)
    return [
        f"One face against {people:,}, and {BATCH} at once; milliseconds a face.",
        "",
        "| | median | best | CPU | times |",
        "|---|---:|---:|---:|---:|",
        *(str(times) for times, _ in (*single, *batched)),
        str(reading),
        "",
        f"Bandwidth {faces.nbytes / read / 1e6:.1f} GB/s; one query takes {ours / read:.2f} times as long as "
        f"to read the gallery (best of each: {min(single[0][0].wall) / min(reading.wall):.2f}).",
    ]


Find = Callable[[Floats], NDArray[np.integer]]


def _ways(faces: NDArray[np.float32], *, single: bool) -> Iterator[tuple[str, Find]]:
    """Name of each way to find the nearest, and the way; all data are laid out as each likes it best."""
    gallery, doubles = Gallery(faces), faces.astype(np.float64)
    index = faiss.IndexFlatL2(faces.shape[1])
    index.add(faces)
    words = "one" if single else f"{BATCH} at once"
    yield f"{words}: ours, nearest", lambda probes: gallery.nearest(probes, 1).indices[:, 0]
    yield f"{words}: ours, with margin", lambda probes: gallery.nearest(probes, 2).indices[:, 0]
    if single:
        yield (
            f"{words}: face_recognition.face_distance",
            lambda probes: np.array([peer.face_distance(doubles, probe).argmin() for probe in probes]),
        )
    yield f"{words}: scipy cdist", lambda probes: cdist(probes, doubles).argmin(1)
    yield f"{words}: faiss flat", lambda probes: index.search(probes.astype(np.float32), 1)[1][:, 0]


def _asserted(times: Times, find: Find, probes: Floats, truth: NDArray[np.integer]) -> tuple[Times, Find]:
    assert np.array_equal(find(probes), truth), times.name
    return times, find


def _check_in(rounds: int) -> list[str]:
    """CPU time from the bytes of a photo to the verdict."""
    encoder, data = FaceEncoder(), _photo_480()
    template = encoder.check_in(data).encoding
    image = np.asarray(read_photo(data).pixels)
    (place,) = peer.face_locations(image, number_of_times_to_upsample=0)
    (theirs,) = peer.face_encodings(image, [place], model="small")
    assert np.allclose(template, theirs, atol=1e-6)
    reading, whole = Times("photo read"), Times("check-in: bytes to verdict")
    peers = Times("face_recognition as it comes: found and encoded")
    for _ in range(rounds):
        reading.measure(lambda: read_photo(data))
        whole.measure(lambda: _judge_photo(encoder, data, template))
        peers.measure(lambda: peer.face_encodings(image, model="small"))
    return [
        "A check-in with a photo of 640 × 480 pixels; milliseconds.",
        "",
        "| | median | best | CPU | times |",
        "|---|---:|---:|---:|---:|",
        *map(str, (reading, whole, peers)),
    ]


def _judge_photo(encoder: FaceEncoder, data: bytes, template: Floats) -> None:
    face = encoder.check_in(data)
    hall = Place(53.3438, -6.2546)
    position = Position(hall, 12.0, Platform.ANDROID)
    evidence = Evidence(
        action=Action.CHECK_IN,
        captured_at=NOON,
        received_at=NOON,
        entitled=True,
        face=Face(distance(face.encoding, template)),
        place=judge_position(position, Circle(hall, 100), at=NOON),
        challenge=Challenge.VALID,
        signature=Proof.VALID,
    )
    session = Session(NOON, NOON + timedelta(hours=1), State.ACTIVE, started_at=NOON)
    assert judge(AttendancePolicy(), session, evidence).decision is Decision.ACCEPTED


def _photo_480() -> bytes:
    """A portrait in front of a wall, as a telephone's file."""
    with Image.open(Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg") as portrait:
        wall = Image.new("RGB", (640, 480), (180, 170, 160))
        wall.paste(portrait.convert("RGB").resize((410, 480)), (120, 0))
    content = BytesIO()
    wall.save(content, "JPEG", quality=90)
    return content.getvalue()


def _recognising(folder: Path, picture: Path) -> list[str]:
    if not folder.is_dir():
        return [f"No photos at {folder}: set --data or ROSTER_DATA to measure how sure it is."]
    people, encodings, refused = _encodings(folder)
    genuine, impostor = _against_templates(people, encodings)
    single, strangers = _between_photos(people, encodings)
    found, margins = _identified(people, encodings)
    thresholds = Thresholds()
    _draw({f"mean of {ENROLLED} photos": (genuine, impostor), "one photo": (single, strangers)}, picture)
    return [
        f"{len(people)} photos of {len(set(people))} people, {refused} not taken; {ENROLLED} of each "
        f"enrolled, in every possible way: {len(genuine):,} genuine comparisons, {len(impostor):,} of "
        "impostors.",
        "",
        "| distance | genuine accepted (TAR) | one photo enrolled | impostors accepted (FAR) |",
        "|---:|---:|---:|---:|",
        *(
            f"| {limit:.2f} | "
            + " | ".join(_share(kind, limit) for kind in (genuine, single, impostor))
            + " |"
            for limit in (0.45, thresholds.accept, 0.55, thresholds.review, 0.60)
        ),
        "",
        f"Farthest genuine {genuine.max():.3f}, nearest impostor {impostor.min():.3f}. As one class photo of "
        f"all, {found:.2%} of faces are given to the right person; of those, 1 % have a margin below "
        f"{np.percentile(margins, 1):.3f}, half above {np.median(margins):.3f}.",
    ]


def _encodings(folder: Path) -> tuple[list[str], Floats, int]:
    encoder = FaceEncoder()
    people, encodings, refused = [], [], 0
    for path in sorted(folder.glob("*/*.jpg")):
        try:
            encodings.append(encoder.check_in(path.read_bytes()).encoding)
        except PhotoRefused as reason:
            print(f"{path.name}: {reason}", flush=True)
            refused += 1
        else:
            people.append(path.parent.name)
    return people, np.array(encodings), refused


def _against_templates(people: Sequence[str], encodings: Floats) -> tuple[Floats, Floats]:
    """Distances of photos from templates: of the same person, and of others."""
    names = np.array(people)
    genuine, impostor = [], []
    for name in sorted(set(people)):
        own = np.flatnonzero(names == name)
        others = encodings[names != name]
        for chosen in combinations(own, ENROLLED):
            template = encodings[list(chosen)].mean(0)
            rest = encodings[[row for row in own if row not in chosen]]
            genuine.append(np.linalg.norm(rest - template, axis=1))
            impostor.append(np.linalg.norm(others - template, axis=1))
    return np.concatenate(genuine), np.concatenate(impostor)


def _between_photos(people: Sequence[str], encodings: Floats) -> tuple[Floats, Floats]:
    """Distances of single photos from each other: of the same person, and of two."""
    names = np.array(people)
    first, second = np.triu_indices(len(names), 1)
    apart = cdist(encodings, encodings)[first, second]
    same = names[first] == names[second]
    return apart[same], apart[~same]


def _identified(people: Sequence[str], encodings: Floats) -> tuple[float, Floats]:
    """Class photos: one photo of each person, the three after it enrolled; share right, and their margins."""
    names = np.array(people)
    rows = [np.flatnonzero(names == name) for name in sorted(set(people))]
    right, total, margins = 0, 0, []
    for turn in range(10):
        turned = [np.roll(own, -turn) for own in rows]
        gallery = Gallery([encodings[own[1 : 1 + ENROLLED]].mean(0) for own in turned])
        for person, sighting in enumerate(recognise(encodings[[own[0] for own in turned]], gallery)):
            total += 1
            if sighting.person == person:
                right += 1
                margins.append(sighting.margin)
    return right / total, np.array(margins)


def _share(distances: Floats, limit: float) -> str:
    return f"{(distances <= limit).mean():.2%}"


def _draw(kinds: dict[str, tuple[Floats, Floats]], picture: Path) -> None:
    """The receiver's operating characteristic: what is accepted of both kinds, at every threshold."""
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.subplots()
    limits, shown = np.linspace(0.3, 0.9, 601), (Thresholds().accept, Thresholds().review)
    for label, (genuine, impostor) in kinds.items():
        far, tar = ((distances[:, None] <= limits).mean(0) for distances in (impostor, genuine))
        (line,) = axes.plot(np.maximum(far, NONE), tar, label=label)
        for limit, marker in zip(shown, "os", strict=True):
            point = max(float((impostor <= limit).mean()), NONE), float((genuine <= limit).mean())
            axes.plot(*point, marker, color=line.get_color(), label=f"{label}, distance {limit:.2f}")
    axes.set(xscale="log", xlabel="impostors accepted (none at the left edge)", ylabel="genuine accepted")
    axes.set_ylim(0.5, 1.01)
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(picture, dpi=120)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure faces.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("ROSTER_DATA", "../shared/data")))
    parser.add_argument("--picture", type=Path, default=ROC, help="where the ROC is drawn")
    parser.add_argument("--print-only", action="store_true", help="leave RESULTS.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
