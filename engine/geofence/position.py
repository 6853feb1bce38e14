"""A position as a device reports it, and what it proves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from engine.geofence.accuracy import RADIUS_95, WORST_M, Platform, is_possible, sigma_m
from engine.geofence.earth import Place, distance_m
from engine.geofence.fence import Fence


@dataclass(frozen=True, slots=True)
class Position:
    """Where a device says it is.

    Parameters
    ----------
    accuracy_m
        As reported, whatever it is; None if it was not.
    platform
        Says what the accuracy means.
    mocked
        Whether the device itself says that another program invented the position. Without that flag
        nothing is proved: a tampered device does not set it.
    """

    place: Place
    accuracy_m: float | None
    platform: Platform
    mocked: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """What a position says about being within a fence; all that a verdict needs.

    Parameters
    ----------
    probability
        Of being inside; None if the accuracy is impossible, or nothing can be said for another reason.
    accuracy_m
        As reported; None if it was not.
    mocked
        Whether the device says that the position is invented.
    speed_ms
        Metres a second that somebody must have travelled since the position before, at the least;
        None if there was none.
    nowhere
        Whether the coordinates are none: beyond 90° and 180°, or not numbers.
    unfenced
        Whether there is no fence to be within.
    """

    probability: float | None
    accuracy_m: float | None
    mocked: bool = False
    speed_ms: float | None = None
    nowhere: bool = False
    unfenced: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether the accuracy can be meant."""
        return self.probability is not None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The position before, with its time."""

    position: Position
    at: datetime


def judge_position(
    position: Position,
    fence: Fence | None,
    *,
    at: datetime,
    earlier: Earlier | None = None,
    worst_m: float = WORST_M,
) -> Presence:
    """Say how probable it is that a device is within a fence, and how fast it must have come.

    Parameters
    ----------
    position
        As the device reports it.
    fence
        Where somebody should be; None if that is not known.
    at
        When the position was taken; aware.
    earlier
        The last position of the same person.
    worst_m
        As what an accuracy counts that is worse, or missing.
    """
    speed = None if earlier is None else least_speed_ms(earlier, Earlier(position, at), worst_m=worst_m)
    if position.accuracy_m is not None and not is_possible(position.accuracy_m):
        return Presence(None, position.accuracy_m, position.mocked, speed)
    if fence is None:
        return Presence(None, position.accuracy_m, position.mocked, speed, unfenced=True)
    sigma = sigma_m(position.accuracy_m, position.platform, worst_m=worst_m)
    probability = float(fence.probability_inside(position.place.lat, position.place.lon, sigma))
    return Presence(probability, position.accuracy_m, position.mocked, speed)


def least_speed_ms(one: Earlier, other: Earlier, *, worst_m: float = WORST_M) -> float:
    """Metres a second between two positions at the least: what both errors may explain is taken off.

    Each position may be off by the radius that holds 95 % of its errors. Infinite for two places at
    one time; 0 where the errors explain everything. The order of the two does not matter.

    Raises
    ------
    TypeError
        If one of the times is naive and the other aware.
    """
    apart = distance_m(one.position.place, other.position.place)
    explained = sum(_radius_95_m(moment.position, worst_m) for moment in (one, other))
    if apart <= explained:
        return 0.0
    seconds = abs((other.at - one.at).total_seconds())
    return (apart - explained) / seconds if seconds else math.inf


def _radius_95_m(position: Position, worst_m: float) -> float:
    accuracy = position.accuracy_m
    if accuracy is not None and not is_possible(accuracy):
        accuracy = None
    return RADIUS_95 * sigma_m(accuracy, position.platform, worst_m=worst_m)
