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
                + "\(occasion). They are of one state of the database, that of \(snapshot.startedAt) (UTC); in the same state the whole log was verified by the program, unbroken \(tool.version)."
        )
        page.list(
            files.filter { $0.role != .text }.map { ($0.name, purpose(of: $0.role)) } + [
                (Self.name, "how the rows were copied, from where, and the SHA-256 of every file"),
                (
                    Self.signatureName,
                    signer.map { "the signature of \(Printable.safe($0)) over it" }
                        ?? "is not here: NOBODY SIGNED THIS"
                ),
                ("certificate.txt", "a form for the witness; complete and sign a copy of it elsewhere"),
            ])
        page.heading("What the rows say")
        page.paragraph(
            "Each row of the log bears a hash, computed from its content and from the hash of the row before it. Who changes, removes or adds a row breaks that chain there. The log as a whole was then \(logText). \(rangeText) \(brokenText)"
        )
        page.paragraph(
            "Beside each row stand its place (unbroken_position), whether its content gives its hash (unbroken_content), whether it names the row before it (unbroken_link: ok or fails; elsewhere: it was sealed upon another one, and no fault was found), and the break that it belongs to, if any (unbroken_break)."
        )
        if signer != nil { checking(&page) } else { unsigned(&page) }
        page.heading("What it does not prove")
        page.bullets(unproven)
        return page.text
    }

    private func checking(_ page: inout PlainPage) {
        page.heading("How to check it")
        page.paragraph(
            "With the certificate of the authority that issued the signer's, which you should have from somebody else than whoever gave you this folder; checker.py comes with the program's source and is written to be read:"
        )
        page.literal(
            "unbroken check FOLDER --trust AUTHORITY.pem\npython3 checker.py FOLDER --trust AUTHORITY.pem")
        page.paragraph("The signature and the files alone, with programs of others, within this folder:")
        page.literal(
            "openssl cms -verify -binary -inform DER -in \(Self.signatureName) \\\n  -content \(Self.name) -CAfile AUTHORITY.pem -no-CApath -no-CAstore \\\n  -purpose any -out /dev/null"
        )
        page.literal("sha256sum \((files.map(\.name) + ["README.txt"]).joined(separator: " "))")
        page.paragraph(
            "and compare the sums with those in \(Self.name). Once the signer's certificate has expired, openssl wants -attime with the moment of the signature's time stamp, in seconds since 1970; the other two find it themselves."
        )
        page.heading("What that proves")
        page.bullets(proven)
    }

    private func unsigned(_ page: inout PlainPage) {
        page.heading("What it proves")
        page.paragraph(
            "Nothing to anybody else: nobody signed it, so that anybody could have made it. 'unbroken check' refuses it. Have it made again with a key."
        )
    }

    private var name: String {
        "\(Printable.safe(chain.name)) (\(chain.rows == nil ? "table \(Printable.safe(chain.table))" : "a query"))"
    }

    private var occasion: String {
        func words(_ text: String) -> String {
            let safe = Printable.safe(text)
            return safe.hasSuffix(".") ? String(safe.dropLast()) : safe
        }
        let parts = [
            by.map { " by \(words($0))" }, caseNumber.map { ", case \(words($0))" },
            reason.map { ", for this reason: \(words($0))" },
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

    private var logText: String {
        log.breakCount > 0
            ? "BROKEN: \(Printable.count(log.breakCount, "break")) in \(Printable.count(log.rows, "row"))"
            : "\(log.verdict): no break in \(Printable.count(log.rows, "row"))"
    }

    private var rangeText: String {
        guard rows + leftOut > 0 else { return "No row lies in what was asked for." }
        let shown = leftOut > 0 ? "\(rows.grouped) are shown and \(leftOut.grouped) left out" : "all are shown"
        guard ranges.count == 1 else {
            return "Of this copy's \((rows + leftOut).grouped) rows in \(ranges.count.grouped) chains, \(shown)."
        }
        return
            "This copy is of the rows at the places \(ranges[0].first.grouped) to \(ranges[0].last.grouped) of its order, of which \(shown)."
    }

    private var brokenText: String {
        guard rows + leftOut > 0 else { return "" }
        let disputed =
            disputedRows > 0
            ? " Of \(disputedRows.grouped) the database server and the program say different things." : ""
        guard brokenRows > 0 else { return "None of them belongs to a break of the chain." + disputed }
        let kinds = Set(breaks.map(\.kind)).sorted().joined(separator: ", ")
        return
            "\(brokenRows.grouped) of them belong\(brokenRows == 1 ? "s" : "") to a break of the chain (\(kinds.isEmpty ? "not named" : kinds))."
            + disputed
    }

    private var proven: [String] {
        var sentences = [
            "No file of this folder was changed since \(signer.map(Printable.safe) ?? "") signed it (all of these programs).",
            "Every row that the log held from the first to the last place is in the copy, in its order, none added: the places follow one upon the other, and each row names the hash of the one before, except where the columns say that it does not (unbroken check and checker.py).",
        ]
        sentences.append(
            chain.whyNotRecomputed.map { "The content of rows is not proven: \(Printable.safe($0))." }
                ?? "Each row's content gives its hash, except where the columns say that it does not\(request.mask.isEmpty ? "" : " or a value is masked") (unbroken check; checker.py knows one formula only)."
        )
        if let filter = request.filter {
            sentences.append(
                "Only rows are shown of which this is true: \(Printable.safe(filter)). The others are listed with place, link and hash, so that no row of the range is hidden."
            )
        }
        return sentences
    }

    private var unproven: [String] {
        var sentences = [
            "That the log tells the truth. It shows what was recorded; what was never recorded leaves no trace. Rows that are missing from the log itself are missing from this copy: a break says where.",
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
