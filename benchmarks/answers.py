"""The benchmark of the planner's questions: explain, why and repair.

    python -m benchmarks.answers [--data DIR] [--only explain why repair]

A cause is planted in each problem that is explained, so that the answer is known: it must be named,
proved minimal, and its remedy must be proved and give a timetable that the referee accepts. What a place
costs is held against the referee, and so is every mended timetable. Results go to
`benchmarks/RESULTS.md`, one section for each question, with machine, commit and load.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.planted import Planted, absent_teacher, squeezed_group, too_few_rooms, with_three_causes
from benchmarks.results import write_section
from engine.timetable import Problem, Status, Timetable, evaluate, solve
from engine.timetable.alternatives import Alternatives
from engine.timetable.explain import Explanation, explain
from engine.timetable.formats import read_problem, read_timetable, write_timetable
from engine.timetable.generate import generate_college
from engine.timetable.repair import Change, Repair, RoomClosed, TeacherAway, repair

INSTANCES = ("comp01", "comp05", "comp07", "comp12", "comp14")
EXPLAIN_S, EXPLAIN_COLLEGE_S, REPAIR_S = 10.0, 30.0, 10.0
"""Time limits. Explanations are asked for within 2 s, those of a college within 20."""

SOLVE_S = 20.0
EVENTS = 100
TEACHERS = 5
SOLVED = Path("out/answers-demo.json")


def main() -> None:
    """Measure what the arguments ask for and write it down."""
    options = _options()
    if "explain" in options.only:
        _report("Explanations", _explain(options.data / "itc2007"))
    if "why" in options.only:
        _report("Why here", _why())
    if "repair" in options.only:
        _report("Repairs of the demo college", _repair())


def _report(title: str, lines: Iterator[str]) -> None:
    load = f"Load of the machine as it began: {os.getloadavg()[0]:.1f}; 0 means that it did nothing else."
    shown = [load, ""]
    for line in lines:
        print(line, flush=True)
        shown.append(line)
    write_section(title, describe_machine(), shown)


def _explain(data: Path) -> Iterator[str]:
    yield "| problem | planted | s | CPU s | causes | minimal | price | bound | restored |"
    yield "|---|---|---:|---:|---:|---|---:|---:|---|"
    # What is loaded once a process, CP-SAT and the kernels, is loaded before anything is timed.
    explain(too_few_rooms(generate_college("small"))[0], time_limit=EXPLAIN_S)
    explain(absent_teacher(generate_college("small"))[0], time_limit=EXPLAIN_S)
    for name in INSTANCES if data.is_dir() else ():
        problem = read_problem(data / f"{name}.ctt")
        for plant in (absent_teacher, squeezed_group, too_few_rooms):
            yield _explained(name, plant, problem, EXPLAIN_S)
    yield _explained("demo", with_three_causes, generate_college("demo"), EXPLAIN_COLLEGE_S)


def _explained(name: str, plant: Callable[[Problem], Planted], possible: Problem, seconds: float) -> str:
    problem, planted = plant(possible)
    began = time.process_time()
    explanation = explain(problem, time_limit=seconds)
    spent = time.process_time() - began
    _assert_named(explanation, planted)
    remedy = explanation.remedy
    minimal = sum(cause.minimal for cause in explanation.causes)
    causes = len(explanation.causes)
    cells = [
        name,
        plant.__name__.replace("_", " "),
        f"{explanation.seconds:.1f}",
        f"{spent:.1f}",
        causes,
        "yes" if minimal == causes else f"{minimal} of {causes}",
        "" if remedy is None else remedy.price,
        "" if remedy is None else remedy.bound,
        "no" if explanation.timetable is None else "yes",
    ]
    return _row(cells)


def _assert_named(explanation: Explanation, planted: set[str]) -> None:
    """Whether the causes are those planted, and the way out is one."""
    assert explanation.status is Status.INFEASIBLE
    said = [" ".join(cause.words) for cause in explanation.causes]
    assert all(any(name in words for words in said) for name in planted)
    assert all(not planted or any(name in words for name in planted) for words in said)
    if explanation.remedy is not None and explanation.timetable is not None:
        assert explanation.remedy.price >= explanation.remedy.bound > 0
        assert evaluate(explanation.remedy.eased, explanation.timetable).is_feasible


def _why() -> Iterator[str]:
    problem, timetable = _solved()
    began = time.perf_counter()
    alternatives = Alternatives(problem, timetable)
    loaded = time.perf_counter() - began
    scans, verdicts, places = [], [], 0
    for event in random.Random(1).sample(range(len(problem.events)), EVENTS):
        began = time.perf_counter()
        found = alternatives.of(event)
        scans.append(time.perf_counter() - began)
        places += len(found)
        for one in found[:1]:
            began = time.perf_counter()
            verdict = alternatives.verdict(event, one.place)
            verdicts.append(time.perf_counter() - began)
            assert one.is_open == (not verdict.violations)
            assert one.cost == verdict.cost or not one.is_open
    yield (
        f"{EVENTS} events of the demo college, {places / EVENTS:.0f} places each; "
        f"the timetable is loaded in {1000 * loaded:.0f} ms."
    )
    yield ""
    yield "| | median, ms | worst, ms |"
    yield "|---|---:|---:|"
    for name, seconds in (("all places of an event priced", scans), ("one place judged in words", verdicts)):
        yield _row([name, f"{1000 * statistics.median(seconds):.1f}", f"{1000 * max(seconds):.1f}"])


def _repair() -> Iterator[str]:
    problem, timetable = _solved()
    yield f"Of a timetable of cost {evaluate(problem, timetable).cost}, solved in {SOLVE_S:g} s."
    yield ""
    yield "| what happens | times | median, s | worst, s | left out | at least | moved | at least | proved |"
    yield "|---|---:|---:|---:|---|---|---|---|---:|"
    for name, changes in _happenings(problem).items():
        done = [_mended(problem, timetable, change) for change in changes]
        seconds = [one.seconds for one in done]
        cells = [
            name,
            len(done),
            f"{statistics.median(seconds):.1f}",
            f"{max(seconds):.1f}",
            *(" ".join(map(str, each)) for each in zip(*map(_figures, done), strict=True)),
            f"{sum(one.is_proved for one in done)} of {len(done)}",
        ]
        yield _row(cells)


def _figures(mended: Repair) -> tuple[int, int, int, int]:
    """How many are left out and moved, each with how many must be."""
    return mended.leaves, mended.fewest_left_out, mended.moves, mended.fewest


def _happenings(problem: Problem) -> dict[str, list[Change]]:
    """What is repaired, by its name."""
    per_day = problem.grid.slots_per_day
    days = [frozenset(range(day * per_day, (day + 1) * per_day)) for day in range(problem.grid.days)]
    teachers = random.Random(1).sample(range(len(problem.teachers)), TEACHERS)
    labs = [index for index, room in enumerate(problem.rooms) if room.kind in ("lab", "workshop")]
    theory = next(index for index, room in enumerate(problem.rooms) if room.kind == "theory")
    return {
        "a trainer away for a day": [TeacherAway(teacher, day) for teacher in teachers for day in days],
        "a trainer away for a week of the cycle": [TeacherAway(one, weeks=1) for one in teachers],
        "a trainer gone for good": [TeacherAway(one) for one in teachers],
        "a lab or workshop closed for a day": [RoomClosed(lab, day) for lab in labs for day in days],
        "a lab or workshop closed for a week of the cycle": [RoomClosed(lab, weeks=1) for lab in labs],
        "a lab or workshop closed for good": [RoomClosed(lab) for lab in labs],
        "a theory room closed for a day": [RoomClosed(theory, days[0])],
    }


def _mended(problem: Problem, timetable: Timetable, change: Change) -> Repair:
    mended = repair(problem, timetable, [change], time_limit=REPAIR_S)
    score = evaluate(mended.problem, mended.timetable)
    assert not [one for one in score.violations if one.rule != "placed"]
    if not mended.weeks:  # which have events of their own
        places = zip(timetable.placements, mended.timetable.placements, strict=True)
        changed = {event for event, (was, now) in enumerate(places) if was != now}
        assert changed == {*mended.moved, *mended.left_out}
    return mended


def _solved() -> tuple[Problem, Timetable]:
    """The demo college and a timetable of it, which is kept for the next time."""
    problem = generate_college("demo")
    if not SOLVED.exists():
        found = solve(problem, time_limit=SOLVE_S).timetable
        assert found is not None
        SOLVED.parent.mkdir(exist_ok=True)
        write_timetable(problem, found, SOLVED)
    return problem, read_timetable(SOLVED, problem)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the answers to a planner's questions.")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("ROSTER_DATA", "../shared/data")))
    parser.add_argument("--only", nargs="*", default=["explain", "why", "repair"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
