"""Keeps services running: starts again what dies, and stops all of them in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Event

from api.cli.stack.programs import Rank, Service

SETTLED_S = 10.0
"""A service that has run this long has started well."""

MOST_DEATHS = 5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
READY_WITHIN_S = 60.0
LOOK_EVERY_S = 0.1

STOP_WITHIN_S = {Rank.WEB: 3.0, Rank.WORKER: 3.0, Rank.RELAY: 2.0, Rank.QUEUE: 1.0}
"""Less than ten seconds in all, after which systems lose patience with a supervisor."""


class GaveUp(Exception):
    """A service died several times in a row right after its start; trying on would help nobody."""


@dataclass
class _Kept:
    """A service with what befell it."""

    service: Service
    began: float = 0.0
    deaths: int = 0
    """In a row, without having settled in between."""
    again_at: float | None = 0.0
    """When it is started; None while it runs."""


class Supervisor:
    """Keeps services running.

    Parameters
    ----------
    first
        The service that others wait for.
    others
        Gives the rest, in the order in which they are started. It is called when the first has been
        started and is not ready yet, and may raise what then ends everything.
    say
        Takes lines about what died and was started again.
    """

    def __init__(
        self,
        first: Service,
        others: Callable[[], Sequence[Service]],
        *,
        say: Callable[[str], None],
    ) -> None:
        self._first = _Kept(first)
        self._kept = [self._first]
        self._others = others
        self._say = say

    def run(self, stop: Event, *, on_ready: Callable[[], None] = lambda: None) -> None:
        """Start all, keep them running until ``stop`` is set, then stop all.

        ``on_ready`` is called once, when the first is ready.

        Raises
        ------
        GaveUp
            If a service does not stay up.
        """
        try:
            self._start(self._first)
            others = [_Kept(service) for service in self._others()]
            self._await_first(stop)
            if not stop.is_set():
                self._kept += others
                on_ready()
            while not stop.is_set():
                for kept in self._kept:
                    self._look_after(kept)
                # No waiting for the event: a handler of signals could not set it meanwhile.
                time.sleep(LOOK_EVERY_S)
        finally:
            self._stop_all()

    def _await_first(self, stop: Event) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while not stop.is_set() and not self._first.service.is_ready() and time.monotonic() < until:
            self._look_after(self._first)
            time.sleep(LOOK_EVERY_S / 4)

    def _look_after(self, kept: _Kept) -> None:
        if kept.again_at is None:
            how = kept.service.how_it_ended()
            if how is not None:
                self._bury(kept, how)
        elif time.monotonic() >= kept.again_at:
            self._start(kept)

    def _start(self, kept: _Kept) -> None:
        kept.began, kept.again_at = time.monotonic(), None
        try:
            kept.service.start()
        except OSError as error:
            self._bury(kept, f"could not be started: {error}")

    def _bury(self, kept: _Kept, how: str) -> None:
        now, name = time.monotonic(), kept.service.name
        if now - kept.began >= SETTLED_S:
            kept.deaths = 0
        kept.deaths += 1
        if kept.deaths >= MOST_DEATHS:
            raise GaveUp(f"{name} {how}, {kept.deaths} times in a row; what it said stands above.")
        pause = min(FIRST_PAUSE_S * 2 ** (kept.deaths - 1), LONGEST_PAUSE_S)
        kept.again_at = now + pause
        self._say(f"{name} {how} after {now - kept.began:.1f} s; it is started again in {pause:g} s.")

    def _stop_all(self) -> None:
        """By rank, those of the same rank together."""
        started = [kept.service for kept in self._kept if kept.again_at is None]
        for rank, services in groupby(sorted(started, key=lambda one: one.rank), key=lambda one: one.rank):
            _stop_together(list(services), within_s=STOP_WITHIN_S[rank])


def _stop_together(services: Sequence[Service], *, within_s: float) -> None:
    until = time.monotonic() + within_s
    for service in services:
        service.stop()
    while time.monotonic() < until and any(service.how_it_ended() is None for service in services):
        time.sleep(LOOK_EVERY_S / 4)
    for service in services:
        if service.how_it_ended() is None:
            service.kill()
