"""Weekly timetables: the problem, its rules, and the solve that proves how good its answer is."""
