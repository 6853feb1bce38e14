"""Photos are looked at in a process of their own: a look takes 0.1 s and holds the interpreter's lock."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from threading import Lock, Thread
from typing import Any, cast

from services.errors import Unavailable
from services.presence.sights import Enrolment, Flaw, Look

__all__ = ["Enrolment", "Flaw", "Look", "PhotosAway", "look", "look_at_class", "look_for_enrolment"]

PATIENCE_S = 30
"""How long a photo may wait for those before it; about 200 of them."""

LONGEST_S = 60
"""A look that takes longer never ends; its process does, and with it what made it hang."""


class PhotosAway(Unavailable):
    """Photos cannot be looked at just now, or too many are waiting."""

    code = "photos_unavailable"


def look(data: bytes) -> Look:
    """Look for the face that dominates a photo; a fault comes back as its code.

    Raises
    ------
    PhotosAway
        If the process that looks at photos was ended twice while it did, or too many wait.
    """
    return cast(Look, _process.call("check_in", data))


def look_at_class(data: bytes) -> list[Look]:
    """Look for every face of a photo of many; one look with a fault if there is none, or no photo.

    Raises
    ------
    PhotosAway
        As for :func:`look`.
    """
    return cast(list[Look], _process.call("class_photo", data))


def look_for_enrolment(photos: Sequence[bytes]) -> Enrolment:
    """Make a template of 3 to 5 photos of one person, or say what is wrong with them.

    Raises
    ------
    PhotosAway
        As for :func:`look`.
    """
    return cast(Enrolment, _process.call("enrolment", list(photos)))


class _LookingProcess:
    """One process for all threads of this one, started with the first photo, and again if it was ended."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._changing = Lock()

    def call(self, work: str, data: Any) -> Any:
        try:
            return self._try(work, data)
        except BrokenProcessPool:
            return self._try_again(work, data)  # ended from outside, or by this very photo

    def stop(self) -> None:
        with self._changing:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _try_again(self, work: str, data: Any) -> Any:
        try:
            return self._try(work, data)
        except BrokenProcessPool as error:
            raise PhotosAway("The photo could not be looked at; try again, or with another photo.") from error

    def _try(self, work: str, data: Any) -> Any:
        future = self._submit(work, data)
        try:
            return future.result(PATIENCE_S)
        except TimeoutError as error:
            future.cancel()
            raise PhotosAway("Too many photos are waiting to be looked at.") from error

    def _submit(self, work: str, data: Any) -> Future[Any]:
        with self._changing:
            if self._pool is not None:
                try:
                    return self._pool.submit(_do, work, data)
                except BrokenProcessPool:
                    self._pool.shutdown(wait=False)
            self._pool = self._new_pool()
            return self._pool.submit(_do, work, data)

    def _new_pool(self) -> ProcessPoolExecutor:
        # Not at exit of the interpreter: a web server's process, itself started by another, first waits
        # for all processes that it has started, which this one would not end by then.
        Finalize(None, self.stop, exitpriority=100)
        # Not forked: threads of this process may hold locks that a copy of it would wait for in vain.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=context, initializer=_begin)


_process = _LookingProcess()


def _do(work: str, data: Any) -> Any:
    """In the other process: only there the face part of the engine is loaded."""
    from services.presence import looking

    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    try:
        return getattr(looking, work)(data)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _begin() -> None:
    """In the other process: end with the one that started it, and only then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to every process of a terminal
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
