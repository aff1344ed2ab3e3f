# shellcheck shell=bash disable=SC2034,SC2154
# A private PostgreSQL server: in a temporary folder, reachable by a Unix socket only, gone when the script ends.
# Sourced after say.sh, never run. The folder $work is the caller's too; it goes with the server.

work=
server_runs=
binaries=

# PostgreSQL refuses to run as root, so under root its own account runs it.
as_server_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

find_server() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1) || :
    [ -n "$newest" ] || newest=$(command -v initdb) || fail "no PostgreSQL server is installed; run scripts/setup"
    binaries=$(dirname "$newest")
}

# server_start [SETTING…]: starts the server; psql and unbroken find it by PGHOST, PGPORT and PGUSER.
server_start() {
    local setting
    find_server
    # A Unix socket's path holds at most 107 bytes, hence a short name close to the root.
    work=$(mktemp -d "${TMPDIR:-/tmp}/unbroken.XXXXXX")
    trap server_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    mkdir "$work/server"
    chmod 711 "$work"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$work/server"
    fi
    with_log "$work/log" as_server_owner timeout --foreground 120 "$binaries/initdb" -D "$work/server/data" -U postgres -A trust \
        -E UTF8 --locale=C.UTF-8 --no-sync \
        || fail "initdb could not make a server in $work"
    {
        printf "listen_addresses = ''\n"
        printf "unix_socket_directories = '%s'\n" "$work/server"
        for setting in "$@"; do printf '%s\n' "$setting"; done
    } | as_server_owner tee -a "$work/server/data/postgresql.conf" >"$work/log"
    server_runs=yes
    # Its output goes to a file: a pipe would stay open as long as the server runs.
    with_log "$work/log" as_server_owner timeout --foreground 90 "$binaries/pg_ctl" -D "$work/server/data" \
        -l "$work/server/log" -w -t 60 start </dev/null \
        || fail "the private server did not start: $(tail -n 1 "$work/server/log" 2>/dev/null || echo 'it left no log')"
    export PGHOST="$work/server" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
    # What the person's own environment says about servers is not meant for this one.
    unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGSSLMODE PGOPTIONS PGPASSWORD PGPASSFILE
}

# Ends the server and removes its folder; harmless where there is none.
server_stop() {
    trap - EXIT ERR
    if [ -n "$server_runs" ]; then
        server_runs=
        as_server_owner timeout --foreground 60 "$binaries/pg_ctl" -D "$work/server/data" -m immediate -w stop >"$work/log" 2>&1 || :
    fi
    if [ -n "$work" ]; then
        rm -rf "$work"
        work=
    fi
}

# sql [PSQL ARGUMENT…]: psql that reads no start file and stops at the first error.
sql() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }
