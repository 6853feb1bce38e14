"""What each soft rule costs, and the two presets."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Weights:
    """Cost of one unit of each soft rule; 0 switches a rule off.

    Costs are counted once for every week of the cycle in which they arise, and week patterns
    that recur are counted by how often they do; missing days, further rooms and moves from the
    previous timetable are paid once (see ``docs/glossary.md``).

    Parameters
    ----------
    room_capacity
        A student more than the room holds.
    working_days
        A day fewer than the course's minimum.
    isolated_group, isolated_teacher
        A slot of a day with no slot before or after it, for one group or teacher.
    idle_group, idle_teacher
        A free slot between the first and the last of a day, for one group or teacher.
    long_run_group, long_run_teacher
        A slot of a run beyond the first ``long_run_most``, for one group or teacher.
    long_run_most
        Slots of a day in use one after the other that cost nothing yet.
    room_stability
        A room more than one for a course.
    disliked
        A slot that a teacher or group of the event dislikes.
    late
        A slot at or after ``late_from``.
    late_from
        First slot of the day that counts as late.
    day_balance_group, day_balance_teacher
        A slot of load above the even share of a day, for one group or teacher.
    late_fairness
        A late slot above a teacher's proportional share.
    building_change
        Two events of a group or teacher back to back in different buildings.
    moved_slot, moved_room
        An event whose slot, or room, differs from the previous timetable.
    hard_capacity
        Whether a room that is too small is forbidden, not merely costly.
    use_room_constraints
        Whether rooms named unsuitable for a course are forbidden; the competition's UD2
        formulation ignores them.
    """

    room_capacity: int = 0
    working_days: int = 0
    isolated_group: int = 0
    isolated_teacher: int = 0
    idle_group: int = 0
    idle_teacher: int = 0
    long_run_group: int = 0
    long_run_teacher: int = 0
    long_run_most: int = 4
    room_stability: int = 0
    disliked: int = 0
    late: int = 0
    late_from: int = 0
    day_balance_group: int = 0
    day_balance_teacher: int = 0
    late_fairness: int = 0
    building_change: int = 0
    moved_slot: int = 0
    moved_room: int = 0
    hard_capacity: bool = False
    use_room_constraints: bool = True

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value < 0 or value > 1_000_000:
                raise ValueError(f"Weight {item.name} is {value}; expected 0 to 1,000,000.")

    @classmethod
    def preset(cls, name: str) -> Weights:
        """Weights by name: ``itc2007`` or ``campus``.

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        if name not in PRESETS:
            raise ValueError(f"There is no preset {name!r}; expected one of {', '.join(PRESETS)}.")
        return PRESETS[name]


PRESETS = {
    # The competition's formulation UD2, to the letter.
    "itc2007": Weights(
        room_capacity=1,
        working_days=5,
        isolated_group=2,
        room_stability=1,
        use_room_constraints=False,
    ),
    # A college: rooms must hold their groups, people want compact days at decent hours.
    "campus": Weights(
        working_days=5,
        idle_group=3,
        idle_teacher=1,
        isolated_group=2,
        room_stability=1,
        disliked=4,
        late=1,
        late_from=7,
        day_balance_group=1,
        day_balance_teacher=1,
        late_fairness=1,
        building_change=1,
        moved_slot=2,
        moved_room=1,
        hard_capacity=True,
    ),
}
