# shellcheck shell=bash disable=SC2034,SC2154
# The house's rules that the compiler does not keep. Sourced after say.sh, never run.

# In this order: a room imports only rooms that stand before it.
rooms=(OpenSSL AuditChain Rows Postgres Formula Configuration Verification Controls Typesetting Evidence unbroken)

# Library and the one room that may import it.
doors=(CLibPQ:Postgres COpenSSL:OpenSSL CPgQuery:Formula CCairo:Typesetting Yams:Configuration)

# imports MODULE FOLDER…: the lines of Swift files that import it.
imports() {
    local module=$1
    shift
    grep -rnE --include='*.swift' "^[^/\"]*\bimport +((struct|class|enum|protocol|func|var|let|typealias) +)?$module\b" \
        "$@" || [ $? -eq 1 ]
}

check_rooms() {
    local broken='' door folder found position later
    cd "$root" || return
    for folder in Sources/*/; do
        folder=$(basename "$folder")
        case " ${rooms[*]} CLibPQ COpenSSL CPgQuery CCairo " in
            *" $folder "*) ;;
            *) broken+="Sources/$folder is no room of the house"$'\n' ;;
        esac
    done
    for door in "${doors[@]}"; do
        found=$(imports "${door%:*}" Sources | grep -v "^Sources/${door#*:}/" || :)
        [ -z "$found" ] || broken+="only ${door#*:} may import ${door%:*}: $found"$'\n'
    done
    for position in "${!rooms[@]}"; do
        folder=Sources/${rooms[position]}
        [ -d "$folder" ] || continue
        for later in "${rooms[@]:position+1}"; do
            found=$(imports "$later" "$folder")
            [ -z "$found" ] || broken+="${rooms[position]} stands before $later: $found"$'\n'
        done
    done
    [ -z "$broken" ] || fail "an import breaks the order of the rooms: ${broken%$'\n'}"
}
