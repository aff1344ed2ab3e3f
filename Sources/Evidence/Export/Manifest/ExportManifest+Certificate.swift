import AuditChain
import Verification

extension ExportManifest {
    /// `certificate.txt`: a certification in the manner of Rule 902(14) of the US Federal Rules of Evidence, filled with the
    /// facts, for a person to complete and sign.
    ///
    /// The rule admits data copied from a file without a witness if a process of digital identification authenticates them,
    /// as a qualified person certifies in the way of Rule 902(11) or (12); 28 U.S.C. 1746 has the words of the declaration.
    public var certificate: String {
        var page = PlainPage()
        page.heading("Certification of data copied from an electronic system")
        page.paragraph(
            "In the manner of Federal Rules of Evidence 902(14) and 902(11). A form: it certifies nothing until a qualified person has checked it, completed it and signed it. Rule 902(11) wants reasonable written notice to the other side, with the copy and this certification at hand, before the trial."
        )
        page.paragraph("I, ______________________________, state:")
        page.numbered([
            "I am ______________________________ (position) of ______________________________ (organisation). By ______________________________ (training, experience) I am qualified to copy data of this kind and to identify copies of it.",
            "At \(snapshot.startedAt) (UTC) data were copied from the database \(Printable.safe(database.name)) (PostgreSQL \(Printable.safe(database.serverVersion)), system identifier \(database.systemIdentifier.map(Printable.safe) ?? "not known")\(database.host.isEmpty ? "" : ", host \(Printable.safe(database.host))")): \(rows.grouped) rows of the audit log \(Printable.safe(chain.name)), \(chain.rows == nil ? "table \(Printable.safe(chain.table))" : "a query over its tables"). \(ranges.count == 1 ? "They are of the rows \(ranges[0].first.grouped) to \(ranges[0].last.grouped) of the log in its order." : "They are of \(ranges.count.grouped) chains; manifest.json states the range in each.")\(request.filter.map { " Shown are those of which this is true: \(Printable.safe($0)). The \(leftOut.grouped) others are listed by place and hash." } ?? "")",
            "The copy was made by the program unbroken \(tool.version)\(tool.sha256.map { ", whose file has the SHA-256 value \($0)" } ?? ""), which read them in one transaction that saw one state of the database (snapshot \(Printable.safe(snapshot.id))) and could change nothing. Before it verified the hash chain of the log in the same state: \(log.rows.grouped) rows, verdict \(log.verdict).",
            "The copy is identified by the SHA-256 values (FIPS 180-4) of its files, which I compared with the files that this certification accompanies:",
        ])
        page.literal(
            files.filter { $0.role == .evidence || $0.role == .leftOut }.map { "\($0.sha256)\n    \($0.name)" }
                .joined(separator: "\n"))
        page.paragraph(
            "Two files of one SHA-256 value are the same file for every practical purpose: no two different ones are known to exist. manifest.json holds these values\(signer.map { " under the signature of \(Printable.safe($0))" } ?? "; NOBODY SIGNED IT")."
        )
        if !request.mask.isEmpty {
            page.paragraph(
                "In the copy values of these are replaced by a marker: \(Printable.safe(request.mask.joined(separator: ", ")))."
            )
        }
        page.paragraph("I declare under penalty of perjury that the foregoing is true and correct.")
        page.paragraph("Executed on ____________________ (date) at ______________________________ (place)")
        page.paragraph("Signature ______________________________")
        page.paragraph("Name ______________________________")
        return page.text
    }
}
