# shellcheck shell=bash disable=SC2034,SC2154
# The release build. Sourced after say.sh, never run.

# build_release: builds unbroken as people run it; its path is then in $unbroken.
build_release() {
    local log status=0
    log=$(mktemp)
    with_log "$log" timeout --foreground 1800 swift build --package-path "$root" -c release --product unbroken || status=$?
    rm -f "$log"
    [ "$status" -eq 0 ] || fail "unbroken could not be built"
    unbroken=$(swift build --package-path "$root" -c release --show-bin-path)/unbroken
    [ -x "$unbroken" ] || fail "the build left no program behind"
}
