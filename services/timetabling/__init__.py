"""Timetables of terms: what the engine is asked, put together from the tables."""
