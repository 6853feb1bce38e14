"""How big a generated college is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.timetable.generate.departments import DEPARTMENTS, practical_features


@dataclass(frozen=True, slots=True)
class CollegeSize:
    """Head counts of a college to generate.

    Parameters
    ----------
    departments
        Departments with programmes, 2 to 12; one more, General Studies, serves all of them.
    groups, trainers
        Class groups, and trainers of all departments together.
    theory_rooms, labs, workshops, virtual_rooms
        Rooms by kind. Every lab or workshop belongs to one department's speciality, and each
        speciality needs two rooms or more.
    events
        Meetings in the week's plan. A college too small for that many gets fewer, and one whose
        practicals alone come to more, with their lectures, gets those.
    lab_use, workshop_use
        Share of their open hours for which labs and workshops are needed, 0 to 1. Close to 1 the
        generator, which places greedily, stays below it.

    Raises
    ------
    ValueError
        If a number is too small for a college that works.
    """

    name: str
    departments: int
    groups: int
    trainers: int
    theory_rooms: int
    labs: int
    workshops: int
    virtual_rooms: int
    events: int
    lab_use: float = 0.85
    workshop_use: float = 0.7

    def __post_init__(self) -> None:
        if not 2 <= self.departments <= len(DEPARTMENTS):
            raise ValueError(f"A college has 2 to {len(DEPARTMENTS)} departments, not {self.departments}.")
        for field, least in self._least().items():
            if getattr(self, field) < least:
                raise ValueError(f"A college has {least} or more {field}, not {getattr(self, field)}.")
        for field in ("lab_use", "workshop_use"):
            if not 0 <= getattr(self, field) <= 1:
                raise ValueError(f"A college has a {field} of 0 to 1, not {getattr(self, field)}.")

    def _least(self) -> dict[str, int]:
        """Least numbers: two of everything an event can need, so that it always has a choice."""
        specialities = DEPARTMENTS[: self.departments]
        return {
            "groups": self.departments,
            "trainers": 2 * (self.departments + 1),
            "theory_rooms": 2,
            "labs": 2 * len(set(practical_features("lab", specialities))),
            "workshops": 2 * len(set(practical_features("workshop", specialities))),
            "virtual_rooms": 2,
            "events": 1,
        }

    @property
    def rooms(self) -> int:
        """Rooms of all kinds."""
        return self.theory_rooms + self.labs + self.workshops + self.virtual_rooms


SIZES = {
    "small": CollegeSize(
        name="small",
        departments=3,
        groups=8,
        trainers=16,
        theory_rooms=4,
        labs=2,
        workshops=2,
        virtual_rooms=2,
        events=130,
        workshop_use=0.4,
    ),
    "demo": CollegeSize(
        name="demo",
        departments=8,
        groups=48,
        trainers=90,
        theory_rooms=20,
        labs=9,
        workshops=8,
        virtual_rooms=3,
        events=900,
    ),
    "large": CollegeSize(
        name="large",
        departments=12,
        groups=268,
        trainers=500,
        theory_rooms=112,
        labs=50,
        workshops=44,
        virtual_rooms=14,
        events=5_000,
    ),
    "huge": CollegeSize(
        name="huge",
        departments=12,
        groups=1_070,
        trainers=2_000,
        theory_rooms=450,
        labs=200,
        workshops=176,
        virtual_rooms=54,
        events=20_000,
    ),
}
"""Sizes by name, from one that is solved in a blink to one that hurts."""
