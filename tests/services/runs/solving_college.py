"""A college with a term so small that a solve of it is done at once, and a version to begin from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from models import Run, Timetable
from services.access import Actor, Role
from services.runs.solving import request_solve
from tests.installation import College
from tests.services.timetabling.college_to_plan import ToPlan


class SolvingCollege:
    """Two courses, one trainer, two rooms; and an empty version of the term.

    One class group, or more for solves that are not done at once.
    """

    def __init__(self, college: College, *, groups: int = 1) -> None:
        self.college = college
        self.plan = ToPlan(college)
        self.trainer = self.plan.trainer(weekly_load_hours=40)
        self.rooms = [self.plan.room(code) for code in ("R1", "R2")]
        courses = [self.plan.course(code) for code in ("ICT-1", "ICT-2")]
        self.enrolments = [
            self.plan.enrol(group, course, self.trainer)
            for group in [self.plan.group(f"DICT-{number}") for number in range(groups)]
            for course in courses
        ]
        self.base = Timetable(term_id=self.plan.term.id, number=1, name="First")
        college.add(self.base)
        self.planner: Actor = college.actor(Role.DP_ACADEMICS)

    def ask(self, **wishes: Any) -> UUID:
        """Ask for a solve; the run's id."""
        with self.college.unit_of_work(self.planner.user_id) as session:
            values = {"time_limit_s": 20, "workers": 1, **wishes}
            return request_solve(session, actor=self.planner, timetable_id=self.base.id, **values).id

    def change(self, run_id: UUID, **values: Any) -> None:
        """Make a run as it would be otherwise by chance only."""
        with self.college.unit_of_work() as session:
            run = session.get_one(Run, run_id)
            for name, value in values.items():
                setattr(run, name, value)

    def run(self, run_id: UUID) -> Run:
        """A run as it stands."""
        with self.college.unit_of_work() as session:
            run: Run = session.get_one(Run, run_id)
            return run
