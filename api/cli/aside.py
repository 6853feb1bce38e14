"""Long work on a thread of its own, so that the main thread minds the signals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def run_aside(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do the work aside and wait for it; gives its result, or raises what it raised."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(work, *args, **kwargs).result()
