"""The table of permissions: which role may do what, and how far it reaches.

This table is the whole of it. Views name the permission they need; services ask
:func:`scope_of` which rows it covers; ``docs/permissions.md`` is written from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from services.access.actor import Role


class Scope(IntEnum):
    """How far a permission reaches; what that means for a kind of row says its ``within``."""

    NONE = 0
    OWN = 1
    """What is the actor's own: the account, the profile, the enrolments."""
    CLASS_GROUP = 2
    """What concerns the class groups that the actor learns in or teaches."""
    DEPARTMENT = 3
    """What concerns the actor's department."""
    TENANT = 4
    """Everything of the institution."""


class Permission(StrEnum):
    """Something that may be done. ``write`` covers creating, changing and deleting."""

    SCHOOL_READ = "school:read"
    SCHOOL_WRITE = "school:write"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    HISTORY_READ = "history:read"
    DEPARTMENTS_READ = "departments:read"
    DEPARTMENTS_WRITE = "departments:write"
    PROGRAMMES_READ = "programmes:read"
    PROGRAMMES_WRITE = "programmes:write"
    CLASS_GROUPS_READ = "class-groups:read"
    CLASS_GROUPS_WRITE = "class-groups:write"
    CALENDAR_READ = "calendar:read"
    CALENDAR_WRITE = "calendar:write"
    COURSES_READ = "courses:read"
    COURSES_WRITE = "courses:write"
    CURRICULUM_READ = "curriculum:read"
    CURRICULUM_WRITE = "curriculum:write"
    ENROLLMENTS_READ = "enrollments:read"
    ENROLLMENTS_WRITE = "enrollments:write"
    SELF_ENROLL = "enrollments:self"
    ROOMS_READ = "rooms:read"
    ROOMS_WRITE = "rooms:write"
    AVAILABILITY_READ = "availability:read"
    AVAILABILITY_WRITE = "availability:write"
    TIMETABLES_READ = "timetables:read"
    """Versions of every status, with what the engine says of them; what is published is a schedule."""
    TIMETABLES_WRITE = "timetables:write"
    SCHEDULES_READ = "schedules:read"
    FEEDS = "feeds"
    """Secret addresses for one's own calendar, of what one may read."""
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
    USERS_IMPORT = "users:import"
    ROLES_ASSIGN = "roles:assign"
    ME = "me"
    ACTIVITY_READ = "activity:read"
    FILES_READ = "files:read"
    SESSIONS_READ = "sessions:read"
    """Dated sessions, with what came of them in numbers."""
    SESSIONS_HOLD = "sessions:hold"
    """Starting and ending a session; only its assigned trainer may."""
    SESSIONS_WRITE = "sessions:write"
    """Cancelling, another trainer or room, makeups."""
    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    """Marks by hand, and decisions on attempts that a person has to look at."""
    CHECK_IN = "check-in"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_GIVE = "feedback:give"
    EXCUSES_READ = "excuses:read"
    EXCUSES_REQUEST = "excuses:request"
    EXCUSES_DECIDE = "excuses:decide"
    STATISTICS_READ = "statistics:read"
    FACES_ENROL = "faces:enrol"
    """Consent and enrolment of faces; of others only with their consent on paper."""
    FACES_COMPARE = "faces:compare"
    """Finding people who are enrolled with nearly the same face."""
    DEVICES_READ = "devices:read"
    DEVICES_WRITE = "devices:write"
    PLATFORM = "platform"
    """Founding and closing institutions, which is nothing that an institution does itself."""


N, O, G, D, T = Scope  # noqa: E741 - one letter a scope keeps the table readable

_ROLES = (Role.ADMIN, Role.DP_ACADEMICS, Role.HOD, Role.TRAINER, Role.TRAINEE, Role.STAFF, Role.DEVICE)

# fmt: off
_TABLE: Mapping[Permission, tuple[Scope, ...]] = {
    #                               admin dp hod trainer trainee staff device
    Permission.SCHOOL_READ:         (T,   T,  T,   T,      T,      T,    T),
    Permission.SCHOOL_WRITE:        (T,   N,  N,   N,      N,      N,    N),
    Permission.POLICY_READ:         (T,   T,  T,   T,      N,      T,    T),
    Permission.POLICY_WRITE:        (T,   N,  N,   N,      N,      N,    N),
    Permission.HISTORY_READ:        (T,   T,  N,   N,      N,      N,    N),
    Permission.DEPARTMENTS_READ:    (T,   T,  D,   D,      D,      T,    N),
    Permission.DEPARTMENTS_WRITE:   (T,   T,  N,   N,      N,      N,    N),
    Permission.PROGRAMMES_READ:     (T,   T,  D,   D,      G,      T,    N),
    Permission.PROGRAMMES_WRITE:    (T,   T,  D,   N,      N,      N,    N),
    Permission.CLASS_GROUPS_READ:   (T,   T,  D,   G,      G,      T,    N),
    Permission.CLASS_GROUPS_WRITE:  (T,   T,  D,   N,      N,      N,    N),
    Permission.CALENDAR_READ:       (T,   T,  T,   T,      T,      T,    T),
    Permission.CALENDAR_WRITE:      (T,   T,  N,   N,      N,      N,    N),
    Permission.COURSES_READ:        (T,   T,  T,   T,      T,      T,    N),
    Permission.COURSES_WRITE:       (T,   T,  D,   N,      N,      N,    N),
    Permission.CURRICULUM_READ:     (T,   T,  D,   D,      G,      T,    N),
    Permission.CURRICULUM_WRITE:    (T,   T,  D,   N,      N,      N,    N),
    Permission.ENROLLMENTS_READ:    (T,   T,  D,   G,      G,      T,    N),
    Permission.ENROLLMENTS_WRITE:   (T,   T,  D,   N,      N,      N,    N),
    Permission.SELF_ENROLL:         (T,   T,  O,   O,      O,      O,    N),
    Permission.ROOMS_READ:          (T,   T,  T,   T,      T,      T,    T),
    Permission.ROOMS_WRITE:         (T,   T,  N,   N,      N,      N,    N),
    Permission.AVAILABILITY_READ:   (T,   T,  D,   O,      N,      T,    N),
    Permission.AVAILABILITY_WRITE:  (T,   T,  D,   O,      N,      N,    N),
    Permission.TIMETABLES_READ:     (T,   T,  T,   N,      N,      T,    N),
    Permission.TIMETABLES_WRITE:    (T,   T,  N,   N,      N,      N,    N),
    Permission.SCHEDULES_READ:      (T,   T,  D,   G,      G,      T,    N),
    Permission.FEEDS:               (O,   O,  O,   O,      O,      O,    N),
    Permission.USERS_READ:          (T,   T,  D,   G,      O,      T,    N),
    Permission.USERS_WRITE:         (T,   N,  N,   N,      N,      N,    N),
    Permission.USERS_IMPORT:        (T,   N,  N,   N,      N,      N,    N),
    Permission.ROLES_ASSIGN:        (T,   N,  N,   N,      N,      N,    N),
    Permission.ME:                  (O,   O,  O,   O,      O,      O,    O),
    Permission.ACTIVITY_READ:       (T,   O,  O,   O,      O,      O,    O),
    Permission.FILES_READ:          (T,   T,  T,   T,      T,      T,    N),
    Permission.SESSIONS_READ:       (T,   T,  D,   G,      G,      T,    T),
    Permission.SESSIONS_HOLD:       (N,   N,  O,   O,      N,      N,    N),
    Permission.SESSIONS_WRITE:      (T,   T,  D,   N,      N,      N,    N),
    Permission.RECORDS_READ:        (T,   T,  D,   O,      O,      T,    N),
    Permission.RECORDS_WRITE:       (T,   T,  D,   O,      N,      T,    N),
    Permission.CHECK_IN:            (N,   N,  N,   N,      O,      N,    T),
    Permission.FEEDBACK_READ:       (T,   T,  D,   O,      O,      N,    N),
    Permission.FEEDBACK_GIVE:       (N,   N,  N,   N,      O,      N,    N),
    Permission.EXCUSES_READ:        (T,   T,  D,   N,      O,      T,    N),
    Permission.EXCUSES_REQUEST:     (N,   N,  N,   N,      O,      N,    N),
    Permission.EXCUSES_DECIDE:      (T,   T,  D,   N,      N,      T,    N),
    Permission.STATISTICS_READ:     (T,   T,  D,   G,      O,      T,    N),
    Permission.FACES_ENROL:         (T,   O,  O,   O,      O,      T,    N),
    Permission.FACES_COMPARE:       (T,   N,  N,   N,      N,      T,    N),
    Permission.DEVICES_READ:        (T,   T,  N,   N,      N,      T,    O),
    Permission.DEVICES_WRITE:       (T,   N,  N,   N,      N,      N,    N),
}
# fmt: on

_OPERATORS_ONLY = (Permission.PLATFORM,)

PERMISSIONS: Mapping[Permission, Mapping[Role, Scope]] = {
    permission: {**dict(zip(_ROLES, row, strict=True)), Role.OPERATOR: row[0]}
    for permission, row in _TABLE.items()
} | {permission: dict.fromkeys(_ROLES, N) | {Role.OPERATOR: T} for permission in _OPERATORS_ONLY}
"""How far each permission reaches for each role."""


def scope_of(permission: Permission, role: Role) -> Scope:
    """How far a permission reaches for a role."""
    return PERMISSIONS[permission][role]
