internal import AuditChain
internal import CLibPQ

/// A message of libpq or of the server, made fit for a sentence.
enum ServerMessage {
    /// The message on one line, without control characters (a hostile server might send a terminal's), at most 400
    /// characters of it, and without `secret`.
    static func plain(_ text: UnsafePointer<CChar>?, without secret: String = "") -> String {
        guard let text else { return "no reason given" }
        var message = String(cString: text)
        if !secret.isEmpty, message.contains(secret) {
            message = message.split(separator: secret).joined(separator: "…")
        }
        var line = ""
        for scalar in message.unicodeScalars.prefix(400) {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            line.unicodeScalars.append(isControl ? " " : scalar)
        }
        line = line.split(separator: " ").joined(separator: " ")
        return line.isEmpty ? "no reason given" : line
    }

    /// Which kind of obstacle an SQLSTATE is (PostgreSQL manual, appendix A).
    static func kind(ofState state: String) -> Obstacle.Kind {
        if state == "42501" { return .permission }
        return switch state.prefix(2) {
        // What is wrong with our SQL is wrong with the names and expressions of the configuration.
        case "22", "2B", "2F", "38", "39", "3F", "42", "44", "0A", "P0": .configuration
        // Connection, login, resources, shutdown, recovery conflicts, damaged files, the server's own bugs.
        default: .unreachable
        }
    }

    /// Whether a message of this class may quote a row's content.
    static func mayQuoteRows(state: String) -> Bool { ["22", "23", "38", "39", "44", "P0"].contains(state.prefix(2)) }

    static func hint(forState state: String, kind: Obstacle.Kind) -> String? {
        switch state {
        case "42501": "grant what is missing to the role that connects, or connect as another one"
        case "57014":
            "somebody cancelled the query, or a question to the catalog took longer than the 10 minutes that it is given; a read has no such limit, whatever statement_timeout the role has"
        case "55P03": Connection.lockHint
        case "53300": "raise max_connections or try again when fewer are connected"
        case "40001", "57P05": "try again; on a standby raise max_standby_streaming_delay or set hot_standby_feedback"
        case "57P01", "57P02", "57P03": "try again once the server is up"
        case "XX001", "XX002": "the server's own files are damaged; pg_amcheck says more"
        default: nil
        }
    }
}
