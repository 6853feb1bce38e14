"""The resources of the API, one module each: what may be asked, by whom, and which service answers."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.views.absence_forecasts import blp as absence_forecasts
from api.views.academic_years import blp as academic_years
from api.views.alternatives import blp as alternatives
from api.views.attendance_records import blp as attendance_records
from api.views.attendance_warnings import blp as attendance_warnings
from api.views.auth import blp as auth
from api.views.check_ins import blp as check_ins
from api.views.class_groups import blp as class_groups
from api.views.courses import blp as courses
from api.views.departments import blp as departments
from api.views.devices import blp as devices
from api.views.enrollments import blp as enrollments
from api.views.excuses import blp as excuses
from api.views.faces import blp as faces
from api.views.feedback import blp as feedback
from api.views.feeds import blp as feeds
from api.views.files import blp as files
from api.views.history import blp as history
from api.views.holidays import blp as holidays
from api.views.lessons import blp as lessons
from api.views.me import blp as me
from api.views.modules import blp as modules
from api.views.personal_enrollments import blp as personal_enrollments
from api.views.policy import blp as policy
from api.views.programme_courses import blp as programme_courses
from api.views.programmes import blp as programmes
from api.views.questions import blp as questions
from api.views.room_maintenances import blp as room_maintenances
from api.views.rooms import blp as rooms
from api.views.runs import blp as runs
from api.views.schedules import blp as schedules
from api.views.school import blp as school
from api.views.session_makeups import blp as session_makeups
from api.views.sessions import blp as sessions
from api.views.single_sign_on import blp as single_sign_on
from api.views.statistics import blp as statistics
from api.views.tenants import blp as tenants
from api.views.terms import blp as terms
from api.views.timetable_entries import blp as timetable_entries
from api.views.timetable_exchange import blp as timetable_exchange
from api.views.timetables import blp as timetables
from api.views.trainer_availabilities import blp as trainer_availabilities
from api.views.users import blp as users

BLUEPRINTS: tuple[Blueprint, ...] = (
    auth,
    single_sign_on,
    users,
    me,
    faces,
    devices,
    files,
    school,
    departments,
    programmes,
    class_groups,
    academic_years,
    terms,
    holidays,
    rooms,
    room_maintenances,
    trainer_availabilities,
    courses,
    modules,
    lessons,
    programme_courses,
    enrollments,
    personal_enrollments,
    timetables,
    timetable_entries,
    alternatives,
    questions,
    timetable_exchange,
    schedules,
    feeds,
    runs,
    sessions,
    statistics,
    absence_forecasts,
    check_ins,
    attendance_records,
    feedback,
    excuses,
    attendance_warnings,
    session_makeups,
    policy,
    history,
    tenants,
)
