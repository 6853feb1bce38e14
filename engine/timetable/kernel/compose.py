"""Write, import and cache one annealing kernel for each set of rules.

A kernel made of closures is as fast as one written by hand, but every process would compile it
again. A module in a file is cached by Numba. Its name carries a hash of the text that goes into
it, the rules' own modules included, because Numba does not notice a change in an imported
function.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from engine.timetable.kernel.machine_code import turn_to_machine_code
from engine.timetable.kernel.state import MAX_TABLE_SLOTS, Forms
from engine.timetable.layout import Layout

MARK = "# Composed from here on: see kernel/compose.py.\n"
"""Line of a part of the kernel above which are its imports, which the composed module has already."""

_HEAD = """from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from engine.timetable.kernel.bits import LOW_MASK
from engine.timetable.kernel.codes import (
    BEST_HARD,
    BEST_SOFT,
    BREACHING,
    CLASHING,
    CLOSED,
    FREE,
    HARD,
    LIMITS,
    MAX_DISPLACED,
    SINCE,
    SOFT,
    UNPLACED,
)
"""

HERE = Path(__file__).parent
GENERATED = HERE / "generated"

PARTS = ("books.py", "prices.py", "moves.py", "loop.py")
"""Files whose text is composed, in this order."""

SHARED = ("bits.py", "codes.py")
"""Files that kernels import from."""


@dataclass(frozen=True, slots=True)
class Composition:
    """What a kernel is made of; problems with the same composition share one.

    Parameters
    ----------
    profiles, day_limits, counters, hard_counters
        Modules of the rules, by the shape they take, in the order of the kernel's ``rules`` tuple.
    """

    durations: bool
    weeks: bool
    slot_costs: bool
    room_costs: bool
    coupled: bool
    room_coupled: bool
    room_domains: bool
    tables: bool
    profiles: tuple[str, ...] = ()
    day_limits: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    hard_counters: tuple[str, ...] = ()

    @classmethod
    def of(cls, layout: Layout, forms: Forms) -> Composition:
        """The composition that a problem needs."""
        every_counter = (*forms.counters, *forms.hard_counters)
        return cls(
            durations=bool((layout.duration > 1).any()),
            weeks=len(layout.patterns) > 1,
            slot_costs=any(price.slots is not None for price in forms.prices),
            room_costs=any(price.rooms is not None for price in forms.prices),
            coupled=any(form.couples for _, form in every_counter),
            room_coupled=any(form.coupled_rooms is not None for _, form in every_counter),
            room_domains=any(domain.rooms is not None for domain in forms.domains),
            tables=layout.problem.grid.slots_per_day <= MAX_TABLE_SLOTS,
            profiles=tuple(type(rule).__module__ for rule, _ in forms.profiles),
            day_limits=tuple(type(rule).__module__ for rule, _ in forms.day_limits),
            counters=tuple(type(rule).__module__ for rule, _ in forms.counters),
            hard_counters=tuple(type(rule).__module__ for rule, _ in forms.hard_counters),
        )

    def covers(self, other: Composition) -> bool:
        """Whether a problem of the other composition can be solved with this one."""
        flags = [(getattr(self, name), getattr(other, name)) for name in _FLAGS]
        return (
            self.tables == other.tables
            and all(mine or not theirs for mine, theirs in flags)
            and all(
                set(theirs) <= set(mine) for mine, theirs in zip(_parts(self), _parts(other), strict=True)
            )
        )

    @property
    def modules(self) -> frozenset[str]:
        """Modules of all rules that the kernel has compiled in."""
        return frozenset(name for part in _parts(self) for name in part)

    @property
    def size(self) -> int:
        """What the kernel carries: rules, and flags that are set."""
        return sum(map(len, _parts(self))) + sum(bool(getattr(self, name)) for name in _FLAGS)


_FLAGS = ("durations", "weeks", "slot_costs", "room_costs", "coupled", "room_coupled", "room_domains")


def choose(exact: Composition) -> Composition:
    """The composition to use for a problem: its own if compiled, else the smallest compiled that covers it.

    A kernel takes half a minute to compile. A larger one that is ready is a little slower, and no
    user waits for it. Where none is ready, the problem's own will be compiled.
    """
    ready = list(_ready())
    if exact in ready:
        return exact
    return min((one for one in ready if one.covers(exact)), key=lambda one: one.size, default=exact)


def mark_ready(composition: Composition) -> None:
    """Record that a kernel has been compiled."""
    marker = _path(composition).with_suffix(".ready")
    draft = marker.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(composition)), encoding="utf-8")
    draft.replace(marker)


def _ready() -> Iterator[Composition]:
    for marker in sorted(_folder().glob("*.ready")):
        fields = json.loads(marker.read_text("utf-8"))
        lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
        composition = Composition(**{**fields, **lists})
        # A marker of older sources names a kernel that would have to be compiled again.
        if _path(composition).stem == marker.stem:
            yield composition


@cache
def kernel_for(composition: Composition) -> ModuleType:
    """The kernel of a composition: a module with ``anneal``, ``load`` and ``tabulate``."""
    path = _path(composition)
    if not path.exists():
        # Written whole or not at all: another process may be reading the folder.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(_source(composition), encoding="utf-8")
        draft.replace(path)
    full_name = f"engine.timetable.kernel.generated.{path.stem}"
    spec = importlib.util.spec_from_file_location(full_name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"The generated kernel {path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full_name] = module
    turn_to_machine_code()
    spec.loader.exec_module(module)
    return module


@cache
def _path(composition: Composition) -> Path:
    """File of a kernel, named by everything that goes into it."""
    text = _everything(composition, _source(composition))
    return _folder() / f"kernel_{hashlib.sha256(text.encode()).hexdigest()[:16]}.py"


@cache
def _folder() -> Path:
    """Where kernels are kept: beside the package, or with the user when that is read-only."""
    for folder in (GENERATED, Path.home() / ".cache" / "smart-roster" / "kernels"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise OSError(
        f"No folder to keep compiled kernels in: neither {GENERATED} nor the user's cache is writable."
    )


def _everything(composition: Composition, text: str) -> str:
    modules = sorted(composition.modules)
    files = [Path(str(importlib.import_module(name).__file__)) for name in modules]
    texts = [file.read_text("utf-8") for file in files]
    shared = [(HERE / name).read_text("utf-8") for name in SHARED]
    return "\n".join([text, *shared, *texts])


def _parts(composition: Composition) -> tuple[tuple[str, ...], ...]:
    return (
        composition.profiles,
        composition.day_limits,
        composition.counters,
        composition.hard_counters,
    )


def _source(composition: Composition) -> str:
    bodies = [(HERE / part).read_text("utf-8").split(MARK)[1] for part in PARTS]
    return "\n".join([_HEAD, _plugs(composition), *bodies])


def _plugs(composition: Composition) -> str:
    profiles, day_limits, counters, hard_counters = _parts(composition)
    names = [*profiles, *day_limits, *counters, *hard_counters]
    place = {name: index for index, name in enumerate(names)}
    lines = [
        *(f"from {name} import day_cost as day_cost_{place[name]}" for name in (*profiles, *day_limits)),
        *(
            f"from {name} import delta as delta_{place[name]}, update as update_{place[name]}"
            for name in (*counters, *hard_counters)
        ),
        f"DURATIONS = {composition.durations}",
        f"WEEKS = {composition.weeks}",
        f"SLOT_COSTS = {composition.slot_costs}",
        f"ROOM_COSTS = {composition.room_costs}",
        f"PROFILES = {bool(profiles or day_limits)}",
        f"DAY_LIMITS = {bool(day_limits)}",
        f"TABLES = {composition.tables}",
        f"ROOM_DOMAINS = {composition.room_domains}",
        f"COUPLED = {composition.coupled}",
        f"ROOM_COUPLED = {composition.room_coupled}",
    ]
    move = "static, state, event, s0, r0, s1, r1"
    day = "{0}day_cost_{1}(rules[{1}], row, word)"
    count = "{0}delta_{1}(rules[{1}], " + move + ")"
    lines += _function("day_cost", "rules, row, word", day, [place[n] for n in profiles])
    lines += _function("day_breach", "rules, row, word", day, [place[n] for n in day_limits])
    lines += _function("count_cost", f"rules, {move}", count, [place[n] for n in counters])
    lines += _function("count_breach", f"rules, {move}", count, [place[n] for n in hard_counters])
    lines += ["", '@njit(inline="always")', f"def recount(rules, {move}):"]
    lines += [f"    update_{place[n]}(rules[{place[n]}], {move})" for n in (*counters, *hard_counters)]
    lines += ["    return", ""]
    return "\n".join(lines)


def _function(name: str, arguments: str, term: str, places: Iterable[int]) -> list[str]:
    total = " + ".join(term.format("", place) for place in places) or "0"
    return ["", '@njit(inline="always")', f"def {name}({arguments}):", f"    return {total}"]
