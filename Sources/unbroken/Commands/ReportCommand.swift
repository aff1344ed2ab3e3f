import ArgumentParser
import AuditChain
import Configuration
import Controls
import Evidence
import Foundation
import OpenSSL
import Typesetting
import Verification

struct ReportCommand: Reporting {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Verifies, and writes what is found as a signed document.",
        discussion: """
            The PDF is for people, and carries the same facts for machines (report.json) and the breaks (breaks.csv). Its \
            signature covers all of it and is checked by any program that checks PDF signatures, or by 'unbroken check'. \
            --format html writes one page for a browser, which asks for nothing from outside and carries the same facts; \
            --format json writes the facts alone. The signature of either stands beside it (.p7s).

            With --from, the document is made of an earlier signed report, and nothing is verified again, which it says.

            Who makes it, and which columns are shown of rows round a break, unbroken.yml says:

              report: {name: Jane Doe, organisation: Example Ltd, columns: [action, table_name]}

            Exits as 'unbroken verify' does.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case pdf, html, json }
    enum Language: String, ExpressibleByArgument, CaseIterable { case en, ar }
    enum Size: String, ExpressibleByArgument, CaseIterable { case a4, letter }

    @Argument(help: ArgumentHelp("Names of chains in unbroken.yml; none: all of them.", valueName: "chain"))
    var chains: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Option(help: ArgumentHelp("Write the report here.", valueName: "file"))
    var output: String

    @Option(help: "pdf or html for people, json for machines; left out: what the output's name ends with.")
    var format: Format?

    @OptionGroup(title: "Signing") var signing: SigningOptions

    @Option(
        help: ArgumentHelp(
            "Make the document of this earlier report, PDF, HTML or JSON, which is checked first.", valueName: "file"))
    var from: String?

    @Option(
        help: ArgumentHelp("Certificates that are trusted when --from is checked; may be repeated.", valueName: "file"))
    var trust: [String] = []

    @Option(
        name: .customLong("crl"),
        help: ArgumentHelp("Revocation lists for the check of --from; may be repeated.", valueName: "file"))
    var revocationLists: [String] = []

    @Option(help: "en or ar.")
    var language = Language.en

    @Option(help: "a4 or letter.")
    var paper = Size.a4

    @Option(
        help: ArgumentHelp(
            "Which laws and standards are told of: sox,sec17a4,hipaa,pci,iso27001,soc2,nist,part11,gdpr; left out: all.",
            valueName: "list"))
    var framework: String?

    @Option(help: ArgumentHelp("Read with so many connections at once.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Don't look at the controls round the log.")
    var noInspect = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if output.isEmpty || output == "-" { throw ValidationError("--output wants the name of a file") }
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs wants a number from 1 to 64") }
        if from != nil, trust.isEmpty, !signing.unsigned {
            throw ValidationError("--from wants --trust, to check who signed the report")
        }
        if let from, Self.place(of: from) == Self.place(of: output) {
            throw ValidationError("--output would replace the report that --from names; name another file")
        }
        if from != nil { try refuseWhatReads() }
        if format == nil, kindOfName == nil {
            throw ValidationError("--output wants a name that ends in .pdf, .html or .json; or say --format")
        }
        if from == nil, !trust.isEmpty || !revocationLists.isEmpty {
            throw ValidationError("--trust and --crl are for the report that --from names")
        }
        try signing.demandKey()
        _ = try frameworks
    }

    /// By its ending, unless it was said.
    private var kind: Format { format ?? kindOfName ?? .pdf }

    private var kindOfName: Format? {
        Format.allCases.first { output.lowercased().hasSuffix("." + $0.rawValue) }
    }

    /// Nothing is read where the report is made of an earlier one.
    private func refuseWhatReads() throws {
        guard chains.isEmpty else {
            throw ValidationError("--from makes the report of all that the earlier one tells of; name no chains")
        }
        let given = [
            ("--config", reading.config != nil), ("--database", reading.database != nil), ("--jobs", jobs != nil),
            ("--no-inspect", noInspect),
        ].filter(\.1).map(\.0)
        guard given.isEmpty else {
            throw ValidationError("--from reads no database; leave \(given.joined(separator: ", ")) out")
        }
    }

    private var frameworks: [Framework] {
        get throws {
            guard let framework else { return Framework.allCases }
            return try framework.split(separator: ",").map { name in
                guard let known = Framework(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
                    throw ValidationError(
                        "there is no framework '\(name)': \(Framework.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                return known
            }
        }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        // Before hours of reading: what is wrong with the key or with what draws is told at once.
        if kind == .pdf { try ReportPDF.demandLibrary() }
        let signer = try signing.signer(at: Int(Date.now.timeIntervalSince1970))
        if let note = signer?.validityNote { StandardError.write("unbroken: signing all the same: \(note)\n") }
        let file = try OutputFile(output)
        // A PDF carries its signature.
        let beside = signer == nil || kind == .pdf ? nil : try OutputFile(output + ".p7s")
        let drafts = [file.draft, beside?.draft]
        let remarks =
            (signer?.validityNote).map { ["The signer's certificate was not valid when this was signed: \($0)."] } ?? []
        let (json, zone, status) =
            if let from { try withoutDrafts(drafts) { () throws(Obstacle) in try earlier(from, remarks) } } else {
                try fresh(database, drafts, remarks)
            }
        // What is left may wait for a time-stamping authority.
        let signals = Signals(endingWithout: drafts)
        defer { signals.cancel() }
        let layout = ReportLayout(
            language: language == .ar ? .ar : .en, paper: paper == .letter ? .letter : .a4, zone: zone,
            frameworks: (try? frameworks) ?? [], isSigned: signer != nil, signer: signer?.name)
        do throws(Obstacle) {
            try write(json, layout, signer, to: file, beside)
        } catch {
            // A found break outranks everything: whoever asked must hear of it, though there is no report.
            guard status == .broken, from == nil else { throw error }
            StandardError.complain(error)
            StandardError.write("unbroken: no report was made; \(try ReportFacts(json: json, name: output).headline)\n")
            return status
        }
        if !quiet {
            try StandardOutput.write(
                "\(Printable.safe(output)): \(try ReportFacts(json: json, name: output).headline)\n")
        }
        return status
    }

    private func write(
        _ json: [UInt8], _ layout: ReportLayout, _ signer: EvidenceSigner?, to file: OutputFile, _ beside: OutputFile?
    ) throws(Obstacle) {
        let now = Clock.now
        let bytes =
            switch kind {
            case .pdf: try ReportPDF.make(json, layout, signer: signer, at: now)
            case .html: try ReportHTML.make(json, layout)
            case .json: json
            }
        try file.append(bytes)
        if let beside, let signature = try signer?.sign([bytes[...]], as: .cades, at: now) {
            try beside.append(signature)
        }
        try file.commit()
        try beside?.commit()
    }

    /// Work that ends with the process at the first signal, without leaving a file.
    private func withoutDrafts<Value>(
        _ drafts: [String?], _ work: () throws(Obstacle) -> Value
    ) throws(Obstacle) -> Value {
        let signals = Signals(endingWithout: drafts)
        defer { signals.cancel() }
        return try work()
    }

    /// A report of a verification that is done now.
    private func fresh(
        _ database: String?, _ drafts: [String?], _ remarks: [String]
    ) throws(Obstacle) -> (json: [UInt8], zone: String, status: ExitStatus) {
        let configuration = try Configuration.load(path: reading.config)
        var verifier = try Verifier(configuration: configuration, database: database, chains: chains)
        verifier.jobs = jobs ?? Verifier.defaultJobs
        verifier.collectsMonths = true
        verifier.retention = configuration.retention ?? Configuration.Retention(years: 7)
        let signals = Signals(interrupting: verifier.interruption, removing: drafts)
        defer { signals.cancel() }
        let line = ProgressLine(isShown: !quiet && Terminal.showsProgress)
        // Before hours of reading, too.
        try verifier.checkSurroundings(columns: configuration.report.columns)
        let report = verifier.run { line.show($0) }
        line.clear()
        if let stopped = report.stopped {
            // Nothing was looked at: there is nothing to report.
            if report.chains.isEmpty { throw stopped }
            StandardError.complain(stopped)
        }
        var inspection: Inspection?
        var surroundings: [BreakSurroundings] = []
        var remarks = remarks
        if report.stopped == nil {
            // What was found is reported, whatever else could not be had.
            do throws(Obstacle) {
                surroundings = try verifier.surroundings(
                    of: report, limit: 200, columns: configuration.report.columns.map(\.value))
            } catch { remarks.append("The rows round the breaks could not be read: \(error.sentence).") }
            if !noInspect {
                do throws(Obstacle) {
                    inspection = try Inspector(configuration: configuration, database: database, chains: chains).run()
                } catch { remarks.append("The controls could not be looked at: \(error.sentence).") }
            }
        }
        let material = ReportMaterial(
            verification: report, inspection: inspection, surroundings: surroundings, author: configuration.report,
            madeAt: Moments.text(Clock.now), remarks: remarks)
        return (JSONReportFile(material).bytes, configuration.retention?.zone ?? "UTC", report.exitStatus)
    }

    /// A report of an earlier one, which is checked first unless nobody signed it and the person said so.
    private func earlier(
        _ path: String, _ remarks: [String]
    ) throws(Obstacle) -> (json: [UInt8], zone: String, status: ExitStatus) {
        let madeAt = Moments.text(Clock.now)
        let json: [UInt8]
        let verdict: Verdict
        if trust.isEmpty {
            let found = try UncheckedReport.read(path)
            json = try RenewedReport.of(
                found.json, digest: found.sha256, signer: nil, signedAt: nil, madeAt: madeAt, remarks: remarks,
                name: path)
            verdict = found.facts.verdict
        } else {
            // By the clock, whatever time the document shall bear.
            let evidence = try EvidenceCheck(
                trust: trust, revocationLists: revocationLists, now: Int(Date.now.timeIntervalSince1970)
            ).check(path)
            let signature = evidence.signature
            // Of the moment only an authority's word is told as a fact.
            let stamped = signature.timeStamp?.time ?? evidence.stamps.first?.time
            var remarks = remarks
            if stamped == nil, let claimed = signature.claimedAt {
                remarks.append(
                    "The earlier report bears no time stamp; its signer says that it was signed at \(Moments.text(claimed))."
                )
            }
            json = try RenewedReport.of(
                evidence.json, digest: evidence.sha256, signer: signature.signer.subject,
                signedAt: stamped.map(Moments.text), madeAt: madeAt, remarks: remarks, name: path)
            verdict = evidence.facts.verdict
        }
        let status: ExitStatus =
            switch verdict {
            case .intact: .intact
            case .broken: .broken
            case .unmet: .unmet
            case .incomplete: .unreachable
            }
        return (json, try ReportFacts(json: json, name: path).zone, status)
    }

    private static func place(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}
