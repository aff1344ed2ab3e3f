import AuditChain
import Evidence
import Formula
import Foundation
import OpenSSL
import Rows
import Verification

/// Rows on their way into a folder, with everything by which they can be checked.
struct ExportedFolder {
    /// What the files are called, whichever are written.
    static let names = [
        "rows.csv", "rows.jsonl", "rows.spreadsheet.csv", "left-out.csv", "README.txt", "certificate.txt",
        ExportManifest.name, ExportManifest.signatureName,
    ]

    let draft: FolderDraft
    let signer: EvidenceSigner?
    /// Whether the same rows are written for spreadsheets too.
    let hasPeople: Bool
    let circumstances: ExportManifest.Circumstances

    func write<Form: EvidenceForm & ~Copyable>(
        as form: Form.Type, ending: String, _ request: ExportRequest, of verifier: Verifier,
        progress: @escaping (Verification.Progress) -> Void
    ) throws(Obstacle) -> ExportedFile.Written {
        let evidence = try draft.file("rows.\(ending)")
        let people = try hasPeople ? draft.file("rows.spreadsheet.csv") : nil
        let leftOut = try request.filter == nil ? nil : draft.file("left-out.csv")
        var rows: FormWriter<Form>?
        var copies: FormWriter<SpreadsheetCSV>?
        var hidden: FormWriter<LeftOutCSV>?
        var known: ExportFacts?
        let summary = try verifier.export(request, progress: progress) { facts throws(Obstacle) in
            known = facts
            rows = try FormWriter(facts, to: evidence)
            if let people { copies = try FormWriter(facts, to: people) }
            if let leftOut { hidden = try FormWriter(facts, to: leftOut) }
        } _: { row, facts throws(Obstacle) in
            guard facts.isShown else {
                try hidden?.append(row, facts)
                return
            }
            try rows?.append(row, facts)
            try copies?.append(row, facts)
        }
        try rows?.flush()
        try copies?.flush()
        try hidden?.flush()
        guard let facts = known else {
            throw Obstacle(.internalError, "rows were taken out, and nothing was found of them")
        }
        try MaskTrouble.check(summary)
        var files = [try evidence.finish(as: .evidence)]
        if let leftOut { files.append(try leftOut.finish(as: .leftOut)) }
        if let people { files.append(try people.finish(as: .people)) }
        // When the rows are there, not when somebody began to read them.
        let now = Clock.now
        try finish(
            ExportManifest(facts, summary, of: request, circumstances, madeAt: Moments.text(now), files: files), at: now
        )
        return ExportedFile.Written(report: facts.report, summary: summary)
    }

    private func finish(_ manifest: ExportManifest, at now: Int) throws(Obstacle) {
        var manifest = manifest
        func add(_ name: String, _ text: String) throws(Obstacle) -> ExportManifest.File {
            let file = try draft.file(name)
            try file.append([UInt8](text.utf8))
            return try file.finish(as: .text)
        }
        let certificate = try add("certificate.txt", manifest.certificate)
        manifest.add(certificate)
        manifest.add(try add("README.txt", manifest.readme))
        let bytes = manifest.bytes
        let file = try draft.file(ExportManifest.name)
        try file.append(bytes)
        _ = try file.finish(as: .text)
        if let signature = try signer?.sign([bytes[...]], as: .cades, at: now) {
            let beside = try draft.file(ExportManifest.signatureName)
            try beside.append(signature)
            _ = try beside.finish(as: .text)
        }
        try draft.commit()
    }
}
