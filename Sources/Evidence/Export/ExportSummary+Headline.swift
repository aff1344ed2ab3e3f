public import AuditChain
public import Verification

extension ExportSummary {
    /// What was taken out, in a line; and what the log is, of which it may be a sound part.
    public func headline(of report: Report) -> String {
        guard rows + leftOut > 0 else { return "there is no such row. The log: \(report.verdict.rawValue)." }
        let hidden = leftOut > 0 ? ", \(leftOut.grouped) left out by --where" : ""
        let broken =
            brokenRows > 0
            ? Printable.count(brokenRows, "row") + " of the range belong\(brokenRows == 1 ? "s" : "") to breaks"
            : "none of the range belongs to a break"
        let named = report.chains.reduce(0) { $0 + $1.breaks.count }
        let found = report.chains.reduce(0) { $0 + $1.breakCount }
        let unnamed = found > named ? " Only the first \(named.grouped) of \(found.grouped) breaks are named." : ""
        return Printable.count(rows, "row") + "\(hidden); \(broken). The log: \(report.verdict.rawValue).\(unnamed)"
    }

    /// 1 where a row of the range belongs to a break; 2 where there is none, or something is open of one.
    public var exitStatus: ExitStatus {
        switch ExportManifest.verdict(rows: rows + leftOut, broken: brokenRows, disputed: disputedRows) {
        case .broken: .broken
        case .intact: .intact
        case .unmet, .incomplete: .unmet
        }
    }
}
