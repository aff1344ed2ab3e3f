public import AuditChain
import Foundation
import OpenSSL
import Typesetting

/// Checks reports and exports offline: what was signed, by whom and when, and that nothing was changed since.
public struct EvidenceCheck: Sendable {
    let check: SignatureCheck

    /// - Parameters:
    ///   - trust: files of certificates that are trusted.
    ///   - revocationLists: files of revocation lists; none: revocation is not asked about.
    ///   - now: seconds since 1970.
    public init(trust: [String], revocationLists: [String], now: Int) throws(Obstacle) {
        var certificates: [Certificate] = []
        for path in trust {
            let bytes = try Self.read(path)
            do throws(SigningTrouble) { certificates += try Certificate.all(in: bytes) } catch {
                throw Obstacle(
                    .configuration, "\(path): \(error.sentence)", hint: "name a file of certificates, PEM or DER")
            }
        }
        var lists: [RevocationList] = []
        for path in revocationLists {
            let bytes = try Self.read(path)
            do throws(SigningTrouble) { lists += try RevocationList.all(in: bytes) } catch {
                throw Obstacle(.configuration, "\(path): \(error.sentence)", hint: "name a revocation list, PEM or DER")
            }
        }
        check = SignatureCheck(trust: certificates, revocationLists: lists, now: now)
    }

    /// Checks a report: a PDF, or a page or a machine form beside which its signature stands (`.p7s`).
    public func check(_ path: String) throws(Obstacle) -> CheckedEvidence {
        try check(try Self.read(path), from: path)
    }

    /// Checks a report whose bytes were read from a file.
    func check(_ bytes: [UInt8], from path: String) throws(Obstacle) -> CheckedEvidence {
        try Self.checkEnding(of: path, bytes)
        if bytes.starts(with: Array("%PDF-".utf8)) { return try check(pdf: bytes, path) }
        return try check(bytes, path, signature: path + ".p7s")
    }

    private func check(pdf bytes: [UInt8], _ path: String) throws(Obstacle) -> CheckedEvidence {
        let signed: SignedPDF
        do throws(PDFTrouble) {
            signed = try SignedPDF(bytes) { SignatureCheck.derLength(of: $0[...]) }
        } catch {
            throw Obstacle(.damagedFile, "\(path): \(error.sentence)")
        }
        do throws(SigningTrouble) {
            // Each stamp vouches for what stands before it.
            var stamps: [TimeStampFacts] = []
            for stamp in signed.stamps.reversed() {
                stamps.insert(
                    try check.check(timeStamp: stamp.der, over: stamp.ranges, at: stamps.first?.time), at: 0)
            }
            let signature = try check.check(
                cms: signed.signature.der, content: signed.signature.ranges, at: stamps.first?.time)
            let signer = signature.signer.commonName ?? signature.signer.subject
            guard signed.isNamed(signer) else {
                throw SigningTrouble(
                    .badSignature, "it names another signer than \(signer), whose signature it bears")
            }
            guard let json = signed.attachments.first(where: { $0.name == ReportPDF.jsonName }) else {
                throw SigningTrouble(.damaged, "it carries no \(ReportPDF.jsonName)")
            }
            let facts: ReportFacts
            do throws(Obstacle) {
                facts = try ReportFacts(canonical: json.bytes, name: "its \(ReportPDF.jsonName)")
            } catch {
                throw SigningTrouble(.damaged, error.sentence)
            }
            guard signed.attachments.first(where: { $0.name == ReportPDF.csvName })?.bytes == BreaksCSV(facts).bytes
            else {
                throw SigningTrouble(.damaged, "the breaks in its \(ReportPDF.csvName) are not those of the report")
            }
            return CheckedEvidence(
                facts: facts, json: json.bytes, signature: signature, stamps: stamps,
                sha256: HexDigest.sha256(of: bytes))
        } catch {
            throw error.refusal(of: path)
        }
    }

    private func check(_ bytes: [UInt8], _ path: String, signature: String) throws(Obstacle) -> CheckedEvidence {
        guard FileManager.default.fileExists(atPath: signature) else {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            let isOfExport = FileManager.default.fileExists(
                atPath: folder.appendingPathComponent(ExportManifest.name).path)
            throw Obstacle(
                .damagedFile, "\(path) is not signed: there is no \(signature)",
                hint: isOfExport
                    ? "it is a file of an export, which is checked as a whole: name its folder"
                    : "the signature stands in a file of its own, which must come along")
        }
        let container = try Self.read(signature)
        guard container.count <= Self.largestSignature else {
            throw Obstacle(.damagedFile, "\(signature) is larger than any signature of a report")
        }
        let facts: SignatureFacts
        do throws(SigningTrouble) { facts = try check.check(cms: container, content: [bytes[...]]) } catch {
            throw error.refusal(of: signature)
        }
        let json = try Self.machineForm(of: bytes, path)
        let signer = facts.signer.commonName ?? facts.signer.subject
        guard !EmbeddedFacts.isPage(bytes) || HTMLReport.names(signer, in: bytes) else {
            throw Obstacle(
                .damagedFile,
                "\(path): it names another signer than \(Printable.safe(signer)), whose signature it bears",
                hint: "ask who is named in it for the signature that belongs to it")
        }
        return CheckedEvidence(
            facts: try ReportFacts(canonical: json, name: path), json: json, signature: facts, stamps: [],
            sha256: HexDigest.sha256(of: bytes))
    }

    /// What a row holds is text in the machine form, and could be a page to a browser that takes it for one.
    private static func checkEnding(of path: String, _ bytes: [UInt8]) throws(Obstacle) {
        let kind = bytes.starts(with: Array("%PDF-".utf8)) ? "pdf" : EmbeddedFacts.isPage(bytes) ? "html" : "json"
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        let claimed = ending == "htm" ? "html" : ending
        guard ["pdf", "html", "json"].contains(claimed), claimed != kind else { return }
        throw Obstacle(
            .damagedFile, "\(path) is \(kind.uppercased()), whatever its name ends with",
            hint:
                "a report under another kind of name shows other things than were signed; give it the name that it had")
    }

    /// The machine form in a page, or the file itself where it is no page.
    static func machineForm(of bytes: [UInt8], _ path: String) throws(Obstacle) -> [UInt8] {
        guard EmbeddedFacts.isPage(bytes) else { return bytes }
        guard let json = EmbeddedFacts.json(of: bytes) else {
            throw Obstacle(.damagedFile, "\(path) carries no facts of a report, or is cut off")
        }
        return json
    }

    static func read(_ path: String) throws(Obstacle) -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            guard let data = try file.read(upToCount: largest + 1), data.count <= largest else {
                throw Obstacle(.damagedFile, "\(path) is empty, or larger than any report is")
            }
            return [UInt8](data)
        } catch let obstacle as Obstacle {
            throw obstacle
        } catch {
            throw Obstacle(
                .fileTrouble, "\(path) can't be read", hint: "name a file that is there and that you may read")
        }
    }

    private static let largest = 1 << 28
    /// With the certificates above the signer's, and a time stamp with its own.
    static let largestSignature = 1 << 18
}
