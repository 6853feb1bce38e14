"""The stored tables, and the door to them (:mod:`models.session`)."""

from models.activity import Activity
from models.attendance import AttendanceSession
from models.attendance_record import AttendanceRecord, CheckIn, Excuse, SessionFeedback
from models.attendance_totals import AbsenceForecast, AttendanceTotal, AttendanceWarning
from models.base import Base, Deletable, Record, TenantRow
from models.credential import ExternalIdentity, IdentityProvider, OneTimeToken, RefreshToken, TokenFamily
from models.curriculum import (
    Course,
    Enrollment,
    EnrollmentTrainer,
    Lesson,
    Module,
    PersonalEnrollment,
    Prerequisite,
    ProgrammeCourse,
)
from models.facility import Room, RoomMaintenance, TrainerAvailability
from models.file import File
from models.history import Change
from models.outbox import IdempotencyKey, Message
from models.periodic_job import PeriodicJob
from models.presence import Challenge, Consent, Device, DeviceKey, FaceTemplate
from models.run import Run
from models.structure import AcademicYear, ClassGroup, Department, Holiday, Programme, School, Term
from models.tenant import Tenant
from models.timetable import CalendarFeed, Timetable, TimetableEntry, WeeklySchedule
from models.timetable_edit import TimetableEdit
from models.user import DpAcademicsProfile, HodProfile, Profile, TraineeProfile, TrainerProfile, User

__all__ = [
    "AbsenceForecast",
    "AcademicYear",
    "Activity",
    "AttendanceRecord",
    "AttendanceSession",
    "AttendanceTotal",
    "AttendanceWarning",
    "Base",
    "CalendarFeed",
    "Challenge",
    "Change",
    "CheckIn",
    "ClassGroup",
    "Consent",
    "Course",
    "Deletable",
    "Department",
    "Device",
    "DeviceKey",
    "DpAcademicsProfile",
    "Enrollment",
    "EnrollmentTrainer",
    "Excuse",
    "ExternalIdentity",
    "FaceTemplate",
    "File",
    "HodProfile",
    "Holiday",
    "IdempotencyKey",
    "IdentityProvider",
    "Lesson",
    "Message",
    "Module",
    "OneTimeToken",
    "PeriodicJob",
    "PersonalEnrollment",
    "Prerequisite",
    "Profile",
    "Programme",
    "ProgrammeCourse",
    "Record",
    "RefreshToken",
    "Room",
    "RoomMaintenance",
    "Run",
    "School",
    "SessionFeedback",
    "Tenant",
    "TenantRow",
    "Term",
    "Timetable",
    "TimetableEdit",
    "TimetableEntry",
    "TokenFamily",
    "TraineeProfile",
    "TrainerAvailability",
    "TrainerProfile",
    "User",
    "WeeklySchedule",
]
