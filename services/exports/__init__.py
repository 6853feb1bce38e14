"""Timetables and solves for people to look at: a page, a picture."""
