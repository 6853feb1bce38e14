"""Chains of literals along the slots, for rules that ask what comes before or after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.timetable.model import Literal, Model


def so_far(
    model: Model, groups: Iterable[Sequence[Literal]], name: str, *, exclusive: bool = False
) -> list[Literal]:
    """For each group of literals, one that tells whether any of it or of those before it is true.

    When at most one of all literals can be true (`exclusive`), a plain sum says the same, and the
    linear relaxation sees through it where a maximum is opaque.
    """
    chain: list[Literal] = []
    last = model.zero
    for index, group in enumerate(groups):
        terms = [literal for literal in (last, *group) if literal is not model.zero]
        last = _any(model, terms, f"{name}_{index}", exclusive=exclusive)
        chain.append(last)
    return chain


def _any(model: Model, literals: Sequence[Literal], name: str, *, exclusive: bool) -> Literal:
    if not exclusive or len(literals) < 2:
        return model.any_of(literals, name)
    var = model.cp.new_bool_var(name)
    model.cp.add(sum(literals) == var)
    return var
