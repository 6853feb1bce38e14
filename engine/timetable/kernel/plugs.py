"""What a composition of rules plugs into the annealing loop, with the neutral answers.

:mod:`engine.timetable.kernel.compose` writes a module of this shape for a set of rules and puts
the text of :mod:`engine.timetable.kernel.loop` behind it, so that a rule which a problem lacks is
not in its machine code either. The loop, read alone, runs with these neutral plugs.
"""

from __future__ import annotations

from typing import Any

from numba import njit

DURATIONS = True
"""Whether any event lasts longer than one slot."""

WEEKS = True
"""Whether the cycle has more than one week pattern."""

SLOT_COSTS = True
ROOM_COSTS = True
PROFILES = True
"""Whether any rule prices slots, prices rooms, or looks at the days of groups and teachers."""

DAY_LIMITS = True
"""Whether any hard rule limits the days of groups and teachers."""

TABLES = False
"""Whether days are short enough to look their prices up, see ``state.MAX_TABLE_SLOTS``."""

ROOM_DOMAINS = True
"""Whether some room is out of the question for some bundle."""

COUPLED = False
"""Whether two events that share a teacher or group influence each other's price other than by days."""

ROOM_COUPLED = False
"""Whether two events that share nothing but a room do."""


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_cost(rules: Any, row: int, word: int) -> int:
    """Price of one day of one row."""
    return 0


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_breach(rules: Any, row: int, word: int) -> int:
    """Breaches of hard rules in one day of one row."""
    return 0


@njit(inline="always")  # type: ignore[untyped-decorator]
def count_cost(rules: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> int:
    """Change of the counting rules' price when one event moves; slot -1 means unplaced."""
    return 0


@njit(inline="always")  # type: ignore[untyped-decorator]
def count_breach(rules: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> int:
    """Change of the counting rules' breaches when one event moves; slot -1 means unplaced."""
    return 0


@njit(inline="always")  # type: ignore[untyped-decorator]
def recount(rules: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Bring the counting rules' counters up to date with a move."""
