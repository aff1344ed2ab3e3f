import Formula
import Rows
import Verification

/// How the files of an export print hashes and links, and its manifest.
struct SealText {
    private let isBytea: Bool
    /// Columns of which blanks at the end do not count.
    private let padded: Set<String>

    init(_ chain: ExportedChain) {
        isBytea = chain.columns.contains { $0.name == chain.hash && $0.type == "bytea" }
        padded = Set(chain.columns.filter { $0.type.hasPrefix("bpchar") }.map(\.name))
    }

    /// A hash of the manifest as the files print it.
    func bytes(_ spelling: String?) -> [UInt8]? { spelling.map { Array(((isBytea ? "\\x" : "") + $0).utf8) } }

    /// A hash as it stands in a field of a file, so that it can be compared; `column` is the column that it is of.
    func comparable(_ row: borrowing Row, _ field: Int, of column: String) -> [UInt8]? {
        guard let text = row[field] else { return nil }
        var bytes = text.copied
        while padded.contains(column), bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return bytes
    }
}
