"""The board keeps the best of what is posted, and says when there is nothing left to gain."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.timetable.result import Progress
from engine.timetable.solve.board import Board, Incumbent


@pytest.fixture
def lines() -> list[Progress]:
    """What the board has told."""
    return []


@pytest.fixture
def board(lines: list[Progress]) -> Board:
    """A board with a listener."""
    return Board(on_progress=lines.append, stop=threading.Event())


def test_only_a_better_timetable_replaces_the_incumbent(board: Board) -> None:
    assert board.offer(found(hard=0, soft=5), "anneal")
    assert not board.offer(found(hard=0, soft=5), "polish")
    assert not board.offer(found(hard=1, soft=0), "polish")
    assert board.offer(found(hard=0, soft=4), "polish")

    assert board.cost == 4
    assert [line.stage for line in board.history] == ["anneal", "polish"]


def test_a_timetable_that_breaks_rules_has_no_cost(board: Board, lines: list[Progress]) -> None:
    board.offer(found(hard=2, soft=0), "anneal")

    assert board.cost is None
    assert (lines[0].cost, lines[0].unplaced, lines[0].gap) == (None, 2, None)


def test_fewer_breaches_count_more_than_cost(board: Board) -> None:
    board.offer(found(hard=1, soft=0), "anneal")

    assert board.offer(found(hard=0, soft=900), "anneal")


def test_a_bound_only_rises(board: Board, lines: list[Progress]) -> None:
    for bound in (3, 2, 3, 4):
        board.raise_bound(bound, "periods")

    assert [line.bound for line in lines] == [3, 4]
    assert board.bound == 4


def test_the_solve_is_over_when_bound_and_cost_meet(board: Board) -> None:
    board.raise_bound(5, "periods")
    board.offer(found(hard=0, soft=6), "anneal")
    assert not over(board)

    board.offer(found(hard=0, soft=5), "anneal")

    assert over(board)
    assert not board.was_stopped


def test_the_solve_is_over_once_it_is_proved_impossible(board: Board) -> None:
    board.prove_infeasible(("No room.",))

    assert over(board)
    assert board.infeasible == ("No room.",)


def test_the_solve_is_over_when_told_to_stop() -> None:
    stop = threading.Event()
    board = Board(on_progress=None, stop=stop)
    assert not over(board)

    stop.set()

    assert over(board)
    assert board.was_stopped


def test_a_pulse_is_told_and_not_recorded(board: Board, lines: list[Progress]) -> None:
    board.offer(found(hard=0, soft=5), "anneal")

    board.pulse()

    assert (len(lines), len(board.history)) == (2, 1)


def test_work_adds_up(board: Board) -> None:
    for _ in range(3):
        board.count("proposals", 500)

    assert board.work == {"proposals": 1500}


def test_offers_from_many_threads_leave_the_best(board: Board) -> None:
    def offer_some(first: int) -> None:
        for soft in range(first + 300, first, -3):
            board.offer(found(hard=0, soft=soft), "anneal")

    threads = [threading.Thread(target=offer_some, args=(first,)) for first in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    costs = [line.cost for line in board.history]
    assert costs == sorted(costs, key=lambda cost: -(cost or 0))
    assert board.cost == 3


def found(*, hard: int, soft: int) -> Incumbent:
    nowhere = np.full(1, -1, np.int32)
    return Incumbent(nowhere, nowhere, hard, soft)


def over(board: Board) -> bool:
    """What the board says now; a type checker takes a property for settled once it is asserted."""
    return board.is_over
