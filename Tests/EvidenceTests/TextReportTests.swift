import AuditChain
import Evidence
import Testing
import Verification

@Suite("The text of a report") struct TextReportTests {
    private func text(_ report: Report, color: Bool = false, width: Int = 80) -> String {
        TextReport(report, style: Style(color: color, width: width)).text
    }

    @Test func `tells an intact log and what that leaves open`() {
        let lines = text(Sample.report()).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.prefix(4).joined(separator: "\n") == """
                Intact: all 250,000 rows of audit_log were verified, and no break was found.
                Assurance: consistent. This shows whether the rows agree with each other, and no
                more: the newest rows could have been cut off, or everything rewritten, by
                whoever can write the table, without trace.
                """)
    }

    @Test func `tells a break as a person reads it`() {
        let expected = """
            Broken: 1 break in audit_log.
            Assurance: consistent. This shows whether the rows agree with each other, and no
            more: the newest rows could have been cut off, or everything rewritten, by
            whoever can write the table, without trace.

            audit_log (public.audit_log)
              rows       250,000: 250,000 verified, 0 unsealed; 1 break
              first row  id=1 of 2019-01-01T08:00:00.000000Z, hash
                         9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bcb822cd15d6c15b0f00a
              last row   id=250007 of 2025-12-31T17:30:00.000000Z, hash
                         60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752

              1. audit_log: row id=48213 was changed after it was sealed.
                 kind       altered-content
                 expected   9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bcb822cd15d6c15b0f00a
                            (recomputed from the row)
                 found      60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
                            (stored in the row)
                 evidence   last written by transaction 7331 (xmin), which committed at
                            2026-01-30T23:59:59.000001Z
                            the row before is id=48212
                            the row behind is id=48214
                 checked    PostgreSQL evaluated the formula itself and agrees that the
                            stored hash does not fit.
                 meaning    What stands there today does not give the hash that was stored
                            at sealing. Don't rely on it; compare it with a backup or with
                            the application's own records.
                 or         It could also be that only the hash was changed.
                 rows       unbroken export audit_log --break 1 --output break-1.csv

            database   travel at db.example, as auditor; PostgreSQL 15.18, a primary, TLS,
                       server verified
            snapshot   write-ahead log position 0/1A2B3C8, timeline 1, system
                       7371849182736451234
            looked     from 2026-01-31T01:00:00.000000Z to 2026-01-31T01:00:09.250000Z
            config     SHA-256
                       60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
            tool       unbroken 0.1.0, OpenSSL 3.0.17, libpq 15.14

            next       unbroken explain audit_log id=48213

            """
        #expect(text(Sample.report([Sample.chain([Sample.alteredContent()])])) == expected)
    }

    @Test func `tells twenty breaks of many, and where the rest is`() {
        let breaks = (1...60).map { Sample.alteredContent($0) }
        let report = text(Sample.report([Sample.chain(breaks, count: 61_000)]))
        #expect(report.hasPrefix("Broken: 61,000 breaks in audit_log.\n"))
        #expect(report.contains("  20. audit_log: row id=20 was changed"))
        #expect(!report.contains("21. audit_log"))
        #expect(report.contains("\n… and 60,980 more; --format json lists 60.\n"))
    }

    @Test func `names the chain of the row that it asks to explain`() {
        var chain = Sample.chain([Sample.alteredContent()])
        chain.per = ["tenant", "kind"]
        chain.breaks[0].chain = ["it's", nil]
        #expect(
            text(Sample.report([chain])).contains("unbroken explain audit_log 'tenant=it'\\''s' kind:null id=48213\n"))
    }

    @Test func `asks for a report of what is a bug of ours`() {
        let report = Sample.report([], stopped: Obstacle(.internalError, "segments overlap"))
        #expect(
            text(report, width: 120).contains("\nstopped    segments overlap\nhint       this is a bug of unbroken: "))
    }

    @Test func `never calls a cut look intact`() {
        var chain = Sample.chain()
        chain.isComplete = false
        chain.rows = 1200
        let lost = Obstacle(.unreachable, "the connection to db.example was lost", hint: "run it again")
        let report = Sample.report([chain], stopped: lost)
        #expect(report.exitStatus == .unreachable)
        let told = text(report)
        #expect(
            told.hasPrefix(
                """
                Incomplete: the look ended after 1,200 rows. No break was found in them, which
                says nothing of the rest.

                """))
        #expect(told.contains("\nstopped    the connection to db.example was lost\nhint       run it again\n"))
        let nothing = Sample.report([], stopped: lost)
        #expect(text(nothing).hasPrefix("Incomplete: nothing was verified."))
        var broken = chain
        broken.breaks = [Sample.alteredContent()]
        broken.breakCount = 1
        #expect(
            text(Sample.report([broken], stopped: lost))
                .hasPrefix("Broken: 1 break in audit_log. The look was cut short, so there may be more."))
    }

    @Test func `says what was promised and is not there`() {
        var chain = Sample.chain()
        chain.rows = 0
        chain.verified = 0
        chain.findings = [Finding(.nothingVerified, "There was nothing to verify.")]
        let report = Sample.report([chain])
        #expect(report.exitStatus == .unmet)
        #expect(
            text(report).hasPrefix(
                """
                Unmet: no break was found, but not everything that was promised is there.
                - There was nothing to verify.

                """))
        chain.findings = []
        #expect(
            text(Sample.report([chain])).hasPrefix("Intact: audit_log has no rows, which the configuration allows."))
    }

    @Test func `colours only where it is told to, and says the same`() {
        let report = Sample.report([Sample.chain([Sample.alteredContent()])])
        let colored = text(report, color: true)
        #expect(colored.hasPrefix("\u{1B}[1;31mBroken: 1 break in audit_log.\u{1B}[0m\n"))
        #expect(!text(report).contains("\u{1B}"))
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == text(report))
    }

    @Test(arguments: [40, 60, 80, 120]) func `keeps to the width, but never breaks a hash`(_ width: Int) {
        let report = text(Sample.report([Sample.chain([Sample.alteredContent()])]), width: width)
        for line in report.split(separator: "\n") where line.count > width {
            #expect(line.contains(Sample.hash) || line.contains(Sample.other) || !line.dropFirst(17).contains(" "))
        }
        #expect(report.contains(Sample.hash) && report.contains(Sample.other))
    }

    @Test func `keeps whatever the database says from steering the terminal`() {
        let evil = "\u{1B}]0;x\u{7}\u{202E}"
        var found = Sample.alteredContent()
        found.chain = [evil]
        found.first = [evil]
        found.last = [evil]
        found.expectedHash = evil
        found.foundHash = evil
        found.evidence.time = evil
        found.evidence.linksTo = [evil]
        found.evidence.ctid = evil
        var chain = Sample.chain([found])
        chain.name = "log" + evil
        chain.table = evil
        chain.order = [evil]
        chain.per = [evil]
        chain.first = .init(order: [evil], time: evil, hash: evil)
        chain.findings = [Finding(.unusualTable, evil)]
        var report = Sample.report(
            [chain], findings: [Finding(.viewNotTable, evil)], stopped: Obstacle(.unreachable, evil, hint: evil))
        report.database?.host = evil
        let told = text(report).unicodeScalars
        #expect(!told.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{202E}" || $0 == "\u{7F}" })
    }
}
