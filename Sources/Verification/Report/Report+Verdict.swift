public import AuditChain

extension Report {
    /// A found break outranks everything; then what stopped the run; then what is unmet (design.md).
    public var verdict: Verdict {
        if chains.contains(where: { $0.breakCount > 0 }) { return .broken }
        if stopped != nil || chains.contains(where: { !$0.isComplete }) { return .incomplete }
        if chains.isEmpty || findings.contains(where: \.isUnmet) || chains.contains(where: \.isUnmet) { return .unmet }
        return .intact
    }

    /// The exit status of a command that ran this verification.
    public var exitStatus: ExitStatus {
        switch verdict {
        case .intact: .intact
        case .broken: .broken
        case .unmet: .unmet
        case .incomplete: stopped?.exitStatus ?? .internalError
        }
    }
}

extension ChainReport {
    /// Whether something that was promised is not there.
    public var isUnmet: Bool { findings.contains(where: \.isUnmet) }
}
