import AuditChain

extension HTMLReport {
    /// How it was done.
    var method: Markup {
        let functions = facts.verification.chains.flatMap(\.sealing).prefix(20)
        let lines = functions.map { (value(shortened($0.function, to: 80)), code($0.sha256)) }
        return say.methodText.map(paragraph).joined() + (lines.isEmpty ? "" : list(lines))
    }

    /// How to check it.
    var checking: Markup {
        let commands = """
            unbroken check report.html --trust CA.pem
            openssl cms -verify -cades -binary -inform DER -in report.html.p7s -content report.html -CAfile CA.pem -out /dev/null
            """.split(separator: "\n").map { "\(String($0))" as Markup }.joined("\n")
        let signature =
            layout.isSigned
            ? paragraph(web.checkingSignature) + "<pre lang=\"en\" dir=\"ltr\"><code>\(commands)</code></pre>\n"
            : paragraph(say.notSigned)
        // The first of the document's is about signatures of PDF.
        return signature + say.checkingText.dropFirst().map(paragraph).joined()
    }

    /// What it does not show.
    var limits: Markup { "<ul>\n\(say.limitsText.map { "<li>\(told: $0)</li>" as Markup }.joined("\n"))\n</ul>\n" }

    /// What the page carries.
    var attachments: Markup {
        paragraph(web.attachmentsText) + (layout.isSigned ? paragraph(web.attachmentsSigned) : "")
            + "<p><button type=\"button\" id=\"save\" hidden>\(web.save)</button></p>\n"
    }
}
