import Typesetting

extension Phrases {
    /// English.
    static let english = Phrases(
        language: "en", direction: .leftToRight,
        title: "Audit log verification report",
        page: { "Page \($0) of \($1)" },
        notSigned: "NOT SIGNED: nothing shows who made this report, or that it was not changed since.",
        notVerifiedAgain: { madeAt, signer, signedAt in
            "Not verified again. This document was made of an earlier report of \(madeAt), "
                + (signer.map { "signed by \($0)\(signedAt.map { " at \($0)" } ?? "")." } ?? "which nobody signed.")
        },
        madeAt: "Report made",
        verdicts: ["intact": "Intact", "broken": "Broken", "unmet": "Unmet", "incomplete": "Incomplete"],
        verdictSentences: { verdict, rows, breaks in
            switch verdict {
            case "intact" where rows == "0": "There are no rows, which the configuration allows. Nothing was verified."
            case "intact": "Every one of \(rows) rows was verified, and no break was found."
            case "broken": "\(breaks) were found in \(rows) rows: places at which the chain does not hold."
            case "unmet": "No break was found in \(rows) rows, but not everything that was promised is there."
            default: "The look ended after \(rows) rows. It says neither that the log is intact nor that it is broken."
            }
        },
        cutShort: "The look was cut short, so there may be more.",
        assuranceTitle: "How much this proves",
        assurance:
            "Assurance: consistent. This shows whether the rows agree with each other, and no more. Whoever can write the table could have cut off the newest rows, removed a whole chain, or recomputed everything from some row to the end, without a trace in the table. Nothing outside of the database vouches for it yet.",
        period: "Period", rows: "Rows",
        rowsDetail: { verified, unsealed, excluded in
            "\(verified) checked, \(unsealed) without a hash, \(excluded) left out by configuration"
        },
        chains: "Chains", look: "Time of the look", to: "to", database: "Database", server: "Server",
        author: "Verified by", nobody: "no name is configured",
        tool: "Tool", configuration: "Configuration, SHA-256", stream: "Saved stream", none: "none",
        signer: "Signature",
        signatureAwaits: "Digitally signed by",
        retention: "Retention",
        retentionLead: { years, zone in
            "Rows must be kept for \(span(years)). Days begin in the time zone \(zone)."
        },
        covered: { first, since, years in
            "The log begins on \(first): the \(span(years)) since \(since) \(years == 1 ? "is" : "are") covered."
        },
        notCovered: { first, years, from in
            "The log begins on \(first). \(span(years)) \(years == 1 ? "is" : "are") not covered yet, but will be from \(from) on, if no row is lost."
        },
        noRows: "There is no row whose time could be judged.",
        noTime: "The rows have no time, so nothing is said of when they were written.",
        notReadToItsEnd: "The look ended before all rows were read, so nothing is said of how far they reach back.",
        gapsJudged: [
            "every day":
                "There must be rows on every day. A day counts as missing if no row says that it happened on it; the day of the look does not count.",
            "working days":
                "There must be rows on every working day. A day counts as missing if no row says that it happened on it; days of rest and the day of the look do not count, public holidays do.",
            "none": "No rhythm is configured, so days without rows are not judged.",
        ],
        gapCount: { "Gaps: \($0)." }, noGaps: "No day is missing.",
        gapsUnknown: "The rows lie on too many days to say whether one is missing.",
        longestPause: {
            "The longest pause was from \($0) to \($1): \($2 == "1" ? "1 day" : "\($2) days") without a row."
        },
        noPause: "There was a row on every day.",
        states: [
            .verified: "verified, no break", .broken: "with breaks", .empty: "no rows", .before: "before the log began",
            .unsealed: "with rows that have no hash",
        ],
        monthNames: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        firstRow: "First row", lastRow: "Last row", from: "From", days: "Days",
        utcMonths: "Rows by month, months in UTC.",
        anchored: "What is anchored",
        nothingAnchored:
            "Nothing yet: no signed statement that is kept outside of the database says how long the chains were and how they ended.",
        breaks: "Breaks", noBreaks: "No break was found.",
        breaksShown: {
            "\($0) of \($1) breaks are shown here; all that were told of are in the attachment breaks.csv."
        },
        kinds: [
            "altered-content": "Content changed", "altered-hash": "Hash changed", "altered-link": "Link changed",
            "rewritten-row": "Row rewritten", "missing-rows": "Rows missing", "inserted-row": "Row inserted",
            "forked-chain": "Chain forked", "reordered-rows": "Rows reordered", "missing-head": "Oldest rows missing",
            "unsealed-row": "Row without a hash", "malformed-hash": "No hash",
            "formula-mismatch": "Formula does not fit",
        ],
        breakSentence: nil,
        expectedHashes: [
            "content": HashComparison.content.expected, "link": HashComparison.link.expected,
            "genesis": HashComparison.genesis.expected,
        ],
        foundHashes: [
            "content": HashComparison.content.found, "link": HashComparison.link.found,
            "genesis": HashComparison.genesis.found,
        ],
        meaning: "What follows",
        expected: "Expected", found: "Found", evidence: "Evidence", around: "Rows round it", before: "before",
        within: "here", after: "behind",
        findings: "Other findings", alternatives: "Could also be",
        noNumber: { $0 == $1 ? "no row has the number \($0)" : "no row has a number from \($0) to \($1)" },
        controls: "Controls round the log",
        controlsLead:
            "A chain shows that no row was changed; it does not show that every row was written. These are the controls that this rests on, as the database's catalog told of them. Each names the clauses that it is evidence for. Evidence is not compliance: whether a clause is met is for others to judge.",
        notInspected: "The controls were not looked at.",
        check: "Control", judgement: "Found", supports: "Supports",
        subjects: [:], clauseText: nil,
        grades: ["pass": "holds", "warn": "weak", "fail": "fails", "unknown": "unknown"],
        clause: "Clause", asks: "What it asks, in our words", note: "Note",
        byFramework: "By framework", verdictSupports: "the verification itself",
        frameworks: [
            .sox: "Sarbanes-Oxley and the records of audits", .sec17a4: "SEC 17a-4, brokers and dealers",
            .hipaa: "HIPAA",
            .pci: "PCI DSS", .iso27001: "ISO/IEC 27001", .soc2: "SOC 2", .nist: "NIST SP 800-53",
            .part11: "21 CFR Part 11",
            .gdpr: "GDPR",
        ],
        method: "How it was done",
        methodText: [
            "All rows of the log were read in one read-only snapshot of the database, in the order of their chain. The hash of each row was recomputed from its columns by the formula in the configuration, whose SHA-256 stands on the first page, and compared with the hash that is stored (content). The link that each row stores was compared with the hash of the row before it (link). The rows were also counted without the table's indexes, because an index that lacks rows would hide them.",
            "Where the two do not fit, the kind of break follows from which of content and link holds, from the neighbours, and from trials with the hashes of other rows. Before the content of a row is called changed, PostgreSQL evaluates the formula too; if the two disagree, nobody is accused.",
        ],
        checking: "How to check this report",
        checkingText: [
            "The signature: open the file in a program that checks PDF signatures (pdfsig, Adobe Acrobat, pyHanko), or run 'unbroken check FILE --trust CA.pem'. It must say that the signature is valid and covers the whole document.",
            "The verification: with the same configuration (compare its SHA-256) and a copy of the database, run 'unbroken verify'. Rows that were written since are new; everything else must come out the same.",
        ],
        limits: "What this does not show",
        limitsText: [
            "Rows that were never written leave no trace in a chain; the controls speak of that, for the moment of the look alone.",
            "Rows at the end that were removed, and logs that were rewritten from some row on by somebody who can write the table, look whole. Only a statement that is kept elsewhere shows that.",
            "The time of a row is what the row says of itself.",
        ],
        attachments: "Attachments",
        attachmentsText:
            "This file carries report.json, the same facts for machines, and breaks.csv, every break that was told of.",
        attachmentsSigned: "Both are covered by the signature.",
        fonts: { "No font was found for these characters, in place of which boxes with their numbers stand: \($0)" },
        checksTitle: [:])

    private static func span(_ years: Int) -> String { years == 1 ? "1 year" : "\(years) years" }
}
