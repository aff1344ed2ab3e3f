import AuditChain
import Rows
import Verification

/// Which field of a record is what.
struct RecordFields {
    /// What is said of a row's content.
    enum Content: String { case ok, elsewhere, fails, disputed, unsealed }
    /// What is said of its link.
    enum Link: String { case ok, elsewhere, fails, disputed, none }

    /// Whether the row is shown; else its link and hash alone are listed.
    let isShown: Bool
    /// What the fields are called.
    let names: [String]
    let hash: Int
    let storedLink: Int?
    let kinds: Int
    let recomputed: Int?
    private let chain: Int?
    private let position: Int
    private let content: Int
    private let link: Int

    /// Of the evidence file, or of the list of rows that were left out.
    init(_ described: ExportedChain, isShown: Bool) {
        let withChain = !described.per.isEmpty
        let names =
            isShown
            ? described.columns.map(\.name) + FindingColumns.names(withChain: withChain)
            : LeftOutCSV.names(link: described.previous, hash: described.hash, withChain: withChain)
        func field(_ name: String) -> Int? { names.firstIndex(of: name) }
        self.isShown = isShown
        self.names = names
        hash = field(described.hash) ?? 0
        storedLink = described.previous.flatMap(field)
        kinds = field(FindingColumns.kinds) ?? 0
        recomputed = field(FindingColumns.recomputed)
        chain = field(FindingColumns.chain)
        position = field(FindingColumns.position) ?? 0
        content = field(FindingColumns.content) ?? 0
        link = field(FindingColumns.link) ?? 0
    }

    /// The number of a row's chain, from 0, and its place there, from 1.
    func place(of row: borrowing Row, chains: Int, in file: String) throws(Obstacle) -> (chain: Int, position: Int) {
        var number = 1
        if let chain {
            guard let told = Self.number(row[chain]) else { throw Self.trouble(file, FindingColumns.chain) }
            number = told
        }
        guard let position = Self.number(row[position]) else { throw Self.trouble(file, FindingColumns.position) }
        guard 1...max(1, chains) ~= number, chains > 0 else {
            throw Obstacle(.damagedFile, "\(file): a row is of a chain that the manifest does not name")
        }
        return (number - 1, position)
    }

    func content(of row: borrowing Row, in file: String) throws(Obstacle) -> Content {
        // Where the link is stored, the content holds or it does not.
        guard let told = Content(rawValue: Self.word(row[content])), told != .elsewhere || storedLink == nil else {
            throw Self.trouble(file, FindingColumns.content)
        }
        return told
    }

    func link(of row: borrowing Row, in file: String) throws(Obstacle) -> Link {
        guard let told = Link(rawValue: Self.word(row[link])) else { throw Self.trouble(file, FindingColumns.link) }
        return told
    }

    private static func trouble(_ file: String, _ column: String) -> Obstacle {
        Obstacle(.damagedFile, "\(file): a row has a \(column) that there is not")
    }

    private static func word(_ field: Span<UInt8>?) -> String {
        guard let field, field.count < 16 else { return "" }
        var word = ""
        for index in field.indices { word.unicodeScalars.append(Unicode.Scalar(field[index])) }
        return word
    }

    /// A number as it is written here: digits, the first of them no zero.
    private static func number(_ field: Span<UInt8>?) -> Int? {
        guard let field, 1...15 ~= field.count, field[0] != UInt8(ascii: "0") else { return nil }
        var number = 0
        for index in field.indices {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= field[index] else { return nil }
            number = number * 10 + Int(field[index] - UInt8(ascii: "0"))
        }
        return number
    }
}
