import AuditChain
import Verification

enum Sample {
    static let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bcb822cd15d6c15b0f00a".prefix(64).description
    static let other = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"

    static func chain(_ breaks: [Break] = [], count: Int? = nil) -> ChainReport {
        var chain = ChainReport(name: "audit_log", table: "public.audit_log", per: [], order: ["id"])
        chain.chainCount = 1
        chain.rows = 250_000
        chain.verified = 250_000
        chain.first = .init(order: ["1"], time: "2019-01-01T08:00:00.000000Z", hash: hash)
        chain.last = .init(order: ["250007"], time: "2025-12-31T17:30:00.000000Z", hash: other)
        chain.breaks = breaks
        chain.breakCount = count ?? breaks.count
        chain.isComplete = true
        return chain
    }

    static func report(
        _ chains: [ChainReport] = [chain()], findings: [Finding] = [], stopped: Obstacle? = nil
    ) -> Report {
        Report(
            tool: .init(version: "0.1.0", openssl: "3.0.17", libpq: "15.14"),
            database: .init(
                host: "db.example", name: "travel", user: "auditor", systemIdentifier: "7371849182736451234",
                timeline: 1, lsn: "0/1A2B3C8", isStandby: false, serverVersion: "15.18", tls: "verify-full"),
            configurationSHA256: other, startedAt: "2026-01-31T01:00:00.000000Z",
            finishedAt: "2026-01-31T01:00:09.250000Z", chains: chains, findings: findings, stopped: stopped)
    }

    static func alteredContent(_ id: Int = 48213) -> Break {
        var evidence = Break.Evidence()
        evidence.xmin = "7331"
        evidence.committedAt = "2026-01-30T23:59:59.000001Z"
        evidence.before = [String(id - 1)]
        evidence.after = [String(id + 1)]
        evidence.secondOpinion = .agrees
        return Break(
            .alteredContent, chain: [], first: [String(id)], last: [String(id)], rows: 1, alternatives: [.alteredHash],
            expectedHash: hash, foundHash: other, evidence: evidence)
    }
}
