"""How a run comes onto the queue: which job does it, by what name, for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.runtime import Runtime

EXECUTE = "workers.jobs.run.execute"
"""The job that does runs, by its dotted name: services do not know the workers."""

GRACE_S = 600.0
"""What reading, storing and a busy machine may take beyond the time that was asked for."""


def job_id(run_id: UUID, attempt: int) -> str:
    """The job of one attempt: no two attempts share one, so none waits for the other to be forgotten."""
    return f"s{run_id.hex}-{attempt}"


def message_of(*, tenant_id: UUID, run_id: UUID, attempt: int, request: Mapping[str, Any]) -> dict[str, Any]:
    """What the outbox keeps of a run until it is on the queue."""
    return {
        "tenant_id": str(tenant_id),
        "run_id": str(run_id),
        "attempt": attempt,
        "lasts_s": float(request.get("time_limit_s", 0)) + GRACE_S,
    }


def put_run(runtime: Runtime, message: Mapping[str, Any]) -> None:
    """Put an attempt of a run onto the queue; nothing happens if it is there.

    Raises
    ------
    Unavailable
        If the queue is away.
    """
    runtime.queue.put(
        EXECUTE,
        message["tenant_id"],
        message["run_id"],
        str(message["attempt"]),
        job_id=job_id(UUID(message["run_id"]), message["attempt"]),
        lasts_s=message["lasts_s"],
    )
