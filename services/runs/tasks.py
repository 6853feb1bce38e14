"""Which task does which kind of run."""

from __future__ import annotations

from collections.abc import Mapping

from services.runs.explaining import ExplainTask
from services.runs.making_up import MakeupTask
from services.runs.repairing import RepairTask
from services.runs.solving import SolveTask
from services.runs.supposing import WhatIfTask
from services.runs.task import ReadTask
from services.runs.varying import VariantsTask

TASKS: Mapping[str, ReadTask] = {
    "solve": SolveTask.read,
    "repair": RepairTask.read,
    "explain": ExplainTask.read,
    "what_if": WhatIfTask.read,
    "variants": VariantsTask.read,
    "makeup": MakeupTask.read,
}
"""How a run of each kind is read; what follows from there the task itself knows."""
