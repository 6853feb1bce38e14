"""Placing courses into the hidden timetable, one by one, so that every hard rule holds throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from engine.timetable.generate.diary import Diary
from engine.timetable.generate.week import FITTING, GRID, TIDY, slots_in
from engine.timetable.problem import Placement, Room

_ROOMS_TRIED_FIRST = 8


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting to place; a practical must follow the course's first session.

    Parameters
    ----------
    weeks
        Bit set of weeks; 0 stands for all.
    """

    duration: int
    kind: str
    features: frozenset[str] = field(default_factory=frozenset)
    weeks: int = 0
    is_practical: bool = False

    @property
    def held(self) -> int:
        """Bit set of weeks, never 0."""
        return self.weeks or GRID.all_weeks

    @property
    def hours(self) -> int:
        """Slots it takes over the whole cycle."""
        return self.duration * self.held.bit_count()


class HiddenWeek:
    """The timetable that proves a generated college feasible, while it grows.

    Parameters
    ----------
    rooms
        All rooms, in the order of the problem.
    """

    def __init__(self, rooms: Sequence[Room], rng: Random) -> None:
        self._rooms = rooms
        self._rng = rng
        self.room_diaries = [Diary(room.unavailable) for room in rooms]
        self._suitable: dict[tuple[str, frozenset[str], int], list[int]] = {}

    def place_course(
        self, sessions: Sequence[Session], people: Sequence[Diary], *, seats: int
    ) -> list[Placement] | None:
        """Book a place for every session, in their order; None, and nothing booked, if one has none.

        Practicals go first, since their rooms are scarce; then the first session before them.

        Parameters
        ----------
        sessions
            Meetings of the course; the first is the one that practicals follow.
        people
            Diaries of the trainers and class groups that attend.
        seats
            Trainees to seat.
        """
        placed: dict[int, Placement] = {}
        for index in sorted(range(len(sessions)), key=lambda index: not sessions[index].is_practical):
            window = self._window(index, sessions, placed)
            place = self._find(sessions[index], people, seats, window)
            if place is None:
                for done, undone in placed.items():
                    self._book(sessions[done], people, undone)
                return None
            self._book(sessions[index], people, place)
            placed[index] = place
        return [placed[index] for index in range(len(sessions))]

    def _window(self, index: int, sessions: Sequence[Session], placed: dict[int, Placement]) -> int:
        """Slots, as bits, where a session may start for the sake of the course's order."""
        first = sessions[0].duration
        if sessions[index].is_practical:
            return FITTING[1] & ~((1 << first) - 1)
        practicals = [place.slot for done, place in placed.items() if sessions[done].is_practical]
        if index or not practicals:
            return FITTING[1]
        return (1 << (min(practicals) - first + 1)) - 1

    def _find(self, session: Session, people: Sequence[Diary], seats: int, window: int) -> Placement | None:
        starts = window
        for diary in people:
            starts &= diary.starts(session.duration, session.held)
        rooms = self._rooms_for(session, seats)
        if not starts or not rooms:
            return None
        some = self._rng.sample(rooms, min(len(rooms), _ROOMS_TRIED_FIRST))
        return self._choose(session, some, starts) or self._choose(session, rooms, starts)

    def _choose(self, session: Session, rooms: list[int], starts: int) -> Placement | None:
        """Prefer a slot that leaves no gap too short to use, then the smallest room."""
        free = [
            (room, starts & self.room_diaries[room].starts(session.duration, session.held))
            for room in sorted(rooms, key=lambda room: self._rooms[room].capacity)
        ]
        for is_snug in (True, False):
            for room, slots in free:
                if choice := slots & self._snug(session, room) if is_snug else slots:
                    return Placement(self._rng.choice(list(slots_in(choice))), room)
        return None

    def _snug(self, session: Session, room: int) -> int:
        """Tidy slots; for a session of some weeks only, those used in the other weeks if any are."""
        if session.held == GRID.all_weeks:
            return TIDY[session.duration]
        return self.room_diaries[room].paired(session.duration, session.held)

    def _rooms_for(self, session: Session, seats: int) -> list[int]:
        key = session.kind, session.features, seats
        if key not in self._suitable:
            self._suitable[key] = [
                index
                for index, room in enumerate(self._rooms)
                if room.kind == session.kind and session.features <= room.features and room.capacity >= seats
            ]
        return self._suitable[key]

    def _book(self, session: Session, people: Sequence[Diary], place: Placement) -> None:
        for diary in (*people, self.room_diaries[place.room]):
            diary.book(place.slot, session.duration, session.held)
