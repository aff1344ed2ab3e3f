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
            "In the manner of Federal Rules of Evidence 902(14) and 902(11). A form: it certifies nothing until a qualified person has checked it, and completed and signed a COPY of it outside this folder, which is checked as it is. Rule 902(11) wants reasonable written notice to the other side, with the data and the certification at hand, before the trial."
        )
        if let caseNumber { page.paragraph("Case \(Printable.safe(caseNumber))") }
        page.paragraph("I, ______________________________, state:")
        page.numbered([
            "I am ______________________________ (position) of ______________________________ (organisation). By ______________________________ (training, experience) I am qualified to copy data of this kind and to identify copies of it.",
            source, process, identification,
            "The copy is identified by the SHA-256 values (FIPS 180-4) of its files, which I compared with those of the files that this certification accompanies:",
        ])
        page.literal(
            files.filter { $0.role == .evidence || $0.role == .leftOut }.map { "\($0.sha256)\n    \($0.name)" }
                .joined(separator: "\n"))
        page.paragraph(
            "No two different files of one SHA-256 value are known to exist. \(Self.name) holds these values\(signer.map { " under the signature of \(Printable.safe($0))" } ?? "; NOBODY SIGNED IT")."
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

    private var source: String {
        let host = database.host.isEmpty ? "" : ", host \(Printable.safe(database.host))"
        let system = database.systemIdentifier.map(Printable.safe) ?? "not known"
        var text =
            "Data were copied from the database \(Printable.safe(database.name)) (PostgreSQL \(Printable.safe(database.serverVersion)), system identifier \(system)\(host)) in the state that it had at \(snapshot.startedAt) (UTC): \(Printable.count(rows, "row")) of the audit log \(Printable.safe(chain.name)), \(chain.rows == nil ? "table \(Printable.safe(chain.table))" : "a query over its tables")."
        if ranges.count == 1 {
            text +=
                " They are of the rows at the places \(ranges[0].first.grouped) to \(ranges[0].last.grouped) of the log, counted from 1 in its order (unbroken_position)."
        } else if ranges.count > 1 {
            text += " They are of \(ranges.count.grouped) chains; \(Self.name) states the places in each."
        }
        if let filter = request.filter {
            text +=
                " Shown are those of which this is true: \(Printable.safe(filter)). The \(leftOut.grouped) others are listed by place and hash."
        }
        return text
    }

    private var process: String {
        "The copy was made by the program unbroken \(tool.version)\(tool.sha256.map { ", whose file has the SHA-256 value \($0)" } ?? ""), which read the rows in a transaction that saw one state of the database (snapshot \(Printable.safe(snapshot.id))) and could change nothing. Beforehand it verified the hash chain of the whole log in that state: \(Printable.count(log.rows, "row")), verdict \(log.verdict), \(Printable.count(log.breakCount, "break"))."
    }

    private var identification: String {
        let marked =
            brokenRows > 0
            ? " \(Printable.count(brokenRows, "row")) of the copy belong\(brokenRows == 1 ? "s" : "") to breaks of the chain and \(brokenRows == 1 ? "is" : "are") marked so."
            : " No row of the copy belongs to a break of the chain."
        guard chain.whyNotRecomputed == nil else {
            return
                "The log bears for each row a hash over its content and the hash of the row before it. In the copy each row names the hash of the one before, except where it is marked.\(marked)"
        }
        return
            "That the copy is what the database held follows from the log itself, which bears for each row a hash over its content and the hash of the row before it: computed anew from the copy by 'unbroken check', the hashes are those that were stored, except where the copy says otherwise.\(marked)"
    }
}
