import ArgumentParser
import AuditChain
import Configuration
import Evidence
import Formula
import Foundation
import Verification

struct Export: Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Verifies a chain and takes rows out of it, as evidence: CSV or JSON, signed.",
        discussion: """
            Every value stands as PostgreSQL prints it in UTC and ISO; NULL is an empty cell, the empty string a quoted one. \
            Behind the data of each row stand its position in its chain (from 1), whether its content and its link hold, \
            the breaks that it belongs to, and the hash that the formula gives. Verification and rows are of one snapshot.

            An --output that ends in .csv or .jsonl is a file of rows, - the standard output. Anything else is a folder: \
            the rows, those that --where left out by place and hash, a manifest with the SHA-256 of each file, its \
            signature, a README for lawyers and a certificate to be signed by a person. 'unbroken check FOLDER' checks it \
            without a database.

              unbroken export audit_log --around id=48213 --context 50 --output rows.csv
              unbroken export audit_log --break 3 --output -
              unbroken export audit_log --where "user_id = 'b6f1…'" --mask ip_address,old_data.email,new_data.email \\
                --by 'A. Analyst' --reason 'request of the court' --case 12-345 --output case-12-345 \\
                --sign-key key.pem --sign-cert cert.pem --timestamp http://tsa.example.com
              unbroken export audit_log --from-time 2026-01-01 --to-time 2026-02-01 --output january.csv --excel

            Exits with 0 where no row of the range belongs to a break, with 1 where one does, with 2 where there is no row, or \
            where the server's rendering and ours disagree of one.
            """)

    @Argument(help: "The name of a chain in unbroken.yml; left out: the only one.")
    var chain: String?

    @OptionGroup var reading: ReadingOptions

    @OptionGroup(title: "Which rows") var range: RangeOptions

    @Option(help: ArgumentHelp("The columns to show, with commas between; left out: all.", valueName: "list"))
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "Put \(MaskedValue.marker) in the place of these columns' values, or of values within JSON: column.key.",
            valueName: "list"))
    var mask: String?

    @Option(
        help: ArgumentHelp(
            "Write into this file, which ends in .csv or .jsonl, or this folder; - is the standard output.",
            valueName: "place"))
    var output: String

    @Option(help: "csv, or jsonl: an object of JSON a line; left out: what the output's name ends with.")
    var format: Format?

    @Flag(help: "Write a copy for spreadsheets beside it, in which nothing is taken for a formula or loses digits.")
    var excel = false

    @Flag(help: "Replace the folder if it is there already and holds an export.")
    var force = false

    @Option(help: ArgumentHelp("Who takes the rows out, for the manifest.", valueName: "name"))
    var by: String?

    @Option(help: ArgumentHelp("Why, for the manifest.", valueName: "text"))
    var reason: String?

    @Option(name: .customLong("case"), help: ArgumentHelp("For which case, for the manifest.", valueName: "number"))
    var caseNumber: String?

    @OptionGroup(title: "Signature of a folder") var signing: SigningOptions

    @Option(help: ArgumentHelp("Verify with so many connections at once.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Show no progress, and no closing line.")
    var quiet = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl }

    private var kind: Format { format ?? kindOfName ?? .csv }

    private var kindOfName: Format? {
        Format.allCases.first { output.lowercased().hasSuffix("." + $0.rawValue) }
    }

    private var isFolder: Bool { output != "-" && kindOfName == nil }

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output wants the name of a file or a folder, or -") }
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs wants a number from 1 to 64") }
        if let columns, columns.split(separator: ",").isEmpty { throw ValidationError("--columns wants names") }
        if let mask, MaskedValue.list(parsing: mask) == nil {
            throw ValidationError("--mask wants columns, or column.key for a value in JSON, with commas between")
        }
        if output == "-", MaskedValue.list(parsing: mask ?? "")?.contains(where: { !$0.keys.isEmpty }) == true {
            throw ValidationError(
                "--mask of values within JSON wants a file or a folder as --output: a path that is misspelled is found out when all rows were read, and what was printed can't be taken back"
            )
        }
        if output == "-", excel { throw ValidationError("--excel wants a file or a folder to write a copy beside") }
        for (option, text) in [("--by", by), ("--reason", reason), ("--case", caseNumber)]
        where text?.allSatisfy(\.isWhitespace) == true {
            throw ValidationError("\(option) wants a text")
        }
        if isFolder, !signing.unsigned, signing.key == nil {
            throw ValidationError(
                "--output \(output) is a folder, which is signed (a file ends in .csv or .jsonl): name a key with --sign-key, or say --unsigned"
            )
        }
        guard !isFolder else { return }
        if let kindOfName, let format, format != kindOfName {
            throw ValidationError("--output ends in .\(kindOfName.rawValue), and --format says \(format.rawValue)")
        }
        if signing.isAsked {
            throw ValidationError("a folder is signed: name one, without .csv or .jsonl at its end, as --output")
        }
        if by != nil || reason != nil || caseNumber != nil {
            throw ValidationError("--by, --reason and --case stand in the manifest of a folder: name one as --output")
        }
        if force { throw ValidationError("--force is for a folder; a file is replaced when its new one is whole") }
    }

    func perform() throws(Obstacle) -> ExitStatus {
        let database = try reading.conninfo
        // Before hours of reading: what is wrong with the key is told at once.
        let signer = try signing.signer(at: Int(Date.now.timeIntervalSince1970))
        if let note = signer?.validityNote { StandardError.write("unbroken: signing all the same: \(note)\n") }
        let configuration = try Configuration.load(path: reading.config)
        let name = try only(configuration)
        var verifier = try Verifier(configuration: configuration, database: database, chains: [name])
        verifier.jobs = jobs ?? Verifier.defaultJobs
        var request = ExportRequest(
            chain: name, range: try range.range(of: name), filter: range.filter,
            columns: columns?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        request.masks = mask.flatMap(MaskedValue.list) ?? []
        request.showsSeals = isFolder
        let line = ProgressLine(isShown: !quiet && Terminal.showsProgress)
        defer { line.clear() }
        let written =
            isFolder
            ? try folder(request, of: verifier, signer) { line.show($0) }
            : try file(request, of: verifier) { line.show($0) }
        line.clear()
        let told = "\(Printable.safe(output)): \(written.summary.headline(of: written.report))\n"
        if !quiet { if output == "-" { StandardError.write(told) } else { try StandardOutput.write(told) } }
        return written.summary.exitStatus
    }

    private func file(
        _ request: ExportRequest, of verifier: Verifier, _ progress: @escaping (Verification.Progress) -> Void
    ) throws(Obstacle) -> ExportedFile.Written {
        let file = output == "-" ? nil : try OutputFile(output)
        let people = excel ? try OutputFile(String(output.dropLast(kind.rawValue.count)) + "spreadsheet.csv") : nil
        let signals = Signals(interrupting: verifier.interruption, removing: [file?.draft, people?.draft])
        defer { signals.cancel() }
        return switch kind {
        case .csv:
            try ExportedFile.write(
                as: EvidenceCSV.self, request, of: verifier, to: file, people: people, progress: progress)
        case .jsonl:
            try ExportedFile.write(
                as: EvidenceLines.self, request, of: verifier, to: file, people: people, progress: progress)
        }
    }

    private func folder(
        _ request: ExportRequest, of verifier: Verifier, _ signer: EvidenceSigner?,
        _ progress: @escaping (Verification.Progress) -> Void
    ) throws(Obstacle) -> ExportedFile.Written {
        let draft = try FolderDraft(output, mayHold: ExportedFolder.names, replaces: force)
        let signals = Signals(interrupting: verifier.interruption, removing: draft.remains)
        defer { signals.cancel() }
        var circumstances = ExportManifest.Circumstances(rows: range.words)
        circumstances.by = by
        circumstances.reason = reason
        circumstances.caseNumber = caseNumber
        circumstances.signer = signer?.name
        circumstances.program = Program.sha256
        let folder = ExportedFolder(
            draft: draft, signer: signer, hasPeople: excel, circumstances: circumstances)
        return switch kind {
        case .csv: try folder.write(as: EvidenceCSV.self, ending: "csv", request, of: verifier, progress: progress)
        case .jsonl:
            try folder.write(as: EvidenceLines.self, ending: "jsonl", request, of: verifier, progress: progress)
        }
    }

    private func only(_ configuration: Configuration) throws(Obstacle) -> String {
        if let chain { return chain }
        let names = configuration.chains.map(\.name.value)
        guard names.count == 1 else {
            throw Obstacle(
                .usage, "\(configuration.path) has \(names.count) chains, and rows are taken out of one",
                hint: "name one of them: \(names.joined(separator: ", "))")
        }
        return names[0]
    }
}
