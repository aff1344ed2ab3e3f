# shellcheck shell=bash disable=SC2034
# How the scripts speak, and where they stand. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# say TEXT: one line of progress.
say() { printf '%s\n' "$*" >&2; }

# fail SENTENCE: says why, in one sentence, and ends the script.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Scripts that stand on others end with one sentence too, not with a bare status.
trap 'fail "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: the command above it failed"' ERR
set -E

# with_log FILE COMMAND…: runs a command quietly; the end of what it printed is shown only if it fails.
with_log() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 && return
    local status=$?
    tail -n 20 "$log" >&2
    return "$status"
}
