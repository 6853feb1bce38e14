"""Week grids of class groups, for people who look at a workbook."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from engine.timetable.problem import DAY_NAMES, Problem
from engine.timetable.timetable import Timetable
from services.exports.week_label import week_label

MAX_GRIDS = 150
"""More sheets than this nobody leafs through, and workbooks of many parts are not read back."""

MAX_TITLE = 28
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def grids_of(
    problem: Problem, timetable: Timetable, *, taken: Iterable[str]
) -> Mapping[str, Sequence[Sequence[str]]]:
    """A sheet for each class group, a row a period and a column a day; none has a title that is taken."""
    sheets: dict[str, Sequence[Sequence[str]]] = {}
    titles = {title.casefold() for title in taken}
    for index, group in enumerate(problem.groups[:MAX_GRIDS]):
        title = _FORBIDDEN.sub(" ", str(group))[:MAX_TITLE].strip() or "Group"
        while title.casefold() in titles:
            title = f"{title[: MAX_TITLE - 4]} {index + 1}"
        titles.add(title.casefold())
        sheets[title] = _grid(problem, timetable, problem.events_of_group[index])
    return sheets


def _grid(problem: Problem, timetable: Timetable, events: Sequence[int]) -> list[list[str]]:
    grid = problem.grid
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for event in events:
        for slot in timetable.slots_of(problem, event):
            cells[grid.slot_of_day(slot), grid.day(slot)].append(_words(problem, timetable, event))
    rows = [["", *DAY_NAMES[: grid.days]]]
    for period, begins in enumerate(grid.starts):
        time = f"{begins // 60:02d}:{begins % 60:02d}"
        rows.append([time, *("; ".join(cells[period, day]) for day in range(grid.days))])
    return rows


def _words(problem: Problem, timetable: Timetable, event: int) -> str:
    course = problem.courses[problem.events[event].course]
    place = timetable[event]
    room = "" if place is None else problem.rooms[place.room].id
    people = " and ".join(str(problem.teachers[teacher]) for teacher in course.teachers)
    weeks = week_label(problem.weeks(event), problem.grid.weeks)
    return ", ".join(part for part in (str(course), room, people, weeks) if part)
