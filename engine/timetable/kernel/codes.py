"""Numbers with a meaning that all parts of the kernel share, compiled into it as constants."""

from __future__ import annotations

HARD, SOFT, UNPLACED, BEST_HARD, BEST_SOFT, BREACHING, SINCE = range(7)
"""Places in the totals: breaches and price now, events without a place, breaches and price of the
best, events on the list of those in a breach, and proposals since that list was made."""

FREE, CLOSED = -1, -2
"""What the table holds where there is no event: a room that is free, or one that is closed."""

RELATED, CLASHING = 1, 2
"""Bundles that influence each other by order or course, and bundles that must not meet."""

MAX_DISPLACED = 3
"""Events that one placement may displace."""

LIMITS = 1024
"""Quantiles of the increases to accept, of which each proposal draws one: a power of two."""
