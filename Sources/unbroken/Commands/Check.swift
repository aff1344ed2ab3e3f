import ArgumentParser
import AuditChain
import Evidence
import Foundation

struct Check: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Checks a report or an export offline: who signed it and when, and that nothing was changed since.",
        discussion: """
            Wants no database and no network, only the certificates that are trusted. A PDF holds its signature; beside \
            any other report stands a file with .p7s behind its name, and in the folder of an export manifest.json.p7s. A \
            signature with a time stamp is judged at the time of that stamp, so that evidence still checks when its \
            certificates have expired.

            Of an export each row is looked at: that none is missing between the first and the last, that its link is the \
            hash before it and its content gives its hash, or breaks just where the export says so.

              unbroken check report.pdf --trust authority.pem
              unbroken check case-12-345 --trust authority.pem

            Exits with 0 where it holds, with 1 where it holds and tells of breaks, with 65 where it does not hold.
            """)

    @Argument(help: ArgumentHelp("The report, or the folder of an export.", valueName: "file|folder"))
    var file: String

    @Option(help: ArgumentHelp("Certificates that are trusted, PEM or DER; may be repeated.", valueName: "file"))
    var trust: [String] = []

    @Option(
        name: .customLong("crl"),
        help: ArgumentHelp(
            "Revocation lists; where any is named, each certificate below a trusted one needs one. May be repeated.",
            valueName: "file"))
    var revocationLists: [String] = []

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if trust.isEmpty { throw ValidationError("name the certificates that are trusted with --trust") }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let check = try EvidenceCheck(
            trust: trust, revocationLists: revocationLists, now: Int(Date.now.timeIntervalSince1970))
        if EvidenceCheck.isExport(file) {
            let line = ProgressLine(isShown: !quiet && Terminal.showsProgress)
            defer { line.clear() }
            let export = try check.check(export: file) { line.show($0) }
            line.clear()
            try StandardOutput.write(export.text)
            return export.exitStatus
        }
        let evidence = try check.check(file)
        try StandardOutput.write(evidence.text)
        return evidence.exitStatus
    }
}
