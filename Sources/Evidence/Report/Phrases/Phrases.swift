import Controls
import Typesetting

/// What a report says in one language.
///
/// Findings and explanations are quoted as the tool words them, in English; what a break is and everything that the report
/// says of itself is here.
struct Phrases: Sendable {
    /// As in BCP 47.
    var language: String
    var direction: Direction

    var title: String
    var page: @Sendable (Int, Int) -> String
    var notSigned: String
    var notVerifiedAgain: @Sendable (_ madeAt: String, _ signer: String?, _ signedAt: String?) -> String
    var madeAt: String

    // The first page
    var verdicts: [String: String]
    var verdictSentences: @Sendable (_ verdict: String, _ rows: String, _ breaks: String) -> String
    /// Where a look that found breaks did not come to its end.
    var cutShort: String
    var assuranceTitle: String
    var assurance: String
    var period: String, rows: String,
        rowsDetail: @Sendable (_ verified: String, _ unsealed: String, _ excluded: String) -> String
    var chains: String, look: String, to: String, database: String, server: String, author: String, nobody: String
    var tool: String, configuration: String, stream: String, none: String, signer: String, signatureAwaits: String

    // Retention
    var retention: String, retentionLead: @Sendable (_ years: Int, _ zone: String) -> String
    var covered: @Sendable (_ first: String, _ since: String, _ years: Int) -> String
    var notCovered: @Sendable (_ first: String, _ years: Int, _ from: String) -> String
    var noRows: String, noTime: String, notReadToItsEnd: String
    var gapsJudged: [String: String]
    var gapCount: @Sendable (String) -> String, noGaps: String, gapsUnknown: String,
        longestPause: @Sendable (String, String, String) -> String
    var noPause: String
    var states: [MonthState: String], monthNames: [String], firstRow: String, lastRow: String, from: String,
        days: String
    var utcMonths: String

    // What is anchored, breaks, controls, method
    var anchored: String, nothingAnchored: String
    var breaks: String, noBreaks: String, breaksShown: @Sendable (String, String) -> String
    var kinds: [String: String]
    /// What a break is, in a sentence of its own language; `nil`: the tool's own words are in it.
    var breakSentence: (@Sendable (BreakPlace) -> String)?
    /// What the two hashes are, by what was compared.
    var expectedHashes: [String: String], foundHashes: [String: String], meaning: String
    var expected: String, found: String, evidence: String, around: String, before: String, within: String, after: String
    var findings: String, alternatives: String, noNumber: @Sendable (_ first: String, _ last: String) -> String
    var controls: String, controlsLead: String, notInspected: String, check: String, judgement: String, supports: String
    /// What was looked at where it is no table or role of somebody's.
    var subjects: [String: String]
    /// A clause in a language of its own; `nil`: the report's own words are in it.
    var clauseText: (@Sendable (Clause) -> ClauseText)?
    var grades: [String: String], clause: String, asks: String, note: String, byFramework: String,
        verdictSupports: String
    var frameworks: [Framework: String]
    var method: String, methodText: [String], checking: String, checkingText: [String], limits: String,
        limitsText: [String]
    var attachments: String, attachmentsText: String, attachmentsSigned: String
    var fonts: @Sendable (String) -> String
    var checksTitle: [String: String]

    /// A verdict as what stands beside the controls as evidence.
    func verdictAsEvidence(_ verdict: String) -> String {
        "\(verdictSupports): \((verdicts[verdict] ?? verdict).lowercased())"
    }

    /// What a clause asks and whom it binds, where this language has words of its own for it.
    ///
    /// - Returns: `nil` where the report words it otherwise than this version does, and its words are to be quoted.
    func ownText(of clause: ReportFacts.ClauseText) -> ClauseText? {
        guard let clauseText, let known = Clause(rawValue: clause.clause), known.asks == clause.asks,
            known.note == clause.note
        else { return nil }
        return clauseText(known)
    }

    /// What a clause of a law asks, and whom it binds.
    struct ClauseText: Sendable {
        var asks: String
        var note: String?
    }

    /// Where a break is, as it is to be printed.
    struct BreakPlace: Sendable {
        var kind: String
        /// The entry's name, with the chain's values where it has several.
        var chain: String
        var first: String
        /// `nil`: there is only the first.
        var last: String?
        /// `nil`: they can't be counted.
        var rows: String?
    }

    /// How a month stands.
    enum MonthState: Sendable, Hashable { case verified, broken, empty, before, unsealed }
}

/// A law or a standard, as `--framework` names it.
public enum Framework: String, Sendable, Hashable, CaseIterable {
    case sox, sec17a4, hipaa, pci, iso27001, soc2, nist, part11, gdpr

    /// Whether a clause, as it is cited, is one of its.
    func holds(_ clause: String) -> Bool {
        switch self {
        case .sox: clause.hasPrefix("SOX") || clause.hasPrefix("17 CFR 210")
        case .sec17a4: clause.hasPrefix("17 CFR 240")
        case .hipaa: clause.hasPrefix("45 CFR")
        case .pci: clause.hasPrefix("PCI")
        case .iso27001: clause.hasPrefix("ISO")
        case .soc2: clause.hasPrefix("SOC 2")
        case .nist: clause.hasPrefix("NIST")
        case .part11: clause.hasPrefix("21 CFR")
        case .gdpr: clause.hasPrefix("GDPR")
        }
    }
}
