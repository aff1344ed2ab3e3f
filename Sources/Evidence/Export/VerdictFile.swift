public import AuditChain
import Foundation
public import Verification

/// A verdict that `unbroken verify --format json` wrote, as far as breaks are looked up in it.
///
/// It only points at rows: what they are is found out anew, so that nobody need have signed it.
public struct VerdictFile: Decodable {
    private var database: Database?
    private var chains: [Chain]

    private struct Database: Decodable {
        var name: String
        var systemIdentifier: String?
    }

    private struct Chain: Decodable {
        var name: String, table: String
        var breaks: [Break]
    }

    private struct Break: Decodable {
        var chain: [String: String?]
        var first: [String: String?], last: [String: String?]
    }

    /// Reads a verdict.
    ///
    /// - Throws: `.damagedFile` where the file is none.
    public init(_ path: String) throws(Obstacle) {
        struct Kind: Decodable { var format: String }
        let bytes = Data(try EvidenceCheck.read(path))
        guard let kind = try? JSONDecoder().decode(Kind.self, from: bytes), kind.format == "unbroken-verification/1",
            let found = try? JSONDecoder().decode(VerdictFile.self, from: bytes)
        else {
            throw Obstacle(
                .damagedFile, "\(path) is no verdict, or is cut off",
                hint: "name what 'unbroken verify --format json --output verdict.json' writes")
        }
        self = found
    }

    /// A break by its number, from 1, in what the verdict says of an entry of `chains:`.
    public func named(_ number: Int, of name: String) throws(Obstacle) -> NamedBreak {
        guard let database, let chain = chains.first(where: { $0.name == name }) else {
            throw Obstacle(
                .damagedFile, "the verdict says nothing of \(name)",
                hint: "it has \(chains.isEmpty ? "no chain" : chains.map(\.name).joined(separator: ", "))")
        }
        guard chain.breaks.indices.contains(number - 1) else {
            throw Obstacle(
                .usage, "there is no break \(number): the verdict has \(chain.breaks.count.grouped) of \(name)",
                hint: "they are numbered from 1")
        }
        let found = chain.breaks[number - 1]
        return NamedBreak(
            number: number, systemIdentifier: database.systemIdentifier, database: database.name, table: chain.table,
            chain: found.chain, places: [found.first, found.last])
    }
}
