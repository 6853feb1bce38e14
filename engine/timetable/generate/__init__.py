"""Colleges made from a seed, for demonstrations, tests and benchmarks.

Start at ``college.py``; ``sizes.py`` has the sizes and how to make one's own.
"""

from engine.timetable.generate.college import generate_college, generate_people, generate_with_witness
from engine.timetable.generate.sizes import SIZES, CollegeSize

__all__ = ["SIZES", "CollegeSize", "generate_college", "generate_people", "generate_with_witness"]
