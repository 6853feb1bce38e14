"""Timetables of terms, and long work of the engine

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.row_level_security import open_to_relay, protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


TENANT_TABLES = (
    "calendar_feeds",
    "timetables",
    "weekly_schedules",
    "runs",
    "timetable_edits",
    "timetable_entries",
)


def upgrade() -> None:
    op.create_table(
        "periodic_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_jobs")),
        sa.UniqueConstraint("name", name=op.f("uq_periodic_jobs_name")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "subject_type IN ('class_group', 'trainer', 'room', 'person')",
            name=op.f("ck_calendar_feeds_subject_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_calendar_feeds_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_calendar_feeds_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_calendar_feeds_tenant_id_id")),
    )
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_feeds_hash", ["tenant_id", "secret_hash"], unique=True)
        batch_op.create_index("ix_calendar_feeds_user_id", ["tenant_id", "user_id"], unique=False)

    op.create_table(
        "timetables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("made_from_id", sa.Uuid(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("cost_by_rule", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'validated', 'published', 'archived')",
            name=op.f("ck_timetables_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_from_id"],
            ["timetables.tenant_id", "timetables.id"],
            name=op.f("fk_timetables_tenant_id_made_from_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "term_id"],
            ["terms.tenant_id", "terms.id"],
            name=op.f("fk_timetables_tenant_id_term_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_timetables_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetables")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_timetables_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "term_id", "number", name=op.f("uq_timetables_tenant_id_term_id_number")
        ),
    )
    with op.batch_alter_table("timetables", schema=None) as batch_op:
        batch_op.create_index("ix_timetables_made_from_id", ["tenant_id", "made_from_id"], unique=False)
        batch_op.create_index(
            "uq_timetables_published",
            ["tenant_id", "term_id"],
            unique=True,
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        )

    op.create_table(
        "timetable_edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "timetable_id"],
            ["timetables.tenant_id", "timetables.id"],
            name=op.f("fk_timetable_edits_tenant_id_timetable_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_timetable_edits_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_edits")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_timetable_edits_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "timetable_id",
            "number",
            name=op.f("uq_timetable_edits_tenant_id_timetable_id_number"),
        ),
    )
    op.create_table(
        "weekly_schedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject_type IN ('class_group', 'trainer', 'room')",
            name=op.f("ck_weekly_schedules_subject_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "term_id"],
            ["terms.tenant_id", "terms.id"],
            name=op.f("fk_weekly_schedules_tenant_id_term_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_weekly_schedules_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_schedules")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_weekly_schedules_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "term_id",
            "subject_type",
            "subject_id",
            name=op.f("uq_weekly_schedules_tenant_id_term_id_subject_type_subject_id"),
        ),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("result_timetable_id", sa.Uuid(), nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('solve', 'repair', 'explain', 'what_if', 'variants', 'makeup')",
            name=op.f("ck_runs_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
            name=op.f("ck_runs_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "result_timetable_id"],
            ["timetables.tenant_id", "timetables.id"],
            name=op.f("fk_runs_tenant_id_result_timetable_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "timetable_id"],
            ["timetables.tenant_id", "timetables.id"],
            name=op.f("fk_runs_tenant_id_timetable_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_runs_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_runs_tenant_id_id")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("ix_runs_lease", ["status", "lease_until"], unique=False)
        batch_op.create_index(
            "ix_runs_result_timetable_id", ["tenant_id", "result_timetable_id"], unique=False
        )
        batch_op.create_index("ix_runs_status", ["tenant_id", "status"], unique=False)
        batch_op.create_index("ix_runs_timetable_id", ["tenant_id", "timetable_id"], unique=False)

    op.create_table(
        "timetable_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("session_type", sa.String(length=12), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "session_type IN ('theory', 'practical')", name=op.f("ck_timetable_entries_session_type_known")
        ),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_timetable_entries_ordinal_positive")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_timetable_entries_starts_before_it_ends")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_timetable_entries_weekday_known")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrollment_id"],
            ["enrollments.tenant_id", "enrollments.id"],
            name=op.f("fk_timetable_entries_tenant_id_enrollment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "room_id"],
            ["rooms.tenant_id", "rooms.id"],
            name=op.f("fk_timetable_entries_tenant_id_room_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "substitute_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_timetable_entries_tenant_id_substitute_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "timetable_id"],
            ["timetables.tenant_id", "timetables.id"],
            name=op.f("fk_timetable_entries_tenant_id_timetable_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_timetable_entries_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_entries")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_timetable_entries_tenant_id_id")),
    )
    with op.batch_alter_table("timetable_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_timetable_entries_enrollment_id", ["tenant_id", "enrollment_id"], unique=False
        )
        batch_op.create_index("ix_timetable_entries_room_id", ["tenant_id", "room_id"], unique=False)
        batch_op.create_index(
            "ix_timetable_entries_substitute_id", ["tenant_id", "substitute_id"], unique=False
        )
        batch_op.create_index(
            "uq_timetable_entries_weekly",
            ["tenant_id", "timetable_id", "enrollment_id", "session_type", "ordinal"],
            unique=True,
            sqlite_where=sa.text("held_on IS NULL"),
            postgresql_where=sa.text("held_on IS NULL"),
        )

    protect(*TENANT_TABLES)
    open_to_relay("runs")


def downgrade() -> None:
    with op.batch_alter_table("timetable_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_timetable_entries_weekly",
            sqlite_where=sa.text("held_on IS NULL"),
            postgresql_where=sa.text("held_on IS NULL"),
        )
        batch_op.drop_index("ix_timetable_entries_substitute_id")
        batch_op.drop_index("ix_timetable_entries_room_id")
        batch_op.drop_index("ix_timetable_entries_enrollment_id")

    op.drop_table("timetable_entries")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index("ix_runs_timetable_id")
        batch_op.drop_index("ix_runs_status")
        batch_op.drop_index("ix_runs_result_timetable_id")
        batch_op.drop_index("ix_runs_lease")

    op.drop_table("runs")
    op.drop_table("weekly_schedules")
    op.drop_table("timetable_edits")
    with op.batch_alter_table("timetables", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_timetables_published",
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        )
        batch_op.drop_index("ix_timetables_made_from_id")

    op.drop_table("timetables")
    with op.batch_alter_table("calendar_feeds", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_feeds_user_id")
        batch_op.drop_index("ix_calendar_feeds_hash")

    op.drop_table("calendar_feeds")
    op.drop_table("periodic_jobs")
