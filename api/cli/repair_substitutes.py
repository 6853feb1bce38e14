"""What ``smart-roster repair`` says of those who could stand in for a teacher."""

from __future__ import annotations

from collections.abc import Sequence

import click

from api.cli.documents import Document
from api.cli.words import signed, week_words
from engine.timetable.problem import Problem
from engine.timetable.repair import Vacancy, substitutes, week_numbers
from engine.timetable.timetable import Timetable


def substitutes_documents(
    problem: Problem, timetable: Timetable, teacher: int, slots: frozenset[int] | None, weeks: int
) -> list[Document]:
    """Each event that a teacher is missed at, with who could take it where it is and who cannot."""
    return [
        {
            "for": str(problem.teachers[teacher]),
            **_event_document(problem, timetable, vacancy.event),
            "weeks": week_numbers(vacancy.weeks),
            **_candidates_document(problem, vacancy),
        }
        for vacancy in substitutes(problem, timetable, teacher, slots, weeks)
    ]


def print_substitutes(documents: Sequence[Document]) -> None:
    """The same for the terminal; nothing of events for which nobody is qualified."""
    told = [one for one in documents if one["offers"] or one["unable"]]
    for teacher in dict.fromkeys(one["for"] for one in told):
        click.echo(f"Could stand in for {teacher}, by --replace:")
        for one in told:
            if one["for"] == teacher:
                _print_event(one)


def _event_document(problem: Problem, timetable: Timetable, event: int) -> Document:
    return {
        "event": problem.event_name(event),
        "course": problem.courses[problem.events[event].course].id,
        "slot": problem.grid.label(timetable.slots_of(problem, event).start),
    }


def _candidates_document(problem: Problem, vacancy: Vacancy) -> Document:
    return {
        "offers": [
            {**_teacher_document(problem, offer.teacher), "cost": offer.cost} for offer in vacancy.offers
        ],
        "unable": [
            {**_teacher_document(problem, refusal.teacher), "reasons": list(refusal.reasons)}
            for refusal in vacancy.refusals
        ],
    }


def _teacher_document(problem: Problem, teacher: int) -> Document:
    return {"teacher": str(problem.teachers[teacher]), "id": problem.teachers[teacher].id}


def _print_event(one: Document) -> None:
    offers = [f"{offer['teacher']} ({offer['id']}, cost {signed(offer['cost'])})" for offer in one["offers"]]
    when = f", {week_words(one['weeks'])}" if one["weeks"] else ""
    click.echo(f"  {one['event']} [{one['course']}], {one['slot']}{when}: {', '.join(offers) or 'nobody'}")
    for refused in one["unable"]:
        click.echo(f"    not {refused['teacher']}: {'; '.join(refused['reasons'])}")
