"""Attendance and feedback in numbers, from counts that are kept on sessions and for each trainee."""
