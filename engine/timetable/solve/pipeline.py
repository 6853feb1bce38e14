"""The solve: annealing and CP-SAT side by side, sharing incumbents and the bound."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.result import OnProgress, Result, Status
from engine.timetable.score import Score, evaluate
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Budget, Seconds, Work
from engine.timetable.solve.limits import check_limits
from engine.timetable.solve.proofs import counting_proofs
from engine.timetable.solve.stages import Stages
from engine.timetable.timetable import Timetable

PULSE_SECONDS = 1.0
POLL_SECONDS = 0.05
"""How soon the end of all threads, or of the time, is noticed."""

Program = Callable[[Budget], None]


class RefereeDisagrees(AssertionError):
    """The referee contradicts the solver: a bug, reported instead of a wrong timetable."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    deterministic: bool = False,
) -> Result:
    """Find a timetable, better ones while time lasts, and a proved bound of the cost.

    Parameters
    ----------
    problem
        What to plan, with its weights.
    time_limit
        Seconds; in deterministic solves nominal seconds of work, the same on every machine.
    workers
        Threads to use, 1 or more. Deterministic solves use one.
    seed
        Of all random choices.
    on_progress
        Called at every improvement, and every second, from a thread of the solve.
    stop
        Set it to end the solve within a second and keep the best.
    deterministic
        Whether the same seed and time limit must give the same answer.

    Raises
    ------
    ValueError
        If the time limit is negative or no number, or there is no worker.
    RefereeDisagrees
        If the referee finds another cost than the solver, or a broken rule.
    """
    check_limits(time_limit, workers)
    board = Board(on_progress=on_progress, stop=stop or threading.Event())
    engine = Engine(Layout(problem))
    if proofs := counting_proofs(engine.layout):
        board.prove_infeasible(tuple(proof.reason for proof in proofs))
    elif problem.events:
        programs = list(_programs(Stages(engine, board, seed), 1 if deterministic else workers))
        make_budget = Work if deterministic else Seconds
        left = time_limit if deterministic else time_limit - board.seconds
        _run(
            [partial(program, make_budget(left)) for program in programs],
            board,
            None if deterministic else time_limit,
        )
    return _result(problem, board, empty=not problem.events)


def _programs(stages: Stages, workers: int) -> Iterator[Program]:
    """What each thread does: the first anneals, the second proves, more of them anneal too."""
    if workers == 1:
        yield stages.alone
        return
    yield partial(stages.anneal, 0)
    yield stages.prove_and_polish
    for number in range(2, workers):
        yield partial(stages.anneal, number)


def _run(programs: list[Callable[[], None]], board: Board, seconds: float | None) -> None:
    """Run the programs in threads until all have ended, the time is up, or a thread has failed."""
    failures: list[BaseException] = []

    def guarded(program: Callable[[], None]) -> None:
        try:
            program()
        except BaseException as error:
            failures.append(error)
            board.ended.set()

    threads = [threading.Thread(target=guarded, args=(program,), daemon=True) for program in programs]
    for thread in threads:
        thread.start()
    try:
        _watch(threads, board, float("inf") if seconds is None else seconds)
    finally:
        board.ended.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def _watch(threads: list[threading.Thread], board: Board, seconds: float) -> None:
    """Tell once a second that the solve goes on, until its threads or its time have ended."""
    pulse = PULSE_SECONDS
    while any(thread.is_alive() for thread in threads) and board.seconds < seconds:
        if board.ended.wait(max(0.0, min(POLL_SECONDS, seconds - board.seconds))):
            return
        if board.seconds >= pulse:
            board.pulse()
            pulse += PULSE_SECONDS


def _result(problem: Problem, board: Board, *, empty: bool) -> Result:
    best = board.incumbent
    if board.infeasible or ((best is None or best.hard) and not empty):
        status = Status.INFEASIBLE if board.infeasible else Status.UNKNOWN
        return _answer(board, status, None, None, reasons=board.infeasible)
    pairs = [] if best is None else list(zip(best.slots.tolist(), best.rooms.tolist(), strict=True))
    timetable = Timetable.of(pairs)
    score = evaluate(problem, timetable)
    claimed = 0 if best is None else best.soft
    if not score.is_feasible or score.cost != claimed:
        raise RefereeDisagrees(_disagreement(score, claimed))
    if board.bound > score.cost:
        raise RefereeDisagrees(f"The bound {board.bound} is above the cost {score.cost} of a timetable.")
    status = Status.OPTIMAL if board.bound >= score.cost else Status.FEASIBLE
    return _answer(board, status, timetable, score)


def _answer(
    board: Board,
    status: Status,
    timetable: Timetable | None,
    score: Score | None,
    *,
    reasons: tuple[str, ...] = (),
) -> Result:
    return Result(
        status=status,
        timetable=timetable,
        cost=score.cost if score else None,
        bound=board.bound,
        cost_by_rule=score.cost_by_rule if score else {},
        seconds=board.seconds,
        history=tuple(board.history),
        reasons=reasons,
        stopped=dict(board.stopped),
        work=dict(board.work),
    )


def _disagreement(score: Score, claimed: int) -> str:
    broken = "; ".join(violation.reason for violation in score.violations[:3])
    return (
        f"The solver claims a feasible timetable of cost {claimed}; the referee finds cost {score.cost} "
        f"and {len(score.violations)} rules broken ({broken or 'none'}). Please report this problem."
    )
