import AuditChain
import Verification

extension ExportManifest {
    /// `README.txt`: in a page what the folder is, what it proves, and how to check it.
    public var readme: String {
        var page = PlainPage()
        page.heading("What this folder is")
        page.paragraph(
            "Rows of the audit log \(name), copied from the database \(Printable.safe(database.name))"
                + (database.host.isEmpty ? "" : " on \(Printable.safe(database.host))")
                + " at \(snapshot.startedAt)\(occasion). A program, unbroken \(tool.version), verified the log first and copied the rows from the same state of the database."
        )
        page.list(
            files.filter { $0.role != .text }.map { ($0.name, purpose(of: $0.role)) } + [
                (Self.name, "how the rows were copied, from where, and the SHA-256 of every file"),
                (
                    Self.signatureName,
                    signer.map { "the signature of \(Printable.safe($0)) over it" }
                        ?? "is not here: NOBODY SIGNED THIS"
                ),
            ])
        page.heading("What the rows say")
        page.paragraph(
            "Each row of the log bears a hash, computed from its content and from the hash of the row before it. Who changes, removes or adds a row breaks that chain there. Of the \((rows + leftOut).grouped) rows from first to last of this copy, \(rows.grouped) \(rows == 1 ? "is" : "are") shown\(leftOut > 0 ? " and \(leftOut.grouped) left out (see below)" : ""); \(brokenText)"
        )
        page.heading("How to check it")
        page.paragraph(
            "With the certificate of the authority that issued the signer's, which you should have from somebody else than whoever gave you this folder:"
        )
        page.literal("unbroken check FOLDER --trust AUTHORITY.pem")
        page.paragraph("Or, within this folder, with software that its makers did not write:")
        page.literal(
            "openssl cms -verify -binary -inform DER -in \(Self.signatureName) \\\n  -content manifest.json -CAfile AUTHORITY.pem -purpose any -out /dev/null"
        )
        page.literal("sha256sum \(files.map(\.name).joined(separator: " \\\n  "))")
        page.paragraph("and compare the sums with those in manifest.json.")
        page.heading("What that proves")
        page.bullets(proven)
        page.heading("What it does not prove")
        page.bullets(unproven)
        return page.text
    }

    private var name: String {
        "\(Printable.safe(chain.name)) (\(chain.rows == nil ? Printable.safe(chain.table) : "a query"))"
    }

    private var occasion: String {
        let parts = [
            by.map { " by \(Printable.safe($0))" }, caseNumber.map { ", case \(Printable.safe($0))" },
            reason.map { ", for this reason: \(Printable.safe($0))" },
        ]
        return parts.compactMap(\.self).joined()
    }

    private func purpose(of role: File.Role) -> String {
        switch role {
        case .evidence: "the rows: THIS IS THE EVIDENCE"
        case .leftOut: "place, link and hash of each row that is not shown"
        case .people: "the same rows for a spreadsheet; proves nothing"
        case .text: ""
        }
    }

    private var brokenText: String {
        let anything = "none of them belongs to a break of the chain."
        let broken =
            "\(brokenRows.grouped) of them belong\(brokenRows == 1 ? "s" : "") to a break of the chain: see the columns unbroken_content, unbroken_link and unbroken_break."
        let disputed =
            disputedRows > 0
            ? " Of \(disputedRows.grouped) the database server and this program say different things." : ""
        return (brokenRows > 0 ? broken : anything) + disputed
    }

    private var proven: [String] {
        var sentences = [
            signer.map { "No file of this folder was changed since \(Printable.safe($0)) signed it." }
                ?? "Nothing: without a signature anybody could have made this folder.",
            "From the first row to the last of each chain none is missing: their places follow one upon the other, and each names the hash of the one before, except where the columns say that it does not.",
        ]
        sentences.append(
            chain.whyNotRecomputed.map { "The content of rows is not proven here: \(Printable.safe($0))." }
                ?? "Each row's content gives its hash, except where the columns say that it does not\(request.mask.isEmpty ? "" : " or a value is masked")."
        )
        if let filter = request.filter {
            sentences.append(
                "Only rows were shown of which this is true: \(Printable.safe(filter)). The others are listed with place, link and hash, so that no row of the range is hidden."
            )
        }
        return sentences
    }

    private var unproven: [String] {
        var sentences = [
            "That the log tells the truth. It shows what was recorded; what was never recorded leaves no trace.",
            "That nobody computed the whole chain anew before the copy was made. Who can write the table can do that; no signed statement from outside the database anchors these rows yet.",
            "That rows outside the range do not matter.",
        ]
        if request.filter != nil { sentences.append("That the condition was the right question to ask.") }
        if !request.mask.isEmpty {
            sentences.append(
                "What the masked values were (\(Printable.safe(request.mask.joined(separator: ", ")))): such a row proves by its stored hash only. And a mask is no encryption: who knows the rest of a row can try values until the hash fits."
            )
        }
        return sentences
    }
}
