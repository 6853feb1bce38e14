"""How much a file may ask for: far above any institution, far below what hurts.

A count in a file is a promise to allocate, so every count has a bound. The bounds of the JSON
formats stand in their schemas as well, and a test compares the two.
"""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
"""Size of a file."""

MAX_ITEMS = 100_000
"""Rooms, teachers, groups or courses of a problem, each."""

MAX_EVENTS = 200_000
"""Events of a problem."""

MAX_LECTURES = 1_000
"""Lectures of one course; a week has at most 217 slots, so more are never held."""

MAX_DAYS_WANTED = 1_000
"""Days over which a course may ask to be spread; more than 7 are only ever a constant cost."""

MAX_STUDENTS = 1_000_000
"""Students of a course: multiplied by weights, they must stay within a 64-bit sum."""

MAX_CAPACITY = 999_999_999
"""Seats of a room; files write such numbers for "no limit"."""

MAX_ROWS = 1_000_000
"""Lines of all sections of a competition file."""

MAX_LINE = 1_000_000
"""Characters of one line of a competition file."""

MAX_COMMAS = 1_000_000
"""Commas of a JSON document: counts its values before any is read, since checking takes 30 µs each."""
