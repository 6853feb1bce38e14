"""Figures about timetables: what rooms, trainers and class groups make of their week."""

from engine.analytics.utilisation import RoomUse, Utilisation, WeekLoad, utilisation

__all__ = ["RoomUse", "Utilisation", "WeekLoad", "utilisation"]
