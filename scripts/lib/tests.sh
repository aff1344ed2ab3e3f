# shellcheck shell=bash
# What the tests need round them: a validator that is not ours, and an end to the servers that they start. Sourced.

# The validators of JSON Schema and of PDF signatures, and what else reads CSV, are nobody's of ours, so that our documents
# are judged by others.
validator() {
    local python=$root/.build/validator/bin/python
    if ! "$python" -c 'import jsonschema, pyhanko, duckdb, pandas' 2>/dev/null; then
        say "Installing validators and readers of others for the tests in .build …"
        mkdir -p "$root/.build"
        with_log "$root/.build/validator.log" python3 -m venv --clear "$root/.build/validator" \
            || fail "python3 could not make a virtual environment in .build"
        with_log "$root/.build/validator.log" "$python" -m pip install --quiet --disable-pip-version-check \
            jsonschema pyhanko duckdb pandas \
            || fail "jsonschema, pyhanko, duckdb and pandas could not be installed from PyPI; is there a network?"
    fi
    export UNBROKEN_TEST_PYTHON=$python
}

# Tests end the servers that they start; where the tests themselves crash or are ended, this does.
end_servers() {
    trap - EXIT ERR
    trap '' INT TERM HUP
    local file pid
    for file in "$servers"/unbroken-*/data/postmaster.pid; do
        [ -e "$file" ] || continue
        pid=$(head -n 1 "$file")
        kill -INT "$pid" 2>/dev/null || continue
        for _ in $(seq 100); do [ -e "$file" ] && sleep 0.1 || break; done
    done
    rm -rf "$servers"
}

# A folder for the servers of the tests, which goes with them when the script ends.
keep_servers() {
    servers=$(mktemp -d /tmp/unbroken-test.XXXXXX)
    chmod 755 "$servers"
    trap end_servers EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    export TMPDIR=$servers
}
