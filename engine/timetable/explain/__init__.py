"""Why a problem has no timetable: causes, each proved, and the cheapest way out."""

from engine.timetable.explain.causes import Cause
from engine.timetable.explain.elastic import Relaxation, Remedy
from engine.timetable.explain.explaining import Explanation, explain
from engine.timetable.explain.fact import Fact

__all__ = ["Cause", "Explanation", "Fact", "Relaxation", "Remedy", "explain"]
