# shellcheck shell=bash disable=SC2034,SC2154
# The travel log on the private server. Sourced after server.sh, never run.

travel=$root/Fixtures/travel

# Server settings for a log that is loaded, read and thrown away: nothing has to survive a crash.
throwaway_settings=(
    "fsync = off" "full_page_writes = off" "synchronous_commit = off" "wal_level = minimal" "max_wal_senders = 0"
    "max_wal_size = 4GB" "checkpoint_timeout = 1h" "shared_buffers = 256MB" "track_commit_timestamp = on"
)

# load_travel DATABASE ROWS: a new database with that many audit rows, written by the trigger.
load_travel() {
    sql -d postgres -c "CREATE DATABASE \"$1\""
    sql -d "$1" -f "$travel/audit_log.sql"
    timeout --foreground 3600 psql -X -q -d "$1" -v rows="$2" -f "$travel/history.sql"
}
