"""Several timetables of nearly the same cost, for planners who want to choose."""

from engine.timetable.variants.difference import Difference, difference
from engine.timetable.variants.kept import Variant
from engine.timetable.variants.search import Variants, variants

__all__ = ["Difference", "Variant", "Variants", "difference", "variants"]
