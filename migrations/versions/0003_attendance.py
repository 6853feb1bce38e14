"""Attendance: sessions on their dates, who attended, and what proves it

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.row_level_security import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


TENANT_TABLES = (
    "challenges",
    "consents",
    "devices",
    "device_keys",
    "excuses",
    "face_templates",
    "attendance_totals",
    "attendance_warnings",
    "attendance_sessions",
    "absence_forecasts",
    "attendance_records",
    "check_ins",
    "session_feedback",
)


def upgrade() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_challenges_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_challenges_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_challenges_tenant_id_id")),
    )
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.create_index("ix_challenges_expires_at", ["tenant_id", "expires_at"], unique=False)
        batch_op.create_index("ix_challenges_user_id", ["tenant_id", "user_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("purpose IN ('face')", name=op.f("ck_consents_purpose_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_consents_tenant_id_recorded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_consents_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_consents_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_consents_tenant_id_id")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index("ix_consents_recorded_by_id", ["tenant_id", "recorded_by_id"], unique=False)
        batch_op.create_index("ix_consents_user_id", ["tenant_id", "user_id", "purpose"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drift_s", sa.Double(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "room_id"],
            ["rooms.tenant_id", "rooms.id"],
            name=op.f("fk_devices_tenant_id_room_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_devices_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_devices_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_devices_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_devices_tenant_id_name")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_devices_tenant_id_user_id")),
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.create_index("ix_devices_room_id", ["tenant_id", "room_id"], unique=False)

    op.create_table(
        "device_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["devices.tenant_id", "devices.id"],
            name=op.f("fk_device_keys_tenant_id_device_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_device_keys_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_keys")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_device_keys_tenant_id_id")),
    )
    with op.batch_alter_table("device_keys", schema=None) as batch_op:
        batch_op.create_index("ix_device_keys_device_id", ["tenant_id", "device_id"], unique=False)

    op.create_table(
        "excuses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'verified', 'refused', 'withdrawn')",
            name=op.f("ck_excuses_status_known"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_excuses_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_excuses_tenant_id_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_excuses_tenant_id_document_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_excuses_tenant_id_trainee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_excuses_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuses")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_excuses_tenant_id_id")),
    )
    with op.batch_alter_table("excuses", schema=None) as batch_op:
        batch_op.create_index("ix_excuses_decided_by_id", ["tenant_id", "decided_by_id"], unique=False)
        batch_op.create_index("ix_excuses_document_id", ["tenant_id", "document_id"], unique=False)
        batch_op.create_index("ix_excuses_status", ["tenant_id", "status"], unique=False)
        batch_op.create_index("ix_excuses_trainee_id", ["tenant_id", "trainee_id", "starts_at"], unique=False)

    op.create_table(
        "face_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("enrolled_by_id", sa.Uuid(), nullable=False),
        sa.Column("encoding", sa.LargeBinary(), nullable=True),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "consent_id"],
            ["consents.tenant_id", "consents.id"],
            name=op.f("fk_face_templates_tenant_id_consent_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolled_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_face_templates_tenant_id_enrolled_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_face_templates_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_face_templates_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_templates")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_face_templates_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_face_templates_tenant_id_user_id")),
    )
    with op.batch_alter_table("face_templates", schema=None) as batch_op:
        batch_op.create_index("ix_face_templates_consent_id", ["tenant_id", "consent_id"], unique=False)
        batch_op.create_index(
            "ix_face_templates_enrolled_by_id", ["tenant_id", "enrolled_by_id"], unique=False
        )

    op.create_table(
        "attendance_totals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("absent_count", sa.Integer(), nullable=False),
        sa.Column("excused_count", sa.Integer(), nullable=False),
        sa.Column("pending_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrollment_id"],
            ["enrollments.tenant_id", "enrollments.id"],
            name=op.f("fk_attendance_totals_tenant_id_enrollment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_attendance_totals_tenant_id_trainee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_attendance_totals_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_totals")),
        sa.UniqueConstraint(
            "tenant_id",
            "enrollment_id",
            "trainee_id",
            name=op.f("uq_attendance_totals_tenant_id_enrollment_id_trainee_id"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_attendance_totals_tenant_id_id")),
    )
    with op.batch_alter_table("attendance_totals", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_totals_trainee_id", ["tenant_id", "trainee_id"], unique=False)

    op.create_table(
        "attendance_warnings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("limit_percent", sa.Integer(), nullable=False),
        sa.Column("absence_probability", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrollment_id"],
            ["enrollments.tenant_id", "enrollments.id"],
            name=op.f("fk_attendance_warnings_tenant_id_enrollment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_attendance_warnings_tenant_id_trainee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_attendance_warnings_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_warnings")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_attendance_warnings_tenant_id_id")),
    )
    with op.batch_alter_table("attendance_warnings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attendance_warnings_enrollment_id", ["tenant_id", "enrollment_id"], unique=False
        )
        batch_op.create_index(
            "ix_attendance_warnings_trainee_id",
            ["tenant_id", "trainee_id", "enrollment_id", "warned_at"],
            unique=False,
        )

    op.create_table(
        "attendance_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("session_type", sa.String(length=12), nullable=False),
        sa.Column("trainer_id", sa.Uuid(), nullable=False),
        sa.Column("planned_trainer_id", sa.Uuid(), nullable=True),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("is_makeup", sa.Boolean(), nullable=False),
        sa.Column("makeup_of_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_room_id", sa.Uuid(), nullable=True),
        sa.Column("auto_closed", sa.Boolean(), nullable=False),
        sa.Column("canceled_because", sa.String(length=12), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=True),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("absent_count", sa.Integer(), nullable=False),
        sa.Column("excused_count", sa.Integer(), nullable=False),
        sa.Column("pending_count", sa.Integer(), nullable=False),
        sa.Column("is_uncounted", sa.Boolean(), nullable=False),
        sa.Column("feedback_count", sa.Integer(), nullable=False),
        sa.Column("content_sum", sa.Integer(), nullable=False),
        sa.Column("delivery_sum", sa.Integer(), nullable=False),
        sa.Column("engagement_sum", sa.Integer(), nullable=False),
        sa.Column("overall_sum", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "canceled_because IN ('missed', 'decided')",
            name=op.f("ck_attendance_sessions_canceled_because_known"),
        ),
        sa.CheckConstraint(
            "session_type IN ('theory', 'practical')", name=op.f("ck_attendance_sessions_session_type_known")
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'active', 'completed', 'canceled')",
            name=op.f("ck_attendance_sessions_status_known"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_attendance_sessions_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrollment_id"],
            ["enrollments.tenant_id", "enrollments.id"],
            name=op.f("fk_attendance_sessions_tenant_id_enrollment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["timetable_entries.tenant_id", "timetable_entries.id"],
            name=op.f("fk_attendance_sessions_tenant_id_entry_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "planned_room_id"],
            ["rooms.tenant_id", "rooms.id"],
            name=op.f("fk_attendance_sessions_tenant_id_planned_room_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "makeup_of_id"],
            ["attendance_sessions.tenant_id", "attendance_sessions.id"],
            name=op.f("fk_attendance_sessions_tenant_id_makeup_of_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "planned_trainer_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_attendance_sessions_tenant_id_planned_trainer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "room_id"],
            ["rooms.tenant_id", "rooms.id"],
            name=op.f("fk_attendance_sessions_tenant_id_room_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainer_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_attendance_sessions_tenant_id_trainer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_attendance_sessions_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_sessions")),
        sa.UniqueConstraint(
            "tenant_id",
            "entry_id",
            "starts_at",
            name=op.f("uq_attendance_sessions_tenant_id_entry_id_starts_at"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_attendance_sessions_tenant_id_id")),
    )
    with op.batch_alter_table("attendance_sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attendance_sessions_enrollment_id", ["tenant_id", "enrollment_id"], unique=False
        )
        batch_op.create_index(
            "ix_attendance_sessions_planned_room_id", ["tenant_id", "planned_room_id"], unique=False
        )
        batch_op.create_index(
            "ix_attendance_sessions_makeup_of_id", ["tenant_id", "makeup_of_id"], unique=False
        )
        batch_op.create_index(
            "ix_attendance_sessions_planned_trainer_id", ["tenant_id", "planned_trainer_id"], unique=False
        )
        batch_op.create_index("ix_attendance_sessions_room_id", ["tenant_id", "room_id"], unique=False)
        batch_op.create_index("ix_attendance_sessions_starts_at", ["tenant_id", "starts_at"], unique=False)
        batch_op.create_index(
            "ix_attendance_sessions_status", ["tenant_id", "status", "starts_at"], unique=False
        )
        batch_op.create_index("ix_attendance_sessions_trainer_id", ["tenant_id", "trainer_id"], unique=False)
        batch_op.create_index("ix_attendance_sessions_uncounted", ["tenant_id", "is_uncounted"], unique=False)

    op.create_table(
        "absence_forecasts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["attendance_sessions.tenant_id", "attendance_sessions.id"],
            name=op.f("fk_absence_forecasts_tenant_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_absence_forecasts_tenant_id_trainee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_absence_forecasts_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_forecasts")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_absence_forecasts_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "session_id",
            "trainee_id",
            name=op.f("uq_absence_forecasts_tenant_id_session_id_trainee_id"),
        ),
    )
    with op.batch_alter_table("absence_forecasts", schema=None) as batch_op:
        batch_op.create_index("ix_absence_forecasts_trainee_id", ["tenant_id", "trainee_id"], unique=False)

    op.create_table(
        "attendance_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("marked_by", sa.String(length=12), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("excuse_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "marked_by IN ('check_in', 'review', 'staff', 'excuse', 'job')",
            name=op.f("ck_attendance_records_marked_by_known"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'present', 'late', 'absent', 'excused')",
            name=op.f("ck_attendance_records_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "excuse_id"],
            ["excuses.tenant_id", "excuses.id"],
            name=op.f("fk_attendance_records_tenant_id_excuse_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["attendance_sessions.tenant_id", "attendance_sessions.id"],
            name=op.f("fk_attendance_records_tenant_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_attendance_records_tenant_id_trainee_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_attendance_records_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_records")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_attendance_records_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "session_id",
            "trainee_id",
            name=op.f("uq_attendance_records_tenant_id_session_id_trainee_id"),
        ),
    )
    with op.batch_alter_table("attendance_records", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_records_excuse_id", ["tenant_id", "excuse_id"], unique=False)
        batch_op.create_index(
            "ix_attendance_records_trainee_id", ["tenant_id", "trainee_id", "status"], unique=False
        )

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.LargeBinary(), nullable=True),
        sa.Column("photo_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("encoding", sa.LargeBinary(), nullable=True),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.String(length=12), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photo_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action IN ('check_in', 'start', 'end')", name=op.f("ck_check_ins_action_known")),
        sa.CheckConstraint(
            "channel IN ('own', 'kiosk', 'class_photo')", name=op.f("ck_check_ins_channel_known")
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'review', 'refused')", name=op.f("ck_check_ins_decision_known")
        ),
        sa.CheckConstraint(
            "review IN ('open', 'accepted', 'refused')", name=op.f("ck_check_ins_review_known")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["devices.tenant_id", "devices.id"],
            name=op.f("fk_check_ins_tenant_id_device_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reviewed_by_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_check_ins_tenant_id_reviewed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["attendance_sessions.tenant_id", "attendance_sessions.id"],
            name=op.f("fk_check_ins_tenant_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_check_ins_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_check_ins_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_check_ins_tenant_id_id")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_check_ins_device_id", ["tenant_id", "device_id"], unique=False)
        batch_op.create_index("ix_check_ins_photo", ["tenant_id", "photo_digest"], unique=False)
        batch_op.create_index("ix_check_ins_photo_until", ["tenant_id", "photo_until"], unique=False)
        batch_op.create_index("ix_check_ins_review", ["tenant_id", "review", "received_at"], unique=False)
        batch_op.create_index("ix_check_ins_reviewed_by_id", ["tenant_id", "reviewed_by_id"], unique=False)
        batch_op.create_index(
            "ix_check_ins_session_id", ["tenant_id", "session_id", "received_at"], unique=False
        )
        batch_op.create_index("ix_check_ins_user_id", ["tenant_id", "user_id", "received_at"], unique=False)

    op.create_table(
        "session_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("engagement", sa.Integer(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("content BETWEEN 1 AND 5", name=op.f("ck_session_feedback_content_in_range")),
        sa.CheckConstraint("delivery BETWEEN 1 AND 5", name=op.f("ck_session_feedback_delivery_in_range")),
        sa.CheckConstraint(
            "engagement BETWEEN 1 AND 5", name=op.f("ck_session_feedback_engagement_in_range")
        ),
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name=op.f("ck_session_feedback_overall_in_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["attendance_sessions.tenant_id", "attendance_sessions.id"],
            name=op.f("fk_session_feedback_tenant_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "trainee_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_session_feedback_tenant_id_trainee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_session_feedback_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_feedback")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_session_feedback_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "session_id",
            "trainee_id",
            name=op.f("uq_session_feedback_tenant_id_session_id_trainee_id"),
        ),
    )
    with op.batch_alter_table("session_feedback", schema=None) as batch_op:
        batch_op.create_index("ix_session_feedback_trainee_id", ["tenant_id", "trainee_id"], unique=False)

    op.add_column("files", sa.Column("sealed", sa.LargeBinary(), nullable=True))

    protect(*TENANT_TABLES)


def downgrade() -> None:
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_column("sealed")

    with op.batch_alter_table("session_feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_session_feedback_trainee_id")

    op.drop_table("session_feedback")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_check_ins_user_id")
        batch_op.drop_index("ix_check_ins_session_id")
        batch_op.drop_index("ix_check_ins_reviewed_by_id")
        batch_op.drop_index("ix_check_ins_review")
        batch_op.drop_index("ix_check_ins_photo_until")
        batch_op.drop_index("ix_check_ins_photo")
        batch_op.drop_index("ix_check_ins_device_id")

    op.drop_table("check_ins")
    with op.batch_alter_table("attendance_records", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_records_trainee_id")
        batch_op.drop_index("ix_attendance_records_excuse_id")

    op.drop_table("attendance_records")
    with op.batch_alter_table("absence_forecasts", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_forecasts_trainee_id")

    op.drop_table("absence_forecasts")
    with op.batch_alter_table("attendance_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_sessions_uncounted")
        batch_op.drop_index("ix_attendance_sessions_trainer_id")
        batch_op.drop_index("ix_attendance_sessions_status")
        batch_op.drop_index("ix_attendance_sessions_starts_at")
        batch_op.drop_index("ix_attendance_sessions_room_id")
        batch_op.drop_index("ix_attendance_sessions_planned_trainer_id")
        batch_op.drop_index("ix_attendance_sessions_makeup_of_id")
        batch_op.drop_index("ix_attendance_sessions_planned_room_id")
        batch_op.drop_index("ix_attendance_sessions_enrollment_id")

    op.drop_table("attendance_sessions")
    with op.batch_alter_table("attendance_warnings", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_warnings_trainee_id")
        batch_op.drop_index("ix_attendance_warnings_enrollment_id")

    op.drop_table("attendance_warnings")
    with op.batch_alter_table("attendance_totals", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_totals_trainee_id")

    op.drop_table("attendance_totals")
    with op.batch_alter_table("face_templates", schema=None) as batch_op:
        batch_op.drop_index("ix_face_templates_enrolled_by_id")
        batch_op.drop_index("ix_face_templates_consent_id")

    op.drop_table("face_templates")
    with op.batch_alter_table("excuses", schema=None) as batch_op:
        batch_op.drop_index("ix_excuses_trainee_id")
        batch_op.drop_index("ix_excuses_status")
        batch_op.drop_index("ix_excuses_document_id")
        batch_op.drop_index("ix_excuses_decided_by_id")

    op.drop_table("excuses")
    with op.batch_alter_table("device_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_device_keys_device_id")

    op.drop_table("device_keys")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index("ix_devices_room_id")

    op.drop_table("devices")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index("ix_consents_user_id")
        batch_op.drop_index("ix_consents_recorded_by_id")

    op.drop_table("consents")
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.drop_index("ix_challenges_user_id")
        batch_op.drop_index("ix_challenges_expires_at")

    op.drop_table("challenges")
