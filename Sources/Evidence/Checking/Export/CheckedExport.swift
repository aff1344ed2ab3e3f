public import AuditChain
import OpenSSL
import Verification

/// An export that was checked, and holds.
public struct CheckedExport {
    let manifest: ExportManifest
    let tally: RangeTally
    let signature: SignatureFacts
    /// SHA-256 of the manifest, lower-case hex.
    let sha256: String

    /// 0, or 1 where it tells of broken rows.
    public var exitStatus: ExitStatus { manifest.brokenRows > 0 ? .broken : .intact }

    /// What was found, for people.
    public var text: String {
        var lines = ["It holds: \(summary), as \(Printable.safe(signature.signer.subject)) signed it.", ""]
        lines += signature.lines()
        lines += signature.lines(madeAt: manifest.madeAt, by: manifest.by, what: "export       ")
        if let number = manifest.caseNumber { lines.append("  case         \(Printable.safe(number))") }
        if let reason = manifest.reason { lines.append("  reason       \(Printable.safe(reason))") }
        lines.append("  log          \(Printable.safe(manifest.chain.name)): \(log)")
        let database = manifest.database
        lines.append(
            "  database     \(Printable.safe(database.name))\(database.systemIdentifier.map { ", system \(Printable.safe($0))" } ?? "")"
        )
        for range in manifest.ranges.prefix(5) { lines.append("  rows         \(text(of: range))") }
        if manifest.ranges.count > 5 {
            lines.append("               and those of \((manifest.ranges.count - 5).grouped) more chains")
        }
        if let filter = manifest.request.filter { lines.append("  where        \(Printable.safe(filter))") }
        if !manifest.request.mask.isEmpty {
            lines.append("  masked       \(Printable.safe(manifest.request.mask.joined(separator: ", ")))")
        }
        lines.append("  SHA-256      \(sha256) of \(ExportManifest.name)")
        lines += ["", "Proven:"] + proven.map { "  - \($0)" }
        lines += ["", "Not proven:"] + unproven.map { "  - \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        let rows = Printable.count(manifest.rows, "row")
        let hidden = manifest.leftOut > 0 ? " shown, \(manifest.leftOut.grouped) left out" : ""
        if manifest.brokenRows > 0 {
            return
                "\(rows)\(hidden), of which \(manifest.brokenRows.grouped) belong\(manifest.brokenRows == 1 ? "s" : "") to breaks"
        }
        if manifest.disputedRows > 0 {
            return "\(rows)\(hidden), of which \(manifest.disputedRows.grouped) are disputed"
        }
        return "\(rows)\(hidden), none of which belongs to a break"
    }

    private var log: String {
        let found = manifest.log
        return
            "\(found.verdict) when the rows were taken out (\(Printable.count(found.rows, "row")), \(Printable.count(found.breakCount, "break")))"
    }

    private func text(of range: ExportManifest.Range) -> String {
        let chain = manifest.chain.per.map { "\($0) \((range.chain[$0] ?? nil) ?? "NULL")" }
        let named = chain.isEmpty ? "" : Printable.safe(chain.joined(separator: ", ")) + ": "
        let places =
            range.first == range.last
            ? "row \(range.first.grouped)" : "rows \(range.first.grouped) to \(range.last.grouped)"
        return "\(named)\(places), \(range.rows.grouped) shown, \(range.leftOut.grouped) left out"
    }

    private var proven: [String] {
        var sentences = [
            "No file was changed since it was signed: \(Printable.list(manifest.files.map(\.name))).",
            manifest.ranges.isEmpty
                ? "No row was to be shown."
                : "Every place from first to last is here\(tally.elsewhere > 0 ? "" : ", with the row that the log held there: none is added or moved")\(manifest.leftOut > 0 ? "; rows left out are listed with place, link and hash" : "").",
        ]
        if tally.contentHeld > 0 {
            sentences.append(
                "\(Printable.count(tally.contentHeld, "row")) shown give\(tally.contentHeld == 1 ? "s" : "") the stored hash under the formula."
            )
        }
        if tally.contentFailed > 0 {
            sentences.append(
                "\(Printable.count(tally.contentFailed, "row")) shown do\(tally.contentFailed == 1 ? "es" : "") not, and \(tally.contentFailed == 1 ? "is" : "are") marked so."
            )
        }
        if manifest.chain.previous != nil {
            sentences.append(
                "\(Printable.count(tally.linksHeld, "link")) name\(tally.linksHeld == 1 ? "s" : "") the hash of the row before"
                    + (tally.linksFailed > 0
                        ? "; \(tally.linksFailed.grouped) do\(tally.linksFailed == 1 ? "es" : "") not, and \(tally.linksFailed == 1 ? "is" : "are") marked so."
                        : "."))
        }
        return sentences
    }

    private var unproven: [String] {
        var sentences: [String] = []
        if let why = manifest.chain.whyNotRecomputed {
            sentences.append(
                "That rows give their hashes: \(Printable.safe(why)). Links, places and files were checked.")
        } else if manifest.leftOut > 0 {
            sentences.append("The content of rows that were left out: their hashes are listed, nothing else.")
        }
        let begun = manifest.ranges.count { $0.first == 1 }
        if tally.genesesHeld < begun {
            sentences.append(
                "That \(Printable.count(begun - tally.genesesHeld, "chain")) of the ranges begin\(begun - tally.genesesHeld == 1 ? "s" : "") with the genesis: the first row or the formula is not at hand."
            )
        }
        if manifest.breaks.contains(where: { $0.kind.hasPrefix("missing-") }) {
            sentences.append(
                "What stood in the log where rows are missing from it: the break is in the log itself, not in this copy."
            )
        }
        if tally.masked > 0 {
            sentences.append(
                "\(Printable.count(tally.masked, "row")) with masked values: such a row proves by its stored hash only."
            )
        }
        if tally.elsewhere > 0 {
            sentences.append(
                "That \(Printable.count(tally.elsewhere, "row")) marked 'elsewhere' were sealed upon another row than the one before, and nothing is gone between them: the verification found no break there, as the signer says."
            )
        }
        if tally.unsealed > 0 { sentences.append("\(Printable.count(tally.unsealed, "row")) without a hash.") }
        if manifest.disputedRows > 0 {
            sentences.append(
                "\(Printable.count(manifest.disputedRows, "row")) of which the server and unbroken say different things."
            )
        }
        if manifest.request.filter != nil { sentences.append("That the condition was the right question to ask.") }
        sentences.append("That rows outside the range don't matter, or that what was recorded is true.")
        sentences.append(
            "That nobody computed the chain anew before the rows were taken out: nothing outside the database anchors them yet."
        )
        return sentences
    }
}
