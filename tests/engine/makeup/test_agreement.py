"""Bits and plain Python say the same of random places in random terms."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.makeup.calendar import Place
from engine.makeup.costs import MakeupWeights
from engine.makeup.diary import Diary
from engine.makeup.objections import Objections
from engine.makeup.reasons import Reason
from engine.makeup.refusals import refusals
from engine.makeup.repricing import reprice
from engine.makeup.scan import find
from tests.engine.makeup.terms import Term, terms


@given(terms(), st.data())
def test_flags_are_the_referee_s_objections(term: Term, data: st.DataObject) -> None:
    missed = data.draw(st.sampled_from(term.sessions()))
    objections = Objections(Diary(*term, missed=[missed]), missed)
    codes = refusals(term.loaded, missed)

    since = term.loaded.number_of(missed.date)
    for date, start, room in np.ndindex(codes.shape):
        place = Place(term.loaded.date(since + date), start, room)
        said = {one.reason for one in objections.against(place)}
        assert said == set(Reason(int(codes[date, start, room])))


@given(terms(), st.data())
def test_admissible_places_are_those_that_nothing_speaks_against(term: Term, data: st.DataObject) -> None:
    missed = data.draw(st.sampled_from(term.sessions()))

    ranked = [option.place for option in find(term.loaded, missed)]

    codes, since = refusals(term.loaded, missed), term.loaded.number_of(missed.date)
    open_places = np.argwhere(codes == 0).tolist()
    assert sorted(ranked) == [Place(term.loaded.date(since + d), s, r) for d, s, r in open_places]


@given(terms(), st.data())
def test_every_part_of_a_cost_is_the_referee_s(term: Term, data: st.DataObject) -> None:
    missed = data.draw(st.sampled_from(term.sessions()))
    weights = MakeupWeights(*(data.draw(st.integers(0, 5)) for _ in MakeupWeights.__slots__))
    diary = Diary(*term, missed=[missed])

    options = list(find(term.loaded, missed, weights=weights))

    assert [one.price for one in options] == [reprice(diary, missed, one.place, weights) for one in options]
    ranks = [(one.cost, *one.place) for one in options]
    assert ranks == sorted(ranks)
