#!/bin/sh
# Run once, by the PostgreSQL image, on an empty database: a role that owns the tables is there already
# (POSTGRES_USER); the service works as one that owns nothing, backups are made by one that sees all rows.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set app_password="$APP_PASSWORD" --set backup_password="$BACKUP_PASSWORD" <<'SQL'
CREATE ROLE roster_app LOGIN PASSWORD :'app_password';
CREATE ROLE roster_backup LOGIN BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO roster_backup;
SQL
