import AuditChain
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
        return Printable.count(rows, "row") + "\(hidden); \(broken). The log: \(report.verdict.rawValue)."
    }
}
