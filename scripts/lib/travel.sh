# shellcheck shell=bash
# The travel-booking audit log of Fixtures/travel, in the private server. Sourced after server.sh, never run.
# shellcheck disable=SC2154  # say.sh and server.sh assign root and work

# build_release: builds the command and leaves its path in $unbroken.
build_release() {
    say "Building unbroken (the first time takes some minutes) …"
    # With Swift's libraries in it, as README says: it starts a quarter faster.
    with_log "$work/build.log" swift build --package-path "$root" -c release --static-swift-stdlib --product unbroken \
        || fail "unbroken did not build; the compiler's last words stand above"
    # shellcheck disable=SC2034  # for the scripts that source this
    unbroken=$(swift build --package-path "$root" -c release --show-bin-path 2>/dev/null)/unbroken
}

# load_history ROWS: makes the database travel and fills its log through the trigger.
load_history() {
    say "Loading $1 rows of seven years through the trigger …"
    sql -c 'CREATE DATABASE travel'
    export PGDATABASE=travel
    with_log "$work/load.log" sql -o /dev/null -f "$root/Fixtures/travel/install.sql" \
        || fail "Fixtures/travel/install.sql could not be loaded"
    # In the background, so that a signal is heeded at once; the server's end ends it too.
    sql -o /dev/null -v rows="$1" -f "$root/Fixtures/travel/history.sql" >"$work/load.log" 2>&1 &
    wait "$!" || fail "Fixtures/travel/history.sql could not be loaded: $(tail -n 1 "$work/load.log")"
}

# whole_number TEXT: whether it is one from 1 to 999,999,999.
whole_number() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }
