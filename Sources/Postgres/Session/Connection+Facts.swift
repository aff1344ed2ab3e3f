internal import AuditChain
internal import CLibPQ

extension Connection {
    /// Which server and database this is; a role that may not ask for an identity leaves it out.
    mutating func facts() throws(Obstacle) -> ServerFacts {
        let plain = try query(
            """
            SELECT current_database(), current_user, current_setting('server_version'), pg_is_in_recovery(),
                (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
                has_function_privilege('pg_control_system()', 'EXECUTE')
                    AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE'),
                split_part(current_setting('server_version'), ' ', 1)
            """)
        let isStandby = plain.flag(0, 3)
        let position = isStandby ? "pg_last_wal_replay_lsn()" : "pg_current_wal_lsn()"
        var told: QueryResult?
        if plain.flag(0, 5) {
            told = try attempt(
                "SELECT \(position), (pg_control_system()).system_identifier, (pg_control_checkpoint()).timeline_id")
        }
        let identity = (system: told?.text(0, 1), timeline: told?.text(0, 2).flatMap { Int($0) })
        if told == nil { told = try attempt("SELECT \(position)") }
        let host = PQhost(handle).map { String(cString: $0) } ?? ""
        let isSocket = host.hasPrefix("/") || host.hasPrefix("@") || host.isEmpty
        let address = PQhostaddr(handle).map { String(cString: $0) } ?? ""
        return ServerFacts(
            host: host.isEmpty ? "(default socket)" : host, name: try plain.required(0, 0),
            user: try plain.required(0, 1),
            systemIdentifier: identity.system, timeline: identity.timeline, lsn: told?.text(0, 0),
            isStandby: isStandby, serverVersion: try plain.required(0, 6), protection: protection(isSocket: isSocket),
            isLocal: isSocket || address.hasPrefix("127.") || address == "::1", bypassesRowSecurity: plain.flag(0, 4))
    }

    private func protection(isSocket: Bool) -> ServerFacts.Protection {
        if isSocket { return .socket }
        guard PQsslInUse(handle) != 0 else { return .none }
        return switch Self.option("sslmode", of: handle) {
        case "verify-full": .verifyFull
        case "verify-ca": .verifyCA
        default: .unverified
        }
    }
}
