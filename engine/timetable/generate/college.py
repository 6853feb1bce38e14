"""Whole colleges, generated from a size and a seed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.timetable.generate.courses import CourseBook
from engine.timetable.generate.details import excuse_some, limit_some_bookings, pin_some
from engine.timetable.generate.lectures import add_lecture_courses
from engine.timetable.generate.people import ClassGroup, Trainer, build_groups, build_trainers
from engine.timetable.generate.practicals import add_practical_courses
from engine.timetable.generate.rooms import build_rooms
from engine.timetable.generate.sizes import SIZES, CollegeSize
from engine.timetable.generate.week import GRID, LATE_FROM
from engine.timetable.problem import Problem, Room
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights


def generate_college(size: str | CollegeSize, *, seed: int = 1) -> Problem:
    """A college with realistic people, rooms and courses, and at least one feasible timetable.

    Parameters
    ----------
    size
        A name in ``SIZES``, or a size of your own.
    seed
        The same seed gives the same college on every machine.

    Raises
    ------
    ValueError
        If there is no size of that name.
    """
    problem, _ = generate_with_witness(size, seed=seed)
    return problem


def generate_with_witness(size: str | CollegeSize, *, seed: int = 1) -> tuple[Problem, Timetable]:
    """A college as from ``generate_college``, and the timetable that proves it feasible.

    The college grows around the timetable: a course is accepted only when all its sessions find a
    place that breaks no hard rule. The timetable is feasible, not good; no soft rule was looked at.
    About 0.2 milliseconds an event.

    Raises
    ------
    ValueError
        If there is no size of that name.
    """
    size = _size(size)
    rng = Random(seed)  # noqa: S311 - a made-up college needs repeatable chance, not secrecy
    rooms, groups, trainers = _parts(size, rng)
    book = CourseBook(rooms, groups, trainers, rng)
    add_practical_courses(book, size)
    add_lecture_courses(book, size)
    problem = Problem(
        name=f"College {size.name}-{seed}",
        grid=GRID,
        rooms=limit_some_bookings(rooms, book.events, book.placements, rng),
        teachers=excuse_some([item.teacher for item in trainers], book.trainer_diaries, rng),
        groups=tuple(item.group for item in groups),
        courses=tuple(book.courses),
        events=pin_some(book.events, book.placements, rng),
        weights=replace(Weights.preset("campus"), late_from=LATE_FROM),
    )
    return problem, Timetable(tuple(book.placements))


def generate_people(
    size: str | CollegeSize, *, seed: int = 1
) -> tuple[tuple[ClassGroup, ...], tuple[Trainer, ...]]:
    """The class groups and trainers of a generated college, with what its problem does not tell of them.

    They are in the problem's order; departments are indices of ``DEPARTMENTS``.

    Raises
    ------
    ValueError
        If there is no size of that name.
    """
    rng = Random(seed)  # noqa: S311 - the same chance as the problem's
    _, groups, trainers = _parts(_size(size), rng)
    return groups, trainers


def _parts(
    size: CollegeSize, rng: Random
) -> tuple[tuple[Room, ...], tuple[ClassGroup, ...], tuple[Trainer, ...]]:
    """Rooms and people, which are drawn before all else."""
    return build_rooms(size, rng), build_groups(size, rng), build_trainers(size, rng)


def _size(size: str | CollegeSize) -> CollegeSize:
    if isinstance(size, CollegeSize):
        return size
    if size not in SIZES:
        raise ValueError(f"There is no size {size!r}; expected one of {', '.join(SIZES)}.")
    return SIZES[size]
