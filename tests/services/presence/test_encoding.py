"""Photos are looked at in another process, which may die without anybody noticing."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import numpy as np
from PIL import Image

from services.presence.encoding import look, look_at_class, look_for_enrolment
from tests.engine.face.photos import beside, file_of, portrait


def test_a_look_at_a_face_knows_its_digest_and_draws_it_anew() -> None:
    data = file_of(portrait(400))

    seen, again = look(data), look(data + b"more behind the end")

    assert seen.encoding is not None
    assert seen.encoding.shape == (128,)
    assert (seen.fault, seen.digest) == (None, again.digest)
    assert seen.picture is not None
    assert seen.picture.startswith(b"\xff\xd8")


def test_what_is_no_photo_of_a_face_is_told_by_its_code() -> None:
    noise = Image.fromarray(np.full((200, 200, 3), 120, np.uint8))
    looks = [look(b""), look(b"GIF89a" + bytes(100)), look(file_of(noise))]

    assert [seen.fault for seen in looks] == ["photo_format", "photo_format", "no_face"]
    assert [seen.encoding for seen in looks] == [None] * 3
    assert looks[2].picture is not None


def test_faces_of_a_class_photo_are_kept_apart() -> None:
    alone = portrait(300)

    first, second = look_at_class(file_of(beside(alone, alone.transpose(Image.Transpose.FLIP_LEFT_RIGHT))))

    assert first.digest != second.digest
    assert [seen.fault for seen in look_at_class(b"no photo")] == ["photo_format"]
    assert first.picture is not None
    assert second.picture is not None


def test_looks_of_many_threads_each_get_their_own_answer() -> None:
    photos = [file_of(portrait(width)) for width in (300, 320, 340, 360)]
    with ThreadPoolExecutor(4) as pool:
        digests = [seen.digest for seen in pool.map(look, photos)]

    assert len(set(digests)) == 4


def test_a_process_that_was_killed_is_started_again() -> None:
    look(b"")
    for child in multiprocessing.active_children():
        child.kill()
    sleep(0.1)

    assert look(b"").fault == "photo_format"


def test_photos_of_an_enrolment_are_averaged_or_refused_one_by_one() -> None:
    good = [file_of(portrait(width)) for width in (400, 380, 360)]

    taken, flawed = look_for_enrolment(good), look_for_enrolment([*good[:2], b"no photo"])

    assert taken.encoding is not None
    assert (taken.photos, taken.flaws) == (3, ())
    assert [(flaw.photo, flaw.code) for flaw in flawed.flaws] == [(3, "photo_format")]
