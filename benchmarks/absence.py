"""The benchmark of forecasts of absence: what they are worth beside simpler ones, and whether they come true.

    python -m benchmarks.absence [--trainees 1400] [--weeks 10] [--print-only]

Two histories. One is drawn from known probabilities, so that the best that any forecast could do is known
too. The other is a term of the simulated college, whose people fall ill, grow tired and stay away for a day.
Each of the last weeks is forecast from those before it alone, as the daily job would do on its eve. Beside
it stand the base rate, and each person's own rate drawn towards it. That the forecast is better than both
in every week, and that its probabilities come true, is asserted before anything is written to
`benchmarks/RESULTS.md`; the calibration is drawn in `docs/pictures/absence-calibration.png`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.analytics.absence import forecast_absence
from engine.analytics.absence_design import Attendances
from services.simulation.behaviour import ABSENT, EXCUSED, College

Floats = NDArray[np.float64]

PICTURE = Path("docs/pictures/absence-calibration.png")
DAYS, PERIODS, GROUP, SESSIONS_A_WEEK = 5, 9, 29, 17
FORECAST_WEEKS = 4
PRIOR = 10.0
"""Attendances that the base rate counts for in each person's own rate."""
MOST_OFF = 0.02
"""Between what was forecast for a tenth of the attendances and how many of them were absences, on average."""


@dataclass(frozen=True)
class Week:
    """A week that was forecast, in three ways, and what became of it."""

    absent: NDArray[np.bool_]
    forecast: Floats
    base: Floats
    own: Floats
    seconds: float


def main() -> None:
    """Measure and write it down."""
    options = _options()
    drawn, truth = _drawn(options.trainees, options.weeks)
    simulated = _simulated(options.trainees, options.weeks)
    drawn_weeks, simulated_weeks = list(_weeks(drawn)), list(_weeks(simulated))
    best = _brier(truth[-sum(len(week.absent) for week in drawn_weeks) :], _absent(drawn_weeks))
    lines = [
        f"{options.trainees:,} trainees, {options.weeks} weeks, of which the last {FORECAST_WEEKS} are"
        f" forecast, each from those before it; {len(simulated):,} attendances of the simulated college.",
        "",
        "| history | forecast | Brier | log-loss | better than the base rate by |",
        "|---|---|---:|---:|---:|",
        *_table("drawn", drawn_weeks),
        f"| drawn | the probabilities that it was drawn from | {best:.4f} | | |",
        *_table("simulated", simulated_weeks),
        "",
        *_calibration(simulated_weeks),
        "",
        f"A fit takes {max(week.seconds for week in simulated_weeks):.1f} s at most.",
    ]
    print("\n".join(lines), flush=True)
    if not options.print_only:
        _draw({"drawn": drawn_weeks, "simulated": simulated_weeks})
        write_section("Forecasts of absence", describe_machine(), lines)


def _drawn(trainees: int, weeks: int) -> tuple[Attendances, Floats]:
    """Attendances by effects of persons, courses, weekdays and periods alone, and their probabilities."""
    rng = np.random.default_rng(5)
    plan = list(_plan(trainees, weeks))
    day, period, course, person = (np.concatenate(part) for part in zip(*plan, strict=True))
    odds = -2.4 + rng.normal(0, 0.8, trainees)[person] + rng.normal(0, 0.4, course.max() + 1)[course]
    odds += rng.normal(0, 0.3, DAYS)[day % 7] + rng.normal(0, 0.2, PERIODS)[period]
    truth = 1 / (1 + np.exp(-odds))
    absent = rng.random(len(day)) < truth
    return Attendances(
        person=person, course=course, weekday=day % 7, slot=period, day=day, absent=absent
    ), truth


def _simulated(trainees: int, weeks: int) -> Attendances:
    """Attendances of the college that `smart-roster simulate` makes up; who was excused is left out."""
    courses = trainees // GROUP + 10
    college = College(trainees=trainees, courses=courses, trainers=90, days=7 * weeks, seed=1)
    parts = []
    for day, period, course, person in _plan(trainees, weeks):
        found = college.attendance(
            person,
            course=int(course[0]),
            day=int(day[0]),
            weekday=int(day[0]) % 7,
            period=int(period[0]),
            periods=PERIODS,
        )
        told = found != EXCUSED
        parts.append([part[told] for part in (person, course, day % 7, period, day, found == ABSENT)])
    person, course, weekday, slot, day, absent = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Attendances(person=person, course=course, weekday=weekday, slot=slot, day=day, absent=absent)


def _plan(trainees: int, weeks: int) -> Iterator[tuple[NDArray[np.int64], ...]]:
    """Each session in order of time: day, period, course and person of each who is to come."""
    rng = np.random.default_rng(6)
    groups = np.array_split(np.arange(trainees), trainees // GROUP)
    week = sorted(
        (int(slot) // PERIODS, int(slot) % PERIODS, (number + place % 8) % (len(groups) + 8), number)
        for number in range(len(groups))
        for place, slot in enumerate(rng.choice(DAYS * PERIODS, SESSIONS_A_WEEK, replace=False))
    )
    for first in range(0, 7 * weeks, 7):
        for day, period, course, number in week:
            people = groups[number].astype(np.int64)
            yield (
                *(np.full(len(people), value, np.int64) for value in (first + day, period, course)),
                people,
            )


def _weeks(history: Attendances) -> Iterator[Week]:
    last = int(history.day.max()) // 7
    for week in range(last - FORECAST_WEEKS + 1, last + 1):
        begins, ends = np.searchsorted(history.day, [7 * week, 7 * week + 7]).tolist()
        before, after = history.part(slice(0, begins)), history.part(slice(begins, ends))
        start = time.perf_counter()
        model = forecast_absence(before)
        seconds = time.perf_counter() - start
        people = int(history.person.max()) + 1
        count = np.bincount(before.person, minlength=people)
        absences = np.bincount(before.person, before.absent, minlength=people)
        own = (absences + PRIOR * model.base_rate) / (count + PRIOR)
        found = Week(
            absent=after.absent,
            forecast=model.probabilities(after),
            base=np.full(len(after), model.base_rate),
            own=own[after.person],
            seconds=seconds,
        )
        assert _brier(found.forecast, found.absent) < min(
            _brier(found.base, found.absent), _brier(found.own, found.absent)
        )
        yield found


def _absent(weeks: list[Week]) -> NDArray[np.bool_]:
    return np.concatenate([week.absent for week in weeks])


def _table(name: str, weeks: list[Week]) -> Iterator[str]:
    absent = _absent(weeks)
    columns = {
        "base rate": [week.base for week in weeks],
        "own rate, drawn towards it": [week.own for week in weeks],
        "forecast": [week.forecast for week in weeks],
    }
    plain = _brier(np.concatenate(columns["base rate"]), absent)
    for words, parts in columns.items():
        probability = np.concatenate(parts)
        brier = _brier(probability, absent)
        yield (
            f"| {name} | {words} | {brier:.4f} | {_log_loss(probability, absent):.4f} |"
            f" {100 * (1 - brier / plain):.1f} % |"
        )


def _calibration(weeks: list[Week]) -> Iterator[str]:
    forecast, came_true = _tenths(weeks)
    off = float(np.mean(np.abs(forecast - came_true)))
    assert off <= MOST_OFF
    yield "| tenth of the attendances | " + " | ".join(str(tenth) for tenth in range(1, 11)) + " |"
    yield "|---|" + "---:|" * 10
    yield "| absences forecast, % | " + " | ".join(f"{100 * value:.1f}" for value in forecast) + " |"
    yield "| absences there were, % | " + " | ".join(f"{100 * value:.1f}" for value in came_true) + " |"
    yield ""
    yield f"Forecast and outcome of a tenth differ by {100 * off:.1f} percentage points on average."


def _tenths(weeks: list[Week]) -> tuple[Floats, Floats]:
    """Mean forecast and share of absences of each tenth of the attendances, by their forecast."""
    forecast, absent = np.concatenate([week.forecast for week in weeks]), _absent(weeks)
    tenths = np.array_split(np.argsort(forecast), 10)
    return (
        np.array([forecast[tenth].mean() for tenth in tenths]),
        np.array([absent[tenth].mean() for tenth in tenths]),
    )


def _draw(histories: dict[str, list[Week]]) -> None:
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    most = 0.0
    for name, weeks in histories.items():
        forecast, came_true = _tenths(weeks)
        axes.plot(100 * forecast, 100 * came_true, marker="o", label=name)
        most = max(most, float(forecast.max()), float(came_true.max()))
    axes.plot([0, 100 * most], [0, 100 * most], color="grey", linestyle=":", label="as forecast")
    axes.set_xlabel("absences forecast, % of a tenth of the attendances")
    axes.set_ylabel("absences there were, %")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(PICTURE, dpi=120)


def _brier(probability: Floats, absent: NDArray[np.bool_]) -> float:
    return float(np.mean((probability - absent) ** 2))


def _log_loss(probability: Floats, absent: NDArray[np.bool_]) -> float:
    return float(-np.mean(np.log(np.where(absent, probability, 1 - probability))))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Back-test forecasts of absence.")
    parser.add_argument("--trainees", type=int, default=1400)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument(
        "--print-only", action="store_true", help="leave RESULTS.md and the picture as they are"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
