public import AuditChain
import OpenSSL
import Typesetting

/// A report that nobody signed, or whose signature nobody asks about.
public struct UncheckedReport: Sendable {
    /// Its machine form.
    public var json: [UInt8]
    /// What it says.
    public var facts: ReportFacts
    /// SHA-256 of the file, lower-case hex.
    public var sha256: String

    /// Reads a report: PDF, HTML or JSON.
    public static func read(_ path: String) throws(Obstacle) -> UncheckedReport {
        let bytes = try EvidenceCheck.read(path)
        var json = try EvidenceCheck.machineForm(of: bytes, path)
        if bytes.starts(with: Array("%PDF-".utf8)) {
            do throws(PDFTrouble) {
                guard let found = try SignedPDF.attachments(of: bytes).first(where: { $0.name == ReportPDF.jsonName })
                else { throw PDFTrouble("it carries no \(ReportPDF.jsonName)") }
                json = found.bytes
            } catch {
                throw Obstacle(.damagedFile, "\(path): \(error.sentence)")
            }
        }
        return UncheckedReport(
            json: json, facts: try ReportFacts(handedOver: json, name: path), sha256: HexDigest.sha256(of: bytes))
    }
}
