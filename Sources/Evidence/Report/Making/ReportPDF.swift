public import AuditChain
import OpenSSL
import Typesetting

/// Makes the PDF of a report.
public enum ReportPDF {
    /// The names of the files that it carries.
    static let jsonName = "report.json", csvName = "breaks.csv"

    /// Says at once what a PDF would fail for at the end: that nothing here can draw one.
    public static func demandLibrary() throws(Obstacle) { try drawable(DrawingLibrary.require) }

    private static func drawable<Value>(
        _ work: () throws(DrawingLibrary.Trouble) -> Value
    ) throws(Obstacle) -> Value {
        do throws(DrawingLibrary.Trouble) { return try work() } catch {
            throw Obstacle(
                .configuration, "a PDF can't be drawn here: \(error.sentence)",
                hint: "install pango (Debian: libpangocairo-1.0-0), or make the report with --format html or json")
        }
    }

    /// A PDF of a report with its machine form and its breaks in it, signed if there is a signer.
    ///
    /// - Parameters:
    ///   - json: the machine form.
    ///   - time: when it is signed, in seconds since 1970.
    public static func make(
        _ json: [UInt8], _ layout: ReportLayout, signer: EvidenceSigner?, at time: Int
    ) throws(Obstacle) -> [UInt8] {
        let facts = try ReportFacts(json: json, name: "the report")
        let document = try drawable { () throws(DrawingLibrary.Trouble) in try ReportDocument(facts, layout) }
        guard let pdf = document.pdf() else {
            throw Obstacle(.internalError, "the document could not be drawn: there was no memory for it")
        }
        let attachments = [
            Attachment(
                name: jsonName, type: "application/json", summary: "The report for machines (\(ReportFacts.format))",
                bytes: json),
            Attachment(
                name: csvName, type: "text/csv", summary: "The breaks that were told of", bytes: BreaksCSV(facts).bytes),
        ]
        func finished<Value>(_ work: () throws(PDFTrouble) -> Value) throws(Obstacle) -> Value {
            do throws(PDFTrouble) { return try work() } catch {
                throw Obstacle(.internalError, "the PDF could not be finished: \(error.sentence)")
            }
        }
        let language = layout.language.rawValue
        guard let signer else {
            return try finished { () throws(PDFTrouble) in
                try SignablePDF.unsigned(pdf, attachments: attachments, language: language)
            }
        }
        let field = SignatureField(
            page: 1, box: document.signatureBox, name: signer.name, reason: "Audit log verification report",
            signedAt: facts.madeAt)
        let signable = try finished { () throws(PDFTrouble) in
            try SignablePDF(pdf, attachments: attachments, field: field, language: language)
        }
        let signature = try signer.sign(signable.signedRanges, as: .pades, at: time)
        do throws(PDFTrouble) { return try signable.signed(by: signature) } catch {
            throw Obstacle(
                .configuration, "the signature does not fit into the PDF: \(error.sentence)",
                hint: "name with --chain-certs only the certificates between the signer's and the one that is trusted")
        }
    }
}
