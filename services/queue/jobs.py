"""Jobs on a queue that a Redis or Valkey server holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.utils import now

from services.errors import Unavailable

QUEUE_NAME = "solve"
JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
SILENCE = timedelta(seconds=12)
"""After which a job that was begun counts as dead; its worker gives a sign every few seconds."""
KEEP_FAILED_S = 3600


class QueueAway(Unavailable):
    """The queue's server cannot be reached; what is to be queued stays in the outbox."""

    code = "queue_away"


class JobQueue:
    """The queue of long work, behind :class:`services.runtime.Queue`.

    What is kept of a job is text: a server that anybody could write to makes nobody run code.
    """

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queue = Queue(QUEUE_NAME, connection=connection, serializer=JSONSerializer)

    def put(self, job: str, /, *arguments: str, job_id: str, lasts_s: float) -> None:
        """Queue a job unless one of its id is queued already.

        Two who put the same job in the same instant may queue it twice; the second finds nothing to do.
        """
        if not JOB_ID.fullmatch(job_id):
            raise ValueError(f"A job's id is of letters, digits, _ and -; {job_id!r} is not.")
        with _or_away():
            if not self._is_listed(job_id):
                self._queue.enqueue_call(
                    job,
                    args=arguments,
                    timeout=math.ceil(lasts_s),
                    result_ttl=0,
                    failure_ttl=KEEP_FAILED_S,
                    job_id=job_id,
                )

    def lists(self, job_id: str) -> bool:
        """Whether a job waits, or is being done by a worker that gives signs of life."""
        with _or_away():
            return self._is_listed(job_id)

    def _is_listed(self, job_id: str) -> bool:
        try:
            job = Job.fetch(job_id, connection=self._connection, serializer=JSONSerializer)
        except NoSuchJobError:
            return False
        status = job.get_status(refresh=False)
        if status == JobStatus.STARTED:
            return job.last_heartbeat is not None and now() - job.last_heartbeat < SILENCE
        return status == JobStatus.QUEUED and self._queue.get_job_position(job_id) is not None


@contextmanager
def _or_away() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise QueueAway("The queue cannot be reached.") from error
