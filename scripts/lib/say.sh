# shellcheck shell=bash
# How the scripts speak, and where they stand. Sourced, never run.

# shellcheck disable=SC2034  # for the scripts that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# say TEXT: one line of progress.
say() { printf '%s\n' "$*" >&2; }

# fail SENTENCE: says why, in one sentence, and ends the script.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Scripts that stand on others end with one sentence too, not with a bare status. A subshell leaves it to its parent,
# or the sentence would come twice.
set -E
trap '[ "$BASH_SUBSHELL" -gt 0 ] || fail "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: a command there failed"' ERR

# with_log FILE COMMAND…: runs a command quietly; the end of what it printed is shown only if it fails, and last of all
# what the tests in it found wrong.
with_log() {
    local log=$1 status=0
    shift
    "$@" >"$log" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        tail -n 30 "$log" >&2
        grep -A 20 ' recorded an issue ' "$log" | head -n 200 >&2 || true
    fi
    return "$status"
}
