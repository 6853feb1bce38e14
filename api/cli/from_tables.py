"""What commands read and write in an installation's database, with its refusals said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database
from engine.timetable.problem import Problem
from engine.timetable.weights import Weights
from models.session import Database
from services.errors import DomainError


@contextmanager
def opened() -> Iterator[Database]:
    """The database of the installation in this folder.

    Raises
    ------
    BadInput
        If it cannot be used, or what is asked of it is refused.
    """
    database = open_database(load_settings())
    try:
        yield database
    except DomainError as error:
        raise BadInput(error.message) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadInput(f"The database cannot be used: {reason}. Try smart-roster doctor.") from error
    finally:
        database.close()


def read_tables(tenant: str, *, term: str | None, preset: str | None) -> Problem:
    """The problem of a term, put together from an institution's tables.

    Raises
    ------
    BadInput
        If there is no such institution or term, or something is missing to plan it.
    """
    from services.tenants import enter_institution
    from services.timetabling.assembling import assemble
    from services.timetabling.terms import find_term

    with opened() as database, database.unit_of_work(read_only=True) as session:
        enter_institution(session, slug=tenant)
        problem, _ = assemble(session, term_id=find_term(session, name=term).id)
    return problem if preset is None else problem.with_weights(Weights.preset(preset))
