"""What keeps an installation tidy without anybody asking: done again and again, by one at a time."""

from services.upkeep.jobs import JOBS, Job
from services.upkeep.running import run_due

__all__ = ["JOBS", "Job", "run_due"]
