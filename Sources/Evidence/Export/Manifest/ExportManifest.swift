import Verification

/// What the folder of an export says of itself: `manifest.json`, `unbroken-export/1` (`Schemas/export-1.schema.json`).
public struct ExportManifest: Sendable, Decodable {
    static let format = "unbroken-export/1"
    /// The file's name.
    public static let name = "manifest.json"
    /// That of its signature: CMS in DER, detached.
    public static let signatureName = "manifest.json.p7s"
    /// How files spell what is NULL.
    static let nullCSV =
        "a cell with nothing between its commas is NULL; a cell of two quotation marks is the empty string"
    static let nullLines = "null is NULL; \"\" is the empty string"

    var format: String
    var verdict: String
    var madeAt: String
    var timeZone: String
    /// Who took the rows out, why, and for which case; `nil`: nobody said.
    var by: String?, reason: String?
    var caseNumber: String?
    /// Who signs; `nil`: nobody.
    var signer: String?
    var tool: Tool
    var database: Database
    var snapshot: Snapshot
    var configuration: Configuration
    var chain: ExportedChain
    var request: Request
    var query: String
    var null: String
    var ranges: [Range]
    var rows: Int, leftOut: Int, brokenRows: Int, disputedRows: Int
    var log: Log
    var breaks: [BrokenBy]
    var evidence: String
    var files: [File]

    enum CodingKeys: String, CodingKey {
        case format, verdict, madeAt, timeZone, by, reason
        case caseNumber = "case"
        case signer, tool, database, snapshot, configuration, chain, request, query, null, ranges, rows, leftOut
        case brokenRows, disputedRows, log, breaks, evidence, files
    }

    /// What took the rows out.
    struct Tool: Sendable, Decodable {
        var version: String, openssl: String, libpq: String
        /// SHA-256 of the program's file; `nil`: it could not be read.
        var sha256: String?
    }

    /// Where they were.
    struct Database: Sendable, Decodable {
        var host: String, name: String, user: String
        var systemIdentifier: String?
        var timeline: Int?
        var lsn: String?
        var standby: Bool
        var serverVersion: String, tls: String
    }

    /// Which state of it.
    struct Snapshot: Sendable, Decodable {
        /// `pg_current_snapshot()`.
        var id: String
        var startedAt: String
    }

    /// The unbroken.yml.
    struct Configuration: Sendable, Decodable { var sha256: String }

    /// What was asked for.
    struct Request: Sendable, Decodable {
        /// The words of the command line.
        var rows: String
        var filter: String?
        var columns: [String]?
        var mask: [String]

        enum CodingKeys: String, CodingKey {
            case rows
            case filter = "where"
            case columns, mask
        }
    }

    /// The rows of one chain from one place to another, none left out.
    struct Range: Sendable, Decodable {
        var chain: [String: String?]
        var first: Int, last: Int
        var rows: Int, leftOut: Int
        var entering: String?, leaving: String?
    }

    /// What the verification found of the whole log.
    struct Log: Sendable, Decodable {
        var verdict: String
        var rows: Int, verified: Int, chainCount: Int, breakCount: Int, breaksNamed: Int
        var assurance: String
    }

    /// A break that rows of the range belong to.
    struct BrokenBy: Sendable, Decodable {
        /// Its number in the verdict, from 1.
        var number: Int
        var kind: String
    }

    /// A file of the folder.
    public struct File: Sendable, Decodable {
        /// Its name, without a folder.
        public var name: String
        /// What it is for.
        public var role: Role
        /// How long it is.
        public var bytes: Int
        /// Lower-case hex.
        public var sha256: String

        /// What a file is for.
        public enum Role: String, Sendable, Decodable {
            /// What everything else is about.
            case evidence
            /// The rows of the range that a condition left out.
            case leftOut = "left-out"
            /// For a spreadsheet: nothing is proven by it.
            case people
            /// For people to read.
            case text
        }

        /// A file that was written.
        public init(name: String, role: Role, bytes: Int, sha256: String) {
            self.name = name
            self.role = role
            self.bytes = bytes
            self.sha256 = sha256
        }
    }
}
