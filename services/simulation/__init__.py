"""Attendance made up for the demo college: nobody was there, and yet there is something to look at."""

from services.simulation.filling import OnlyTheDemo, Simulated, simulate_term

__all__ = ["OnlyTheDemo", "Simulated", "simulate_term"]
