import AuditChain
import Controls
import Foundation
import Testing

@Suite("The controls map") struct ClauseTests {
    @Test func `names for each check and each verdict what it is evidence for`() {
        for check in Check.allCases {
            #expect(!check.clauses.isEmpty, "\(check)")
            #expect(Set(check.clauses).count == check.clauses.count)
        }
        for verdict in Verdict.allCases { #expect(!verdict.clauses.isEmpty, "\(verdict)") }
    }

    @Test func `names no clause that nothing supports`() {
        let supported = Set(Check.allCases.flatMap(\.clauses) + Verdict.allCases.flatMap(\.clauses))
        #expect(supported == Set(Clause.allCases))
    }

    @Test func `says of each clause what it asks and where that was read`() throws {
        for clause in Clause.allCases {
            #expect(!clause.asks.isEmpty)
            let source = try #require(URL(string: clause.source))
            #expect(["https", "http"].contains(source.scheme) && source.host()?.contains(".") == true, "\(clause)")
        }
    }

    @Test func `takes no broken log for evidence that records were kept`() {
        for clause in [Clause.accountantsRecords, .hipaaRetention, .pciRetention, .nistRetention] {
            #expect(Verdict.intact.clauses.contains(clause))
            for verdict in [Verdict.broken, .unmet, .incomplete] { #expect(!verdict.clauses.contains(clause)) }
        }
    }

    @Test func `has every clause that a log is asked about`() {
        #expect(
            Set(Clause.allCases.map(\.rawValue)) == [
                "SOX 404", "17 CFR 210.2-06", "17 CFR 240.17a-4(f)", "45 CFR 164.312(b)", "45 CFR 164.312(c)(1)",
                "45 CFR 164.316(b)(2)", "PCI DSS 4.0.1 10.2", "PCI DSS 4.0.1 10.3", "PCI DSS 4.0.1 10.5",
                "ISO/IEC 27001:2022 A.8.15", "SOC 2 CC7.2", "NIST SP 800-53 AU-9(3)", "NIST SP 800-53 AU-10",
                "NIST SP 800-53 AU-11", "21 CFR 11.10(e)", "GDPR Art. 32",
            ])
    }
}
