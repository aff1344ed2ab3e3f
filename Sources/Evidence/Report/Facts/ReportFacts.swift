/// What a report says, read from its machine form, `unbroken-report/1`: the one value that every other form is made from.
public struct ReportFacts: Sendable, Decodable {
    /// The name and version of the machine form.
    public static let format = "unbroken-report/1"

    var format: String
    /// When the report was made, as `2026-01-31T12:00:00Z`.
    public var madeAt: String
    var author: Author
    /// What was verified, with the controls if they were looked at.
    var verification: Verification
    /// The rows round the breaks, of which some are shown.
    var surroundings: [Surroundings]
    /// Where the report was made of an earlier one and nothing was verified again: of which.
    var earlier: Earlier?
    /// What else must be known of how the report was made, such as that the certificate had expired.
    var remarks: [String]
    /// The clauses that verdict and controls are evidence for.
    var clauses: [ClauseText]

    /// Who ran it.
    struct Author: Sendable, Decodable {
        var name: String?
        var organisation: String?
    }

    /// An earlier report.
    struct Earlier: Sendable, Decodable {
        var madeAt: String
        var sha256: String
        var signedBy: String?
        var signedAt: String?
    }

    struct ClauseText: Sendable, Decodable {
        var clause: String
        var asks: String
        var note: String?
        var source: String
        /// Whether the verdict itself is evidence for it.
        var verdict: Bool
    }

    struct Verification: Sendable, Decodable {
        struct Tool: Sendable, Decodable {
            var version: String
            var openssl: String
            var libpq: String
        }
        struct Database: Sendable, Decodable {
            var host: String
            var name: String
            var user: String?
            var systemIdentifier: String?
            var timeline: Int?
            var lsn: String?
            var standby: Bool
            var serverVersion: String
            var tls: String
        }
        struct Configuration: Sendable, Decodable { var sha256: String }
        struct Stream: Sendable, Decodable {
            var path: String
            var bytes: Int
        }
        struct Stopped: Sendable, Decodable {
            var kind: String
            var message: String
        }

        var verdict: String
        var reasons: [String]
        var tool: Tool
        var database: Database?
        var configuration: Configuration
        var startedAt: String
        var finishedAt: String
        var complete: Bool
        var stream: Stream?
        var stopped: Stopped?
        var chains: [Chain]
        var findings: [Finding]
        var controls: [Control]?
    }

    struct Finding: Sendable, Decodable {
        var kind: String
        var message: String
    }

    struct Control: Sendable, Decodable {
        var check: String
        var subject: String
        var grade: String
        var finding: String
        var reason: String
        var remedy: String?
        var clauses: [String]
    }

    struct Chain: Sendable, Decodable {
        var name: String
        var table: String
        var chainCount: Int
        var rows: Int
        var verified: Int
        var unsealed: Int
        var excluded: Int
        var render: String
        var complete: Bool
        var sealing: [Seal]
        var first: Row?
        var last: Row?
        var breakCount: Int
        var breaksOmitted: Int
        var breaks: [Break]
        var findings: [Finding]
        var months: [Month]?
        var retention: Retention?
    }

    struct Seal: Sendable, Decodable {
        var function: String
        var sha256: String
    }

    struct Row: Sendable, Decodable {
        var order: [String: String?]
        var time: String?
        var hash: String?
    }

    struct Month: Sendable, Decodable {
        var month: String?
        var reason: String?
        var rows: Int
        var verified: Int
        var first: Row?
        var last: Row?
    }

    struct Gap: Sendable, Decodable {
        var first: String
        var last: String
        var days: Int
    }

    struct Retention: Sendable, Decodable {
        var years: Int
        var zone: String
        var rhythm: String
        var today: String
        var since: String
        var covered: Bool
        var coveredFrom: String?
        var firstDay: String?
        var lastDay: String?
        var daysWithRows: Int
        var daysTold: Bool
        var longestPause: Gap?
        var gapCount: Int
        var gaps: [Gap]
    }

    struct Break: Sendable, Decodable {
        struct Evidence: Sendable, Decodable {
            var xmin: String?
            var ctid: String?
            var committedAt: String?
            var time: String?
            var before: [String: String?]?
            var after: [String: String?]?
            var linksTo: [String: String?]?
            var secondOpinion: String?
            var gap: NumberGap?
        }

        /// Numbers that no row has.
        struct NumberGap: Sendable, Decodable {
            var first: String
            var last: String
        }

        var kind: String
        var chain: [String: String?]
        var first: [String: String?]
        var last: [String: String?]
        var rows: Int?
        var expectedHash: String?
        var foundHash: String?
        /// What the two hashes are: `content`, `link` or `genesis`; `nil`: an older version did not say.
        var comparison: String?
        var explanation: String
        /// What follows, and what to do; `nil`: an older version did not say.
        var meaning: String?
        var alternatives: [String]
        var evidence: Evidence
    }

    /// The rows round a break.
    struct Surroundings: Sendable, Decodable {
        struct Line: Sendable, Decodable {
            /// `before`, `in` or `after`.
            var place: String
            var values: [String?]
        }
        /// The entry's name, and the number of the break in it, from 1.
        var chain: String
        var number: Int
        var columns: [String]
        var rows: [Line]
    }
}
