/// What kept a run from looking, or from going on: an error of every room, in words for the person who runs the tool.
///
/// The sentence says what happened and where, the hint what to do next. Neither ever holds a row's content, a
/// connection string or a secret.
public struct Obstacle: Error, Sendable, Hashable {
    /// Which exit status the obstacle leads to when no break outranks it.
    public enum Kind: Sendable, Hashable {
        /// The person pressed Ctrl-C, or the process was asked to end (130).
        case interrupted
        /// No server, a refused login, or a connection lost for good (69).
        case unreachable
        /// Not every row may be read, or a key may not (77).
        case permission
        /// A stream that is not what it claims to be, from a server (69).
        case damagedStream
        /// A file that is damaged or not what it claims to be (65).
        case damagedFile
        /// A file could not be written or read (74).
        case fileTrouble
        /// The configuration does not fit itself or the database (78).
        case configuration
        /// The command line does not fit (64).
        case usage
        /// A bug of ours (70).
        case internalError
    }

    /// Which exit status it leads to.
    public var kind: Kind
    /// What happened and where; starts in lower case, has no full stop.
    public var sentence: String
    /// What to do next; `nil` where there is no advice.
    public var hint: String?
    /// The server's five-character error code, where it gave one.
    public var sqlState: String?

    /// An obstacle in words.
    public init(_ kind: Kind, _ sentence: String, hint: String? = nil, sqlState: String? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.hint = hint
        self.sqlState = sqlState
    }

    /// The exit status of a run that this obstacle ended before any break was found.
    public var exitStatus: ExitStatus {
        switch kind {
        case .interrupted: .interrupted
        case .unreachable, .damagedStream: .unreachable
        case .permission: .permission
        case .damagedFile: .damaged
        case .fileTrouble: .fileTrouble
        case .configuration: .configuration
        case .usage: .usage
        case .internalError: .internalError
        }
    }
}
