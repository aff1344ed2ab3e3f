public import AuditChain
import Formula
import OpenSSL
public import Verification

extension EvidenceCheck {
    /// Whether a path names an export: its folder, or the manifest in it.
    public static func isExport(_ path: String) -> Bool { EvidenceFolder.folder(of: path) != nil }

    /// Checks the folder of an export: its files, who signed them, and every row.
    ///
    /// - Parameter progress: called now and then with how far the rows are.
    public func check(
        export path: String, progress: (Progress) -> Void = { _ in }
    ) throws(Obstacle) -> CheckedExport {
        let folder = EvidenceFolder(path: EvidenceFolder.folder(of: path) ?? path)
        guard folder.has(ExportManifest.name) else {
            throw Obstacle(
                .damagedFile, "\(path) is no export: there is no \(ExportManifest.name) in it",
                hint: "name the folder that 'unbroken export' wrote, or a report")
        }
        let json = try folder.read(ExportManifest.name, limit: 1 << 26)
        let name = folder.path(of: ExportManifest.name)
        guard folder.has(ExportManifest.signatureName) else {
            throw Obstacle(
                .damagedFile, "\(path) is not signed: there is no \(ExportManifest.signatureName) in it",
                hint: "the signature must come along; without one anybody could have made the folder")
        }
        let container = try folder.read(ExportManifest.signatureName, limit: Self.largestSignature)
        let signature: SignatureFacts
        do throws(SigningTrouble) { signature = try check.check(cms: container, content: [json[...]]) } catch {
            throw error.refusal(of: folder.path(of: ExportManifest.signatureName))
        }
        let manifest = try ExportManifest(json: json, name: name)
        let signer = signature.signer.commonName ?? signature.signer.subject
        guard manifest.signer == signer else {
            throw Obstacle(
                .damagedFile,
                "\(name) names another signer than \(Printable.safe(signer)), whose signature it bears",
                hint: "ask who is named in it for the signature that belongs to it")
        }
        try folder.checkNames(of: manifest)
        var tally = RangeTally()
        for file in manifest.files {
            switch file.role {
            case .evidence: tally = try Self.walk(manifest, folder, progress)
            case .leftOut: break
            case .people, .text:
                var other = try DigestedFile(folder.path(of: file.name), name: folder.path(of: file.name))
                try Self.compare(try other.finish(limit: file.bytes), with: file, folder)
            }
        }
        return CheckedExport(manifest: manifest, tally: tally, signature: signature, sha256: HexDigest.sha256(of: json))
    }

    /// Reads what is shown and what was left out side by side: in each chain one row follows the other, in whichever of the
    /// two files it stands.
    private static func walk(
        _ manifest: ExportManifest, _ folder: EvidenceFolder, _ progress: (Progress) -> Void
    ) throws(Obstacle) -> RangeTally {
        var walk = try RangeWalk(manifest)
        var shown = try Reader(manifest, folder, isShown: true)
        guard manifest.files.contains(where: { $0.role == .leftOut }) else {
            while shown.hasRow {
                guard try shown.isNext(for: walk) else { throw walk.gap() }
                try shown.hand(to: &walk)
                walk.tell(progress)
            }
            try shown.finish(folder)
            try walk.finish()
            return walk.tally
        }
        var left = try Reader(manifest, folder, isShown: false)
        while shown.hasRow || left.hasRow {
            if try shown.isNext(for: walk) {
                try shown.hand(to: &walk)
            } else if try left.isNext(for: walk) {
                try left.hand(to: &walk)
            } else {
                throw walk.gap()
            }
            walk.tell(progress)
        }
        try shown.finish(folder)
        try left.finish(folder)
        try walk.finish()
        return walk.tally
    }

    static func compare(
        _ found: (bytes: Int, sha256: String), with file: ExportManifest.File, _ folder: EvidenceFolder
    ) throws(Obstacle) {
        guard found.bytes == file.bytes, found.sha256 == file.sha256 else {
            throw Obstacle(
                .damagedFile, "\(folder.path(of: file.name)) is not the file that was signed: it was changed since",
                hint: "get it anew from whoever made it")
        }
    }

    /// One of the two files of rows.
    private struct Reader: ~Copyable {
        private var records: SavedRecords
        private let fields: RecordFields
        private let file: ExportManifest.File
        /// Whether there is a row that was not handed on yet.
        private(set) var hasRow: Bool

        init(_ manifest: ExportManifest, _ folder: EvidenceFolder, isShown: Bool) throws(Obstacle) {
            guard let file = manifest.files.first(where: { $0.role == (isShown ? .evidence : .leftOut) }) else {
                throw Obstacle(.internalError, "a manifest without evidence was taken")
            }
            let fields = RecordFields(manifest.chain, isShown: isShown)
            var records = try SavedRecords(
                folder.path(of: file.name), name: file.name, isLines: file.name.hasSuffix(".jsonl"),
                names: fields.names, size: file.bytes)
            let hasRow = try records.next()
            self.records = records
            self.fields = fields
            self.file = file
            self.hasRow = hasRow
        }

        func isNext(for walk: borrowing RangeWalk) throws(Obstacle) -> Bool {
            guard hasRow else { return false }
            return try walk.expects(records.row, fields, in: file.name)
        }

        mutating func hand(to walk: inout RangeWalk) throws(Obstacle) {
            try walk.take(records.row, fields, in: file.name)
            hasRow = try records.next()
        }

        mutating func finish(_ folder: EvidenceFolder) throws(Obstacle) {
            try EvidenceCheck.compare(try records.finish(limit: file.bytes), with: file, folder)
        }
    }
}
