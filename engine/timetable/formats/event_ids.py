"""Names of events in files: the course's id, ``#``, and which of its meetings it is, from 1."""

from __future__ import annotations

from engine.timetable.problem import Event


def event_ids(course_ids: list[str], events: tuple[Event, ...]) -> list[str]:
    """Id of each event: ``maths#2`` for the second event of the course ``maths``.

    No two events share one, since what follows the last ``#`` is a number.
    """
    count = [0] * len(course_ids)
    ids = []
    for event in events:
        count[event.course] += 1
        ids.append(f"{course_ids[event.course]}#{count[event.course]}")
    return ids
