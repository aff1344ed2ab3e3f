# shellcheck shell=bash
# A private PostgreSQL server: in a temporary folder, reachable by a Unix socket only, gone when the script ends.
# Sourced after say.sh, never run.

# The folder that is removed with the server; scripts may keep files of their own in it.
work=
server_was_started=

# workspace: makes $work, and sees to it that nothing is left, whichever way the script ends.
workspace() {
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/unbroken.XXXXXX") || fail "no temporary folder can be made in ${TMPDIR:-/tmp}"
    # A Unix socket's path holds at most 107 bytes (unix(7)).
    [ "${#work}" -le 80 ] || fail "the path of TMPDIR is too long for a Unix socket; name a shorter folder"
    # The server's account must get through to its own folder in there, and nobody look around.
    chmod 711 "$work"
}

# PostgreSQL refuses to run as root, so under root its own account runs it.
as_server_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && "$@")
    fi
}

# The folder with the newest server's programs; Debian keeps them off the PATH.
server_programs() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] || newest=$(command -v initdb) || return 1
    dirname "$newest"
}

# server_start [SETTING…]: starts the server (lines of postgresql.conf may be given) in $work; psql and unbroken then
# find it by PGHOST, PGPORT, PGUSER and PGDATABASE.
server_start() {
    local programs
    programs=$(server_programs) || fail "no PostgreSQL server is installed; run scripts/setup"
    # What the person's own environment says about servers is not meant for this one, which would heed PGPORT too.
    unset "${!PG@}"
    mkdir "$work/server"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$work/server"
    # --foreground lets Ctrl-C through to what runs under the time-out.
    with_log "$work/initdb.log" as_server_owner timeout --foreground 120 "$programs/initdb" -D "$work/server/data" \
        -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        || fail "a database could not be made in $work"
    # Whoever may open the socket is trusted as superuser, hence its permissions. What is lost in a crash of this
    # computer is of no worth, hence no fsync.
    printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$work/server'" 'unix_socket_permissions = 0700' \
        'fsync = off' 'full_page_writes = off' "$@" \
        | as_server_owner tee -a "$work/server/data/postgresql.conf" >/dev/null
    server_was_started=yes
    # Its output goes to a file: a pipe would stay open as long as the server runs.
    with_log "$work/start.log" as_server_owner timeout --foreground 90 "$programs/pg_ctl" -D "$work/server/data" \
        -l "$work/server/log" -w -t 60 start </dev/null \
        || fail "the private server did not start: $(tail -n 1 "$work/server/log" 2>/dev/null || echo 'it left no log')"
    export PGHOST="$work/server" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
}

# Ends the server and removes the folder; harmless where there is neither.
clean_up() {
    # A second Ctrl-C shall not leave a server behind.
    trap '' INT TERM HUP
    trap - EXIT ERR
    local programs
    if [ -n "$server_was_started" ] && programs=$(server_programs); then
        as_server_owner timeout 60 "$programs/pg_ctl" -D "$work/server/data" -m immediate -w -t 50 stop \
            >/dev/null 2>&1 || :
        server_was_started=
    fi
    if [ -n "$work" ]; then rm -rf "$work"; fi
}

# sql [PSQL ARGUMENT…]: psql that reads no start file and stops at the first error.
sql() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }
