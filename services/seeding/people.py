"""The people of the demo college: most have no password until they set one by the link of a reset."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from models import (
    Base,
    DpAcademicsProfile,
    HodProfile,
    Profile,
    TraineeProfile,
    TrainerProfile,
    User,
)
from models.session import now_of, tenant_of
from services.access import Role
from services.identity.passwords import hash_password
from services.seeding.departments import Structure
from services.seeding.generated import SEED, Generated
from services.seeding.names import Name, draw_names

DOMAIN = "demo.example"
DEVICES = (("Main Gate", "device"), ("Library", "device2"))
"""Check-in devices: where they hang, and the part of their address before the sign."""

TRAINEES = {"demo": 1_400}
"""Trainees in all, for a size whose class groups are not quite full."""


@dataclass(frozen=True, slots=True)
class People:
    """Accounts by what they are, with everything that belongs to them."""

    offices: list[User]
    heads: list[User]
    trainers: list[User]
    trainees: list[User]
    belongings: list[Base]

    @property
    def rows(self) -> list[Base]:
        """All of them."""
        return [*self.offices, *self.heads, *self.trainers, *self.trainees, *self.belongings]


class PeopleBuilder:
    """Makes accounts one after the other, each with a name of its own.

    Parameters
    ----------
    password
        Of the accounts that may be shown to visitors; the others have none.
    """

    def __init__(self, session: Session, *, password: str, names: list[Name]) -> None:
        self._session = session
        self._password = password
        self._names = iter(names)
        self.belongings: list[Base] = []

    def open(self, role: Role, *, shown_as: str | None = None, name: Name | None = None) -> User:
        """An account; ``shown_as`` is the mailbox of one that visitors log in to."""
        name = name or next(self._names)
        address = f"{shown_as or name.mailbox}@{DOMAIN}"
        user = User(
            email=address,
            email_index=self._session.info["keyring"].blind_index(tenant_of(self._session), address),
            role=role,
            first_name=name.first,
            last_name=name.last,
            gender=name.gender,
            password_hash=None if shown_as is None else self._hash(name, shown_as),
            email_verified_at=now_of(self._session),
        )
        self.belongings.append(Profile(user_id=user.id))
        return user

    def _hash(self, name: Name, mailbox: str) -> str:
        return hash_password(self._password, about=(name.first, name.last, mailbox))


def build_people(
    session: Session, college: Generated, structure: Structure, *, size: str, password: str, year: date
) -> People:
    """Everybody of a generated college, and the offices that it does not speak of.

    ``year`` is the first day of the academic year. The trainer and the trainee that visitors log in
    as meet in the first course.
    """
    sizes = _filled(college, TRAINEES.get(size))
    staff = len(college.trainers) + len(structure.departments) + len(DEVICES) + 3
    names = draw_names(staff + sum(sizes), seed=SEED)
    builder = PeopleBuilder(session, password=password, names=names)
    first = college.problem.courses[0]
    return People(
        offices=list(_offices(builder)),
        heads=list(_heads(builder, structure)),
        trainers=list(_trainers(builder, college, structure, shown=first.teachers[0])),
        trainees=list(_trainees(builder, structure, sizes, shown=first.groups[0], year=year)),
        belongings=builder.belongings,
    )


def _offices(builder: PeopleBuilder) -> Iterator[User]:
    yield builder.open(Role.ADMIN, shown_as="admin")
    deputy = builder.open(Role.DP_ACADEMICS, shown_as="dp")
    builder.belongings.append(DpAcademicsProfile(user_id=deputy.id, office="Administration Block"))
    yield deputy
    yield builder.open(Role.STAFF, shown_as="staff")
    for place, mailbox in DEVICES:
        yield builder.open(Role.DEVICE, shown_as=mailbox, name=Name("Device", place, "undisclosed"))


def _heads(builder: PeopleBuilder, structure: Structure) -> Iterator[User]:
    for index, department in enumerate(structure.departments):
        head = builder.open(Role.HOD, shown_as=None if index else "hod")
        department.hod_id = head.id
        builder.belongings.append(HodProfile(user_id=head.id, department_id=department.id))
        yield head


def _trainers(
    builder: PeopleBuilder, college: Generated, structure: Structure, *, shown: int
) -> Iterator[User]:
    for index, item in enumerate(college.trainers):
        department = structure.departments[item.department]
        trainer = builder.open(Role.TRAINER, shown_as="trainer" if index == shown else None)
        builder.belongings.append(
            TrainerProfile(
                user_id=trainer.id,
                department_id=department.id,
                qualifications=[f"Bachelor's degree: {department.name}"],
                weekly_load_hours=college.hours(item.teacher.max_week),
                daily_load_hours=college.hours(item.teacher.max_day),
            )
        )
        yield trainer


def _trainees(
    builder: PeopleBuilder, structure: Structure, sizes: list[int], *, shown: int, year: date
) -> Iterator[User]:
    number = 0
    for index, (group, size) in enumerate(zip(structure.class_groups, sizes, strict=True)):
        admitted = year.replace(year=year.year - group.year_of_study + 1)
        for place in range(size):
            number += 1
            is_shown = index == shown and place == 0
            trainee = builder.open(Role.TRAINEE, shown_as="trainee" if is_shown else None)
            builder.belongings.append(
                _enter(trainee.id, group.id, f"{group.name[:4]}/{number:04d}/{admitted.year}", admitted)
            )
            yield trainee


def _enter(user_id: UUID, class_group_id: UUID, admission_number: str, admitted_on: date) -> TraineeProfile:
    return TraineeProfile(
        user_id=user_id,
        class_group_id=class_group_id,
        admission_number=admission_number,
        admitted_on=admitted_on,
    )


def _filled(college: Generated, total: int | None) -> list[int]:
    """How many trainees each class group has: all planned, or its share of a total."""
    planned = [item.group.size for item in college.groups]
    if total is None:
        return planned
    # Shares of running sums: whole numbers that add up to the total.
    reached = [0]
    for size in planned:
        reached.append(reached[-1] + size)
    shares = [total * number // reached[-1] for number in reached]
    return [after - before for before, after in itertools.pairwise(shares)]
