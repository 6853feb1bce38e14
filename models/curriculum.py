"""What is taught: courses, their parts, the programmes they belong to, and who is enrolled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Deletable, Record, TenantRow, belongs_to, one_of, unique_while_alive
from models.structure import AcademicYear, ClassGroup, Department, Programme, Term
from models.types import Json, UtcDateTime
from models.user import User

ENROLLMENT_STATUSES = ("scheduled", "in_progress", "completed", "cancelled")
OPEN_STATUSES = ENROLLMENT_STATUSES[:2]
"""Of enrolments that are still to be taught."""

DIFFICULTIES = ("beginner", "intermediate", "advanced", "expert")
PRACTICAL_WEEKS = ("all", "odd", "even")


class Course(Record, Deletable):
    """A subject that is taught: its sessions a week, its parts and what must be known before."""

    __tablename__ = "courses"
    __table_args__ = (
        unique_while_alive("courses", "code"),
        belongs_to("departments", "department_id"),
        one_of("difficulty_level", DIFFICULTIES),
        one_of("practical_weeks", PRACTICAL_WEEKS),
        Index("ix_courses_category", "tenant_id", "category"),
    )

    department_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(20))
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    difficulty_level: Mapped[str] = mapped_column(String(20), default="beginner")
    duration_weeks: Mapped[int]
    theory_sessions: Mapped[int]
    theory_slots: Mapped[int]
    practical_sessions: Mapped[int]
    practical_slots: Mapped[int]
    practical_weeks: Mapped[str] = mapped_column(String(8), default="all")
    created_by: Mapped[UUID | None]

    department: Mapped[Department] = relationship(
        primaryjoin="foreign(Course.department_id) == Department.id", lazy="raise", viewonly=True
    )
    modules: Mapped[list[Module]] = relationship(
        primaryjoin="Course.id == foreign(Module.course_id)",
        order_by="Module.position",
        lazy="raise",
        viewonly=True,
    )
    prerequisites: Mapped[list[Course]] = relationship(
        secondary="prerequisites",
        primaryjoin="Course.id == Prerequisite.course_id",
        secondaryjoin="Prerequisite.needs_id == Course.id",
        order_by="Course.code",
        lazy="raise",
        viewonly=True,
    )

    @property
    def total_hours(self) -> int:
        """What the modules take together."""
        return sum(module.duration_hours for module in self.modules)


class Prerequisite(TenantRow):
    """One course must be known before another."""

    __tablename__ = "prerequisites"
    __table_args__ = (
        belongs_to("courses", "course_id", ondelete="CASCADE"),
        belongs_to("courses", "needs_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "course_id", "needs_id"),
        CheckConstraint("course_id <> needs_id", name="not_of_itself"),
    )

    course_id: Mapped[UUID]
    needs_id: Mapped[UUID]


class Module(Record):
    """A topic of a course, at its place in the order."""

    __tablename__ = "modules"
    __table_args__ = (
        belongs_to("courses", "course_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "course_id", "position"),
    )

    course_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    duration_hours: Mapped[int]

    lessons: Mapped[list[Lesson]] = relationship(
        primaryjoin="Module.id == foreign(Lesson.module_id)",
        order_by="Lesson.position",
        lazy="raise",
        viewonly=True,
    )

    @property
    def lesson_minutes(self) -> int:
        """What the lessons take together."""
        return sum(lesson.duration_minutes for lesson in self.lessons)


class Lesson(Record):
    """A subtopic of a module, at its place in the order."""

    __tablename__ = "lessons"
    __table_args__ = (
        belongs_to("modules", "module_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "module_id", "position"),
    )

    module_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str | None] = mapped_column(Text)
    duration_minutes: Mapped[int]


class ProgrammeCourse(Record):
    """A course in a programme's curriculum: the term of study it is taught in, and the rooms it needs."""

    __tablename__ = "programme_courses"
    __table_args__ = (
        belongs_to("programmes", "programme_id", ondelete="CASCADE"),
        belongs_to("courses", "course_id"),
        UniqueConstraint("tenant_id", "programme_id", "course_id"),
        CheckConstraint("year_of_study > 0", name="year_of_study_positive"),
        CheckConstraint("term_number > 0", name="term_number_positive"),
    )

    programme_id: Mapped[UUID]
    course_id: Mapped[UUID]
    year_of_study: Mapped[int]
    term_number: Mapped[int]
    is_core: Mapped[bool] = mapped_column(default=True)
    theory_room_type: Mapped[str] = mapped_column(String(20))
    practical_room_type: Mapped[str | None] = mapped_column(String(20))
    theory_facilities: Mapped[list[str]] = mapped_column(Json, default=list)
    practical_facilities: Mapped[list[str]] = mapped_column(Json, default=list)

    programme: Mapped[Programme] = relationship(
        primaryjoin="foreign(ProgrammeCourse.programme_id) == Programme.id", lazy="raise", viewonly=True
    )
    course: Mapped[Course] = relationship(
        primaryjoin="foreign(ProgrammeCourse.course_id) == Course.id", lazy="raise", viewonly=True
    )


class Enrollment(Record):
    """A class group takes a course in a term: this is what a timetable places."""

    __tablename__ = "enrollments"
    __table_args__ = (
        belongs_to("class_groups", "class_group_id"),
        belongs_to("courses", "course_id"),
        belongs_to("academic_years", "academic_year_id"),
        belongs_to("terms", "term_id"),
        UniqueConstraint("tenant_id", "class_group_id", "course_id", "term_id"),
        one_of("status", ENROLLMENT_STATUSES),
        Index("ix_enrollments_status", "tenant_id", "status"),
    )

    class_group_id: Mapped[UUID]
    course_id: Mapped[UUID]
    academic_year_id: Mapped[UUID]
    term_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(20), default="scheduled")

    class_group: Mapped[ClassGroup] = relationship(
        primaryjoin="foreign(Enrollment.class_group_id) == ClassGroup.id", lazy="raise", viewonly=True
    )
    course: Mapped[Course] = relationship(
        primaryjoin="foreign(Enrollment.course_id) == Course.id", lazy="raise", viewonly=True
    )
    academic_year: Mapped[AcademicYear] = relationship(
        primaryjoin="foreign(Enrollment.academic_year_id) == AcademicYear.id", lazy="raise", viewonly=True
    )
    term: Mapped[Term] = relationship(
        primaryjoin="foreign(Enrollment.term_id) == Term.id", lazy="raise", viewonly=True
    )
    trainers: Mapped[list[EnrollmentTrainer]] = relationship(
        primaryjoin="Enrollment.id == foreign(EnrollmentTrainer.enrollment_id)",
        order_by="EnrollmentTrainer.position",
        lazy="raise",
        viewonly=True,
    )


class EnrollmentTrainer(TenantRow):
    """A trainer who teaches an enrolled class group; the first one leads."""

    __tablename__ = "enrollment_trainers"
    __table_args__ = (
        belongs_to("enrollments", "enrollment_id", ondelete="CASCADE"),
        belongs_to("users", "trainer_id"),
        UniqueConstraint("tenant_id", "enrollment_id", "trainer_id"),
    )

    enrollment_id: Mapped[UUID]
    trainer_id: Mapped[UUID]
    position: Mapped[int]

    trainer: Mapped[User] = relationship(
        primaryjoin="foreign(EnrollmentTrainer.trainer_id) == User.id", lazy="raise", viewonly=True
    )


class PersonalEnrollment(Record):
    """A person takes a course alone."""

    __tablename__ = "personal_enrollments"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("courses", "course_id"),
        UniqueConstraint("tenant_id", "user_id", "course_id"),
        one_of("status", ENROLLMENT_STATUSES),
    )

    user_id: Mapped[UUID]
    course_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(20), default="in_progress")
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    course: Mapped[Course] = relationship(
        primaryjoin="foreign(PersonalEnrollment.course_id) == Course.id", lazy="raise", viewonly=True
    )
