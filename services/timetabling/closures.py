"""From dates and clock times to slots of the week: maintenance of rooms, availability of trainers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.timetable.problem import TimeGrid
from models import RoomMaintenance, TrainerAvailability

_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class TeachingDates:
    """The dates of a term on which the week's plan is held, and the institution's clock."""

    dates: frozenset[date]
    zone: ZoneInfo

    @classmethod
    def of(
        cls,
        first: date,
        last: date,
        *,
        weekdays: Collection[int],
        holidays: Iterable[tuple[date, date]],
        zone: ZoneInfo,
    ) -> TeachingDates:
        """The given weekdays, 0 for Monday, from the first date to the last, but for holidays."""
        free = {day for start, end in holidays for day in _dates(max(start, first), min(end, last))}
        taught = (day for day in _dates(first, last) if day.weekday() in weekdays)
        return cls(frozenset(taught) - free, zone)


def closed_slots(
    grid: TimeGrid, teaching: TeachingDates, maintenances: Iterable[RoomMaintenance]
) -> frozenset[int]:
    """Slots of the week that a room's maintenances close.

    A week's plan is held on every date of the term alike, so a slot is either open or not: it is
    closed if maintenance touches at least half of the dates it would be held on. What touches fewer
    is left to those dates, on which the sessions concerned are moved or made up for.
    """
    held = Counter(day.weekday() for day in teaching.dates)
    touched = {
        (day, slot)
        for maintenance in maintenances
        for day, slot in touched_slots(grid, teaching, maintenance.starts_at, maintenance.ends_at)
    }
    hits = Counter(slot for _, slot in touched)
    return frozenset(slot for slot, number in hits.items() if 2 * number >= held[grid.day(slot)])


def trainer_slots(
    grid: TimeGrid, availabilities: Sequence[TrainerAvailability]
) -> tuple[frozenset[int], frozenset[int]]:
    """Slots in which a trainer cannot, and in which the trainer would rather not, teach.

    An ``unavailable`` or ``disliked`` time concerns every slot that it touches. Where there are
    ``available`` times, every slot that these and the disliked ones do not wholly cover is closed.
    """
    times: Mapping[str, list[TrainerAvailability]] = {"available": [], "unavailable": [], "disliked": []}
    for availability in availabilities:
        times[availability.kind].append(availability)
    closed = {slot for item in times["unavailable"] for slot in _overlapping(grid, item)}
    if times["available"]:
        open_minutes = {
            minute for item in (*times["available"], *times["disliked"]) for minute in _minutes(item)
        }
        closed |= {
            slot
            for slot in range(grid.num_slots)
            if not open_minutes.issuperset(range(*_span_in_week(grid, slot)))
        }
    disliked = {slot for item in times["disliked"] for slot in _overlapping(grid, item)}
    return frozenset(closed), frozenset(disliked - closed)


def touched_slots(
    grid: TimeGrid, teaching: TeachingDates, start: datetime, end: datetime
) -> Iterator[tuple[date, int]]:
    """Dates of the term and their slots that a stretch of time overlaps."""
    local_start, local_end = (moment.astimezone(teaching.zone) for moment in (start, end))
    for day in _dates(
        max(local_start.date(), min(teaching.dates, default=date.max)),
        min(local_end.date(), max(teaching.dates, default=date.min)),
    ):
        if day not in teaching.dates:
            continue
        first = _minute(local_start.time()) if day == local_start.date() else 0
        last = _minute(local_end.time()) if day == local_end.date() else _DAY_MIN
        for slot_of_day, begins in enumerate(grid.starts):
            if first < begins + grid.slot_minutes and begins < last:
                yield day, day.weekday() * grid.slots_per_day + slot_of_day


def _overlapping(grid: TimeGrid, availability: TrainerAvailability) -> Iterator[int]:
    said = _minutes(availability)
    for slot in range(grid.num_slots):
        first, last = _span_in_week(grid, slot)
        if first < said.stop and said.start < last:
            yield slot


def _minutes(availability: TrainerAvailability) -> range:
    """An availability's minutes since Monday's first."""
    midnight = availability.weekday * _DAY_MIN
    return range(midnight + _minute(availability.starts_at), midnight + _minute(availability.ends_at))


def _span_in_week(grid: TimeGrid, slot: int) -> tuple[int, int]:
    start = grid.day(slot) * _DAY_MIN + grid.starts[grid.slot_of_day(slot)]
    return start, start + grid.slot_minutes


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _dates(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
