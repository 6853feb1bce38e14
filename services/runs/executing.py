"""Does one attempt of a run: takes it, works, and stores what came of it, once."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import Run
from models.session import Database, Who
from services.errors import DomainError
from services.outbox import post
from services.runs.leases import Held, end, hand_back, renew, take
from services.runs.queueing import message_of
from services.runs.task import Task, Watch
from services.runs.tasks import TASKS

BEAT_S = 1.0
MAX_ERRORS = 2
"""After how many attempts a run that meets a bug is given up; what is broken stays broken."""

SORRY = "Something unexpected happened; it has been logged under the run's id."

log = structlog.get_logger()


class _Lost(Exception):
    """The run is somebody else's by now; nothing of this attempt may be stored."""


def execute(database: Database, *, tenant_id: UUID, run_id: UUID, attempt: int, leaving: Event) -> None:
    """Do an attempt of a run; nothing happens if it is not to be done any more.

    A run that somebody wants to stop ends with the best it has. When ``leaving`` is set, because the
    worker is told to end, the run is handed to another one, which begins anew.
    """
    execution = _Execution(database, Who(tenant_id), Held(run_id, attempt))
    with structlog.contextvars.bound_contextvars(run=str(run_id), attempt=attempt, tenant=str(tenant_id)):
        execution.do(leaving)


@dataclass
class _Execution:
    database: Database
    who: Who
    held: Held

    def do(self, leaving: Event) -> None:
        run = self._take()
        if run is None:
            log.info("run_not_to_be_done")
            return
        self.who = Who(self.who.tenant_id, run.requested_by)
        heartbeat = _Heartbeat(self.database, self.who, self.held, leaving)
        heartbeat.start()
        log.info("run_begins", kind=run.kind)
        try:
            ended = self._work(run, heartbeat)
        except _Lost:
            ended = "lost"
        except DomainError as error:
            ended = self._fail(error.message, error.code)
        except Exception:  # whatever it is, the run must not hang until its lease ends
            log.exception("run_failed")
            ended = self._after_error()
        finally:
            heartbeat.end()
        log.info("run_ends", ended=ended)

    def _take(self) -> Run | None:
        with self.database.unit_of_work(self.who) as session:
            if not take(session, self.held):
                return None
            return session.scalar(select(Run).where(Run.id == self.held.run_id))

    def _work(self, run: Run, heartbeat: _Heartbeat) -> str:
        with self.database.unit_of_work(self.who, read_only=True) as session:
            task = TASKS[run.kind](session, run)
        task.work(Watch(stop=heartbeat.stop, tell=heartbeat.tell))
        if heartbeat.is_lost:
            raise _Lost
        if heartbeat.leaving.is_set() and not heartbeat.is_cancelled:
            return self._hand_back()
        return self._store(task)

    def _store(self, task: Task) -> str:
        with self.database.unit_of_work(self.who) as session:
            run = _current(session, self.held)
            # Asked for here and not of the heartbeat, which may not have heard of it yet.
            status = "succeeded" if run.cancel_requested_at is None else "cancelled"
            if not end(session, self.held, status=status):
                raise _Lost
            stored = task.store(session, run)
            run.answer, run.history = stored.answer, stored.history
            run.result_timetable_id = stored.timetable_id
        return status

    def _fail(self, sentence: str, code: str) -> str:
        with self.database.unit_of_work(self.who) as session:
            values = {"error": sentence[:500], "error_code": code}
            return "failed" if end(session, self.held, status="failed", **values) else "lost"

    def _after_error(self) -> str:
        if self.held.attempt + 1 >= MAX_ERRORS:
            return self._fail(SORRY, "internal_error")
        return self._hand_back()

    def _hand_back(self) -> str:
        with self.database.unit_of_work(self.who) as session:
            run = _current(session, self.held)
            if not hand_back(session, self.held):
                return "lost"
            body = message_of(
                tenant_id=run.tenant_id, run_id=run.id, attempt=self.held.attempt + 1, request=run.request
            )
            post(session, kind="run", body=body)
        return "handed back"


def _current(session: Session, held: Held) -> Run:
    """The run's row, locked, which nobody changes until the unit of work has ended."""
    run = session.scalar(select(Run).where(Run.id == held.run_id).with_for_update())
    if run is None:
        raise _Lost  # its timetable or its tenant was deleted
    return run


class _Heartbeat:
    """Renews a lease every second, tells how far the run is, and hears that it should stop."""

    def __init__(self, database: Database, who: Who, held: Held, leaving: Event) -> None:
        self.stop = Event()
        self.leaving = leaving
        self.is_lost = False
        self.is_cancelled = False
        self._database, self._who, self._held = database, who, held
        self._progress: dict[str, Any] | None = None
        self._ended = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def tell(self, progress: dict[str, Any]) -> None:
        self._progress = progress

    def _run(self) -> None:
        while not self._ended.wait(BEAT_S):
            try:
                self._beat()
            except SQLAlchemyError:
                # The lease outlasts some of these; if it does not, the run is lost and says so.
                log.warning("heartbeat_failed", exc_info=True)
            if self.is_lost or self.is_cancelled or self.leaving.is_set():
                self.stop.set()

    def _beat(self) -> None:
        with self._database.unit_of_work(self._who) as session:
            if not renew(session, self._held, progress=self._progress):
                self.is_lost = True
                return
            cancelled = select(Run.cancel_requested_at).where(Run.id == self._held.run_id)
            self.is_cancelled = session.scalar(cancelled) is not None
