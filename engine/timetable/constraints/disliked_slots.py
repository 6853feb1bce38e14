"""People should be spared the slots they dislike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.cycle import weeks_weigher
from engine.timetable.constraints.people import attending, everybody
from engine.timetable.constraints.rule import Cost
from engine.timetable.constraints.runs import summed_over_run
from engine.timetable.kernel.shapes import Price
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class DislikedSlots:
    """Each slot of an event costs ``weights.disliked`` for each group and teacher who dislikes it."""

    name = "disliked-slots"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether dislikes cost anything and somebody with events has some."""
        return problem.weights.disliked > 0 and any(who.disliked and e for who, e in everybody(problem))

    def add(self, model: Model) -> None:
        """Price each start by the disliked slots it runs through."""
        problem, layout = model.problem, model.layout
        for bundle, starts in enumerate(model.starts):
            price = problem.weights.disliked * int(layout.week_weight[bundle])
            course = problem.courses[layout.course[bundle]]
            disliked = [problem.groups[group].disliked for group in course.groups]
            disliked += [problem.teachers[teacher].disliked for teacher in course.teachers]
            for slot, var in starts.items():
                run = range(slot, slot + int(layout.duration[bundle]))
                model.pay(price * sum(len(slots.intersection(run)) for slots in disliked), var)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find events in slots that somebody dislikes."""
        weigh = weeks_weigher(problem)
        for event, _ in timetable.placed() if problem.weights.disliked else ():
            price = problem.weights.disliked * weigh(problem.weeks(event))
            for who in attending(problem, event):
                for slot in sorted(who.disliked.intersection(timetable.slots_of(problem, event))):
                    yield Cost(
                        self.name,
                        price,
                        (event,),
                        f"{who} dislikes {problem.grid.label(slot)}, "
                        f"when {problem.event_name(event)} is held",
                        whom=who,
                    )

    def kernel(self, layout: Layout) -> Price:
        """The price of each first slot for each bundle."""
        problem = layout.problem
        dislikes = np.zeros((len(problem.courses), layout.num_slots), np.int64)
        for index, course in enumerate(problem.courses):
            for group in course.groups:
                dislikes[index, list(problem.groups[group].disliked)] += 1
            for teacher in course.teachers:
                dislikes[index, list(problem.teachers[teacher].disliked)] += 1
        price = problem.weights.disliked * layout.week_weight[:, None]
        return Price(slots=price * summed_over_run(layout, dislikes[layout.course]))
