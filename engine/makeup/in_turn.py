"""Sessions booked one after the other: a first assignment, and what any other costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.makeup.calendar import Booking
from engine.makeup.candidates import Candidate, Choice, Chosen
from engine.makeup.costs import MakeupWeights, price_places
from engine.makeup.index import MakeupIndex
from engine.makeup.scan import Ranking, admissible


def book_in_turn(
    free: MakeupIndex,
    sessions: Sequence[Candidate],
    weights: MakeupWeights,
    fixed: Sequence[Choice | None],
) -> tuple[Chosen, int]:
    """Book what is fixed, then the other sessions where they are cheapest then; and what all cost.

    Sessions with the fewest times are booked first, which matters only for those that are not fixed.
    """
    index, cost = free.without([]), 0
    chosen = list(fixed)
    order = sorted(range(len(sessions)), key=lambda one: (fixed[one] is None, len(sessions[one].times)))
    for number in order:
        one = sessions[number]
        searched = replace(one.searched, index=index)
        prices = price_places(searched, weights)
        choice = chosen[number] or _cheapest(one, Ranking(searched, prices, admissible(searched)))
        if choice is not None:
            date = choice.time.date - searched.dates.start
            cost += prices.of(date, choice.time.start, choice.room).total
            index.book(Booking(one.session.event, *one.place(choice)))
        chosen[number] = choice
    return tuple(chosen), cost


def _cheapest(one: Candidate, ranking: Ranking) -> Choice | None:
    for option in ranking.best(1):
        date, start, room = option.place
        return Choice(one.time_at[one.searched.index.number_of(date), start], room)
    return None
