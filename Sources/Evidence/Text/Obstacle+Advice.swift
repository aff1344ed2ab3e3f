public import AuditChain

extension Obstacle {
    /// What to do next: the hint, or for a bug of ours what to report.
    public var advice: String? {
        switch kind {
        case .internalError:
            hint ?? "this is a bug of unbroken: report it with this sentence, unbroken.yml and 'unbroken --version'"
        case .interrupted, .unreachable, .permission, .damagedStream, .damagedFile, .fileTrouble, .configuration,
            .usage:
            hint
        }
    }
}
