"""Attendance: sessions on their dates, who was there, and what is made of it."""
