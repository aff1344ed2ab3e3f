public import AuditChain
import Foundation
import OpenSSL
import Typesetting

/// Makes the page of a report.
public enum ReportHTML {
    /// One page of HTML in UTF-8 that asks for nothing from outside, with the machine form in it.
    ///
    /// The same input gives the same bytes. `paper` of the layout does not matter. A signature stands in a file of its
    /// own, over all bytes of the page.
    ///
    /// - Parameter json: the machine form, canonical.
    /// - Throws: `.damagedFile` where it is something else.
    public static func make(_ json: [UInt8], _ layout: ReportLayout) throws(Obstacle) -> [UInt8] {
        let facts = try ReportFacts(json: json, name: "the report")
        let report = HTMLReport(facts, layout)
        let style = PageStyle.source + (layout.isSigned ? "" : PageStyle.unsigned(report.say.notSigned))
        let verification = facts.verification
        let policy = [
            "default-src 'none'", "style-src \(source(of: style))", "script-src \(source(of: PageScript.source))",
            "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
        let direction = report.say.direction == .rightToLeft ? "rtl" : "ltr"
        let title = [report.say.title, verification.database?.name].compactMap(\.self).joined(separator: " · ")
        let start: Markup = """
            \(Markup(source: EmbeddedFacts.pageStart))
            <html lang="\(report.say.language)" dir="\(direction)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="unbroken \(verification.tool.version)">
            <title>\(title)</title>
            <style>\(Markup(source: style))</style>
            </head>
            <body>
            \(report.body)

            """
        let end: Markup = """

            <script>\(Markup(source: PageScript.source))</script>
            </body>
            </html>

            """
        return Array(start.text.utf8) + EmbeddedFacts.element(json) + Array(end.text.utf8)
    }

    /// How a policy names a style or a script by what it says (CSP level 3, section 2.3.1).
    private static func source(of text: String) -> String {
        "'sha256-" + Data(HashAlgorithm.sha256.digest(of: Array(text.utf8))).base64EncodedString() + "'"
    }
}
