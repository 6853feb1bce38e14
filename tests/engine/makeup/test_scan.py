"""Places for one missed session."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from engine.makeup import Calendar, Holiday, Horizon, MakeupWeights, Place, Price, Session, find, refusals
from engine.timetable.problem import Event
from engine.timetable.timetable import Timetable
from tests.engine.makeup.terms import MONDAY, TERM, Term, day, small_term
from tests.engine.timetable.school import R1, school

LOGIC = Session(0, MONDAY)
TUESDAY = day(1)


def test_the_cheapest_place_comes_first_and_its_price_is_told_by_part() -> None:
    (best,) = find(small_term().loaded, LOGIC).best(1)

    assert best.place == Place(TUESDAY, 0, 0)
    assert best.price == Price(load=0, idle=0, week=0, distance=2, room=1)


def test_a_slot_above_the_usual_load_of_a_day_costs() -> None:
    ranking = find(small_term().loaded, LOGIC)

    second = next(one for one in ranking if one.place == Place(MONDAY, 2, 0))

    assert second.price == Price(load=3, idle=0, week=0, distance=0, room=1)


def test_a_gap_that_is_filled_saves_its_price() -> None:
    problem = school(Event(0), Event(1), Event(1), rooms=(R1, replace(R1, id="R3")))
    term = Term(problem, Timetable.of([(1, 0), (0, 0), (2, 0)]), TERM)

    (best,) = find(term.loaded, LOGIC, weights=MakeupWeights(load_group=0)).best(1)

    assert best.place == Place(MONDAY, 1, 1)
    assert best.price.idle == -3
    assert best.cost < 0


def test_who_is_touched_is_told_with_their_day_before_and_after() -> None:
    ranking = find(small_term().loaded, LOGIC)
    late = next(one for one in ranking if one.place == Place(MONDAY, 3, 0))

    assert [str(touch) for touch in ranking.touched(late)] == [
        "Ada: comes for 1 slot only",
        "1A: 1 to 2 slots, 1 more idle",
    ]


def test_no_more_than_there_are_are_given() -> None:
    ranking = find(small_term().loaded, LOGIC, Horizon(TUESDAY, TUESDAY))

    assert len(ranking) == len(ranking.best(100)) == 4


def test_dates_before_today_are_left_out() -> None:
    index = small_term(replace(TERM, today=day(7))).loaded

    assert min(option.place.date for option in find(index, LOGIC, Horizon(MONDAY, day(20)))) == day(7)
    assert refusals(index, LOGIC).shape[0] == 14


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (day(0), day(1), "The horizon lies in the past"),
        (day(40), day(50), "has no date of the term"),
    ],
)
def test_a_horizon_without_a_date_to_use_is_refused(first: dt.date, last: dt.date, said: str) -> None:
    index = small_term(replace(TERM, today=day(7))).loaded

    with pytest.raises(ValueError, match=said):
        find(index, LOGIC, Horizon(first, last))


def test_a_horizon_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="The horizon is empty"):
        Horizon(day(1), day(0))


def test_a_weight_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="Weight distance is -1; expected 0 to 10,000"):
        MakeupWeights(distance=-1)


def test_a_session_that_fell_on_a_holiday_can_be_made_up() -> None:
    index = small_term(Calendar(MONDAY, day(20), holidays=(Holiday(MONDAY, MONDAY),))).loaded

    assert find(index, LOGIC).best(1)[0].place.date == TUESDAY
