"""Chains of literals along the slots, for rules that ask what comes before or after."""

from __future__ import annotations

from collections.abc import Iterable

from engine.timetable.model import Literal, Model


def so_far(model: Model, literals: Iterable[Literal], name: str, *, exclusive: bool = False) -> list[Literal]:
    """For each literal, one that tells whether it or any literal before it is true.

    When at most one of the literals can be true (`exclusive`), a plain sum says the same, and the
    linear relaxation sees through it where a maximum is opaque.
    """
    chain: list[Literal] = []
    last = model.zero
    for index, literal in enumerate(literals):
        if last is model.zero:
            last = literal
        elif literal is not model.zero:
            last = _either(model, last, literal, f"{name}_{index}", exclusive=exclusive)
        chain.append(last)
    return chain


def _either(model: Model, first: Literal, second: Literal, name: str, *, exclusive: bool) -> Literal:
    if not exclusive:
        return model.any_of((first, second), name)
    var = model.cp.new_bool_var(name)
    model.cp.add(first + second == var)
    return var
