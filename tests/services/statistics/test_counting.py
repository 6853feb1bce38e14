"""Counting is done again and again while people go on working, and loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from random import Random
from threading import Event

from services.statistics.asking import Question
from services.statistics.counting import recount_attendance
from tests.installation import College
from tests.services.statistics.counted_slowly import STATUSES, Rows
from tests.services.statistics.taught import Taught, statistics_of

WRITERS, CHANGES = 3, 12


def test_nothing_is_lost_that_changes_while_it_is_counted(college: College) -> None:
    taught, stop = Taught(college), Event()

    def change(seed: int) -> None:
        # Records of its own: two who change the same one at once are not what is tried here.
        random, own = Random(seed), taught.records[seed::WRITERS]
        for _ in range(CHANGES):
            # Several sessions at once, as an excuse does, of which some are marked and some are not.
            taught.mark(*random.sample(own, random.randint(1, 4)), status=random.choice(STATUSES))

    def count_on() -> None:
        while not stop.is_set():
            taught.count()
            recount_attendance(college.installation.database, college.tenant_id)

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        counting = [pool.submit(count_on) for _ in range(2)]
        writing = [pool.submit(change, seed) for seed in range(WRITERS)]
        wait(writing)
        stop.set()
        for one in (*writing, *counting):
            one.result()
    taught.count()

    for by in ("enrollment", "trainee"):
        question = Question(by=by, limit=200)
        assert statistics_of(taught, question) == Rows.of(college).attendance(question)
