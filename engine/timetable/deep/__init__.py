"""What it costs to hold one event elsewhere when others may move to make up for it."""

from engine.timetable.deep.forcing import Bound, Forced, Scope, force

__all__ = ["Bound", "Forced", "Scope", "force"]
