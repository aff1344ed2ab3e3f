/// Which server and database a session looks at, so that a verdict can't be taken for another's.
public struct ServerFacts: Sendable, Hashable {
    /// The host's name or address, or the socket's folder.
    public var host: String
    /// The database.
    public var name: String
    /// The role whose privileges count.
    public var user: String
    /// `pg_control_system()`; `nil` where the role may not call it.
    public var systemIdentifier: String?
    /// The timeline of the last checkpoint; `nil` likewise.
    public var timeline: Int?
    /// The write-ahead log position when the snapshot was taken, on a standby the one replayed last.
    public var lsn: String?
    /// Whether the server is a standby.
    public var isStandby: Bool
    /// As the server prints it, such as `15.18`.
    public var serverVersion: String
    /// How the connection is protected.
    public var protection: Protection
    /// Whether the server is this machine, by a socket or a loopback address.
    public var isLocal: Bool
    /// Whether row security can't hide rows from the role: a superuser, or BYPASSRLS.
    public var bypassesRowSecurity: Bool

    /// How a connection is protected; the raw value is the report's `tls`.
    public enum Protection: String, Sendable, Hashable, CaseIterable {
        /// Encrypted, and the server has proved its name.
        case verifyFull = "verify-full"
        /// Encrypted, and the server has a certificate of the authority.
        case verifyCA = "verify-ca"
        /// Encrypted only: anybody may have answered.
        case unverified
        /// In the clear.
        case none
        /// A Unix socket, which no network carries.
        case socket
    }

    /// `lsn` as a number; 0 where it is not known.
    var logPosition: UInt64 {
        let halves = (lsn ?? "").split(separator: "/").compactMap { UInt32($0, radix: 16) }
        return halves.count == 2 ? UInt64(halves[0]) << 32 | UInt64(halves[1]) : 0
    }

    /// Whether somebody on the way could have changed what was read.
    public var needsWarning: Bool { !isLocal && (protection == .none || protection == .unverified) }
}
