"""Marks the functions of rules that kernels compile in, without loading Numba.

Numba takes a third of a second to load, which a program that solves nothing should not pay.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Lock
from types import FunctionType
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_marked: dict[Callable[..., Any], dict[str, Any]] = {}
_turning = Lock()


def machine_code(**options: Any) -> Callable[[Function], Function]:
    """Mark a module-level function for kernels to compile in; until one is loaded it is plain Python.

    Parameters
    ----------
    options
        Of Numba's ``njit``, such as ``inline="always"``.
    """

    def mark(function: Function) -> Function:
        _marked[function] = options
        return function

    return mark


def turn_to_machine_code() -> None:
    """Put what Numba makes of the marked functions in their places, which kernels import from."""
    from numba import njit

    with _turning:
        made = {function: njit(**options)(function) for function, options in _marked.items()}
        for name in {function.__module__ for function in made}:
            module = sys.modules[name]
            for known_as, value in list(vars(module).items()):
                if isinstance(value, FunctionType) and value in made:
                    setattr(module, known_as, made[value])
        _marked.clear()
