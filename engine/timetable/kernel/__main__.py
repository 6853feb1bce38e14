"""Compile the kernels that every problem can be solved with, so that no user waits for them.

``python -m engine.timetable.kernel`` is part of the installation; with files as arguments it
compiles the kernels made for just these problems.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from engine.timetable.kernel.standard import compile_kernel, standard_engines


def main() -> None:
    """Compile in two processes, and say what took how long."""
    wanted = standard_engines(sys.argv[1:])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name, seconds in zip(wanted, pool.map(compile_kernel, wanted.values()), strict=True):
            print(f"kernel for {name}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
