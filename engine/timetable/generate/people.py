"""Class groups and trainers of a generated college."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from engine.timetable.generate.departments import DEPARTMENTS
from engine.timetable.generate.names import group_name, numbered_id, trainer_names
from engine.timetable.generate.sizes import CollegeSize
from engine.timetable.generate.week import GRID, LATE_FROM, afternoon, morning, whole_day
from engine.timetable.problem import Group, Teacher

GROUP_SIZES = (18, 45)
GROUP_MAX_DAY = 8
GROUP_MAX_WEEK = 38
FULL_LOAD = 24
PART_LOAD = 12
TRAINER_MAX_DAY = 6
_GENERAL_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """A class group, its department by index, and its cohort: programme and year.

    Groups of one cohort study the same courses, so some of them are taught together.
    """

    group: Group
    department: int
    programme: int
    year: int

    @property
    def cohort(self) -> tuple[int, int, int]:
        """What the groups of a cohort have in common."""
        return self.department, self.programme, self.year


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer, and the department by index; General Studies comes after the others."""

    teacher: Teacher
    department: int


def build_groups(size: CollegeSize, rng: Random) -> tuple[ClassGroup, ...]:
    """Class groups of 18 to 45 trainees, dealt evenly to departments and their cohorts."""
    drafts = [
        (department, *cohort)
        for department in range(size.departments)
        for cohort in _cohorts(department, len(range(department, size.groups, size.departments)))
    ]
    sports = {cohort: _sports(rng) for cohort in dict.fromkeys(draft[:3] for draft in drafts)}
    return tuple(
        ClassGroup(_group(index, size, draft, sports[draft[:3]], rng), *draft[:3])
        for index, draft in enumerate(drafts)
    )


def build_trainers(size: CollegeSize, rng: Random) -> tuple[Trainer, ...]:
    """Trainers of the departments and of General Studies, some of them part-time."""
    names = trainer_names(rng, size.trainers)
    general = max(2, round(_GENERAL_SHARE * size.trainers))
    return tuple(
        Trainer(
            _teacher(numbered_id("T", index, size.trainers), name, rng),
            size.departments if index < general else index % size.departments,
        )
        for index, name in enumerate(names)
    )


def _cohorts(department: int, count: int) -> list[tuple[int, int, int]]:
    """Programme, year and stream of each of a department's groups.

    A small department has few cohorts, since courses are joint only where one has two streams.
    """
    programmes = DEPARTMENTS[department].programmes
    cohorts = [
        (programme, year) for programme, (_, years) in enumerate(programmes) for year in range(1, years + 1)
    ]
    wanted = max(1, min(len(cohorts), count // 2))
    used = [cohorts[index * len(cohorts) // wanted] for index in range(wanted)]
    return sorted((*used[index % len(used)], index // len(used)) for index in range(count))


def _group(
    index: int, size: CollegeSize, draft: tuple[int, ...], sports: frozenset[int], rng: Random
) -> Group:
    department, programme, year, stream = draft
    code, _ = DEPARTMENTS[department].programmes[programme]
    return Group(
        id=numbered_id("G", index, size.groups),
        name=group_name(code, year, stream),
        size=rng.randint(*GROUP_SIZES),
        unavailable=sports,
        max_day=GROUP_MAX_DAY,
        max_week=GROUP_MAX_WEEK,
    )


def _sports(rng: Random) -> frozenset[int]:
    """One afternoon a week without teaching, for a third of the cohorts."""
    return frozenset(afternoon(rng.choice((2, 4)))) if rng.random() < 0.35 else frozenset()


def _teacher(trainer_id: str, name: str, rng: Random) -> Teacher:
    is_part_time = rng.random() < 0.15
    leads = rng.random() < 0.08
    return Teacher(
        id=trainer_id,
        name=name,
        unavailable=_absence(rng) if is_part_time else frozenset(),
        disliked=_dislikes(rng) if rng.random() < 0.25 else frozenset(),
        max_day=TRAINER_MAX_DAY,
        max_week=PART_LOAD if is_part_time or leads else FULL_LOAD,
    )


def _absence(rng: Random) -> frozenset[int]:
    """When a part-time trainer is away: two days, or all mornings or afternoons."""
    pattern = rng.randrange(4)
    if pattern == 0:
        return _union(morning(day) for day in range(GRID.days))
    if pattern == 1:
        return _union(afternoon(day) for day in range(GRID.days))
    return _union(whole_day(day) for day in rng.sample(range(GRID.days), 2))


def _dislikes(rng: Random) -> frozenset[int]:
    """Early starts, late hours, or the end of the week."""
    pattern = rng.randrange(3)
    if pattern == 0:
        return frozenset(whole_day(day)[0] for day in range(GRID.days))
    if pattern == 1:
        return _union(whole_day(day)[LATE_FROM:] for day in range(GRID.days))
    return frozenset(afternoon(GRID.days - 1))


def _union(parts: Iterable[range]) -> frozenset[int]:
    return frozenset(slot for part in parts for slot in part)
