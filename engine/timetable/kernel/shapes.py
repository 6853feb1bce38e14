"""The four shapes a rule can take in the annealing kernel.

* :class:`Domain`: slots, rooms or cells that are out of the question. Moves never go there.
* :class:`Price`: what a slot or a room costs a bundle, whatever else happens.
* :class:`DayProfile`: what one day of one row (a group or teacher) costs, from the bits of its
  slots in use. All day profiles are evaluated in one loop over the rows a move touches.
* :class:`Counter`: anything else; the rule keeps counters of its own.

The functions of the last two are compiled into the kernel by :mod:`engine.timetable.kernel.compose`,
which imports them by name from the rule's module: ``day_cost(data, row, word)`` for a profile,
``delta(data, static, state, event, s0, r0, s1, r1)`` and ``update(…)`` with the same arguments for a
counter. A slot of -1 stands for "not placed". ``delta`` must only read; ``update`` is called before
the state's own arrays change, with the same move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Domain:
    """Where events may go.

    Parameters
    ----------
    slots
        Admissible first slots, of shape (bundles, slots).
    rooms
        Admissible rooms, of shape (bundles, rooms).
    cells
        Rooms that are open, of shape (rooms, slots).
    """

    slots: NDArray[np.bool_] | None = None
    rooms: NDArray[np.bool_] | None = None
    cells: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """Costs of slots, of shape (bundles, slots), and of rooms, of shape (bundles, rooms)."""

    slots: NDArray[np.int64] | None = None
    rooms: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class DayProfile:
    """A price of single days of groups and teachers.

    Parameters
    ----------
    data
        Parameters of the rule, of shape (rows, any), of type int64, in the order of the layout's rows.
    live
        Rows for which the rule can cost anything, of shape (rows,).
    """

    data: NDArray[np.int64]
    live: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counter:
    """A rule with counters of its own.

    Parameters
    ----------
    data
        Named tuple of arrays: parameters and counters, all counters zero.
    initial
        What the rule costs (or breaches it counts) while no event is placed.
    couples
        Whether two events that share a teacher or group, but no course, influence each other.
    coupled_rooms
        Rooms in which two events that share nothing else do, of shape (rooms,); None for none.
    """

    data: NamedTuple
    initial: int = 0
    couples: bool = False
    coupled_rooms: NDArray[np.bool_] | None = None


KernelForm = Domain | Price | DayProfile | Counter
