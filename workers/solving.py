"""Takes jobs off the queue, one at a time, each in a process of its own."""

from __future__ import annotations

import importlib
import os
import signal
import socket
from threading import Event
from typing import Any
from uuid import uuid4

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from engine.timetable.kernel.standard import compile_kernel, standard_engines
from services.queue import QUEUE_NAME

MONITORING_S = 4
"""How often a worker tells the queue that it lives; also how often it looks for jobs of dead ones."""
WORKER_TTL_S = 20
PAUSE_S = 1.0

log = structlog.get_logger()


class SolveWorker(Worker):
    """A worker that is missed within seconds when it dies, and that hands its job back when told to end."""

    max_connection_wait_time = 2.0
    """A queue that is back is noticed within seconds, however long it was away."""
    told_to_end: Event

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds after which a silent job counts as dead; a minute more is the library's own choice."""
        return WORKER_TTL_S

    def maintain_heartbeats(self, job: Job, execution: Any) -> None:
        """Tell the queue that the job lives; what the job does goes on without the queue."""
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError:
            log.warning("queue_away", job=job.id)

    def handle_warm_shutdown_request(self) -> None:
        """Take no other job, and tell the one at hand, which gives its run back within seconds."""
        self.told_to_end.set()
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)


def solve(connection: Redis, *, stop: Event) -> None:
    """Do jobs until SIGTERM or SIGINT, or ``stop`` is set; while the queue is away, wait for it."""
    _load()
    while not stop.is_set():
        try:
            worker = SolveWorker(
                [QUEUE_NAME],
                name=f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}",
                connection=connection,
                serializer=JSONSerializer,
                worker_ttl=WORKER_TTL_S,
                job_monitoring_interval=MONITORING_S,
                maintenance_interval=MONITORING_S,
                log_job_description=False,
            )
            worker.told_to_end = stop
            worker.work(logging_level="WARNING")
        except RedisError:
            log.warning("queue_away")
        stop.wait(PAUSE_S)


def _load() -> None:
    """Load what jobs need, once: every job that is forked off has it, and its time is for the solve."""
    importlib.import_module("services.runs.tasks")
    compile_kernel(standard_engines([])["college"])
