# shellcheck shell=bash
# The house rules that the compiler does not enforce: who may import whom. Sourced after say.sh, never run.
# shellcheck disable=SC2154  # say.sh assigns root

# Each room imports only rooms that stand before it.
rooms=(OpenSSL AuditChain Rows Postgres Formula Configuration Verification Controls Typesetting Evidence unbroken)

# Modules that only one room may import.
declare -A guarded=([CLibPQ]=Postgres [COpenSSL]=OpenSSL [CPgQuery]=Formula [CDrawing]=Typesetting [CFiles]=unbroken [Yams]=Configuration)

# imports FOLDER…: prints 'FILE MODULE' for each import in there, whatever stands before or behind the word.
imports() {
    local declaration='^[[:space:]]*(@[A-Za-z_]+(\([^)]*\))?[[:space:]]+)*((public|package|internal|fileprivate|private)[[:space:]]+)?import[[:space:]]+'
    { grep -rEH --include='*.swift' "$declaration" "$@" || [ "$?" -eq 1 ]; } \
        | sed -E 's/^([^:]+):.*import[[:space:]]+((struct|class|enum|protocol|func|var|let|typealias|actor)[[:space:]]+)?([A-Za-z_0-9]+).*/\1 \4/'
}

# place ROOM: its number in the list, or nothing.
place() {
    local index
    for index in "${!rooms[@]}"; do
        if [ "${rooms[index]}" = "$1" ]; then
            printf '%s' "$index"
            return
        fi
    done
}

# check_rooms: fails with the first import against the rules.
check_rooms() {
    local file module room folder owner
    for folder in "$root"/Sources/*/; do
        room=$(basename "$folder")
        [ -n "$(place "$room")" ] || [ -e "$folder/module.modulemap" ] || [ -e "$folder/include" ] \
            || fail "Sources/$room is no room of the house; give it its place in scripts/lib/rooms.sh"
    done
    while read -r file module; do
        room=${file#"$root"/Sources/}
        room=${room%%/*}
        owner=${guarded[$module]-}
        if [ -n "$owner" ] && [ "$room" != "$owner" ]; then
            fail "${file#"$root"/} imports $module, which only $owner may"
        fi
        if [ -n "$(place "$module")" ] && [[ $file == "$root"/Sources/* ]] \
            && [ "$(place "$module")" -ge "$(place "$room")" ]; then
            fail "${file#"$root"/} imports $module, which does not stand above $room"
        fi
    done < <(imports "$root/Sources" "$root/Tests")
}
