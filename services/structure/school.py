"""The school: the institution itself, one for each tenant, which always stays."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import School
from services.access import Permission
from services.errors import Invalid
from services.identity.accounts import normal_email
from services.people.personal import normal_phone
from services.places import check_zone
from services.policy import policy_of
from services.records import Kind


def school_of(session: Session) -> School:
    """The school of the tenant whose unit of work this is; it was founded with it."""
    return session.scalars(select(School)).one()


def _check(session: Session, school: School) -> None:
    check_zone(school.geo_zone)
    if school.email is not None:
        school.email = normal_email(school.email)
    if school.phone is not None:
        school.phone = _normal_phone(session, school.phone)


def _normal_phone(session: Session, text: str) -> str:
    try:
        return normal_phone(text, region=policy_of(session).phone_region)
    except ValueError as error:
        raise Invalid(str(error), fields={"phone": str(error)}) from error


SCHOOL = Kind(
    model=School,
    noun="school",
    plural="schools",
    read=Permission.SCHOOL_READ,
    write=Permission.SCHOOL_WRITE,
    check=_check,
)
"""How the school is read and written."""
