import ArgumentParser
import AuditChain
import Evidence
import Foundation

struct Renew: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Stamps a signed PDF anew, before what it was stamped with expires.",
        discussion: """
            A report is checked at the time of its time stamp; that stamp can be checked while its authority's certificate \
            is valid. One more stamp over the whole file, by an authority of that day, carries it on, as archives do. The \
            report is checked first, and nothing of it is changed: the stamp is appended.
            """)

    @Argument(help: ArgumentHelp("The report, a signed PDF.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The time-stamping authority (RFC 3161): \(AuthorityAddress.help).", valueName: "url"))
    var timestamp: String

    @Option(help: ArgumentHelp("Certificates that are trusted, PEM or DER; may be repeated.", valueName: "file"))
    var trust: [String] = []

    @Option(
        name: .customLong("crl"),
        help: ArgumentHelp("Revocation lists for the check; may be repeated.", valueName: "file"))
    var revocationLists: [String] = []

    @Option(help: ArgumentHelp("Write the stamped report here; left out: in place of the old one.", valueName: "file"))
    var output: String?

    func validate() throws {
        try AuthorityAddress.validate(timestamp)
        if trust.isEmpty { throw ValidationError("name the certificates that are trusted with --trust") }
        if output == "" { throw ValidationError("--output wants the name of a file") }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let check = try EvidenceCheck(
            trust: trust, revocationLists: revocationLists, now: Int(Date.now.timeIntervalSince1970))
        let stamped = try OutputFile(output ?? file)
        let signals = Signals(endingWithout: [stamped.draft])
        defer { signals.cancel() }
        try stamped.append(try Renewal.of(file, checkedBy: check, authority: try AuthorityAddress.url(timestamp)))
        try stamped.commit()
        try StandardOutput.write("\(Printable.safe(output ?? file)): stamped.\n")
        return .intact
    }
}
