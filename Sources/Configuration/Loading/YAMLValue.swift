import AuditChain
import Formula
import Yams

/// A value of a configuration file that knows its place, and says what is wrong with it.
struct YAMLValue {
    /// What the value is called in sentences, such as `'order'`.
    let name: String
    let position: SourcePosition
    private let node: Node
    private let file: YAMLFile

    init(_ node: Node, in file: YAMLFile, named name: String) {
        self.node = node
        self.file = file
        self.name = name
        position = SourcePosition(file: file.path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    var isNull: Bool { Self.isNull(node) }

    /// Whether the file spells out a null here, as `NULL` does.
    var isSpelledNull: Bool { node.scalar?.string.lowercased() == "null" }

    /// The same value under another name.
    func named(_ name: String) -> YAMLValue { YAMLValue(node, in: file, named: name) }

    var isMapping: Bool {
        if case .mapping = node { true } else { false }
    }

    var isList: Bool {
        if case .sequence = node { true } else { false }
    }

    /// An obstacle that stands at this value.
    func obstacle(_ sentence: String, hint: String? = nil) -> Obstacle {
        Obstacle(.configuration, "\(position): \(sentence)", hint: hint)
    }

    /// The keys and values of a mapping, in the file's order, each key once and a name.
    func pairs(expecting what: String) throws(Obstacle) -> [(key: Located<String>, value: YAMLValue)] {
        guard case .mapping(let mapping) = node else { throw wrongType(expected: what) }
        var pairs: [(key: Located<String>, value: YAMLValue)] = []
        var seen: Set<String> = []
        for (key, value) in mapping {
            let named = YAMLValue(key, in: file, named: "a key")
            guard case .scalar(let scalar) = key else { throw named.wrongType(expected: "a name") }
            guard seen.insert(scalar.string).inserted else {
                throw named.obstacle("key \(Self.quoted(scalar.string)) is given twice", hint: "keep one of the two")
            }
            let child = YAMLValue(value, in: file, named: Self.quoted(scalar.string))
            pairs.append((Located(scalar.string, at: named.position), child))
        }
        return pairs
    }

    /// The values of a mapping that has no other keys than these.
    func fields(_ known: [String], expecting what: String) throws(Obstacle) -> YAMLFields {
        var values: [String: YAMLValue] = [:]
        for (key, value) in try pairs(expecting: what) {
            guard known.contains(key.value) else {
                throw Obstacle(
                    .configuration, "\(key.position): unknown key \(Self.quoted(key.value))",
                    hint: Nearest.hint(for: key.value, among: known, called: "known keys here"))
            }
            values[key.value] = value
        }
        return YAMLFields(owner: self, values: values)
    }

    /// The elements of a list that has some.
    func elements(expecting what: String) throws(Obstacle) -> [YAMLValue] {
        guard case .sequence(let sequence) = node else { throw wrongType(expected: what) }
        guard !sequence.isEmpty else { throw obstacle("\(name) is an empty list", hint: "expected \(what)") }
        return sequence.map { YAMLValue($0, in: file, named: "an element of \(name)") }
    }

    /// A text that is not empty; numbers and the like count as they are written.
    func text(expecting what: String = "text") throws(Obstacle) -> Located<String> {
        guard case .scalar(let scalar) = node, !isNull else { throw wrongType(expected: what) }
        guard !scalar.string.isEmpty else { throw obstacle("\(name) is empty", hint: "expected \(what)") }
        guard !scalar.string.unicodeScalars.contains("\0") else { throw obstacle("\(name) holds a NUL character") }
        return Located(scalar.string, at: position)
    }

    /// A name, on one line.
    func label(expecting what: String) throws(Obstacle) -> Located<String> {
        let label = try text(expecting: what)
        guard !label.value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw obstacle("\(name) holds a line break or another control character", hint: "expected \(what)")
        }
        return label
    }

    /// Names of columns, at least one, each once.
    func columns() throws(Obstacle) -> [Located<String>] {
        if case .scalar(let scalar) = node, !isNull {
            throw obstacle(
                "\(name): expected a list of column names, got text",
                hint: "write [\(Self.quoted(scalar.string).dropFirst().dropLast())]")
        }
        var columns: [Located<String>] = []
        for element in try elements(expecting: "a list of column names") {
            let column = try element.label(expecting: "a column name")
            guard !columns.contains(where: { $0.value == column.value }) else {
                throw element.obstacle("\(name) names the column \(Self.quoted(column.value)) twice")
            }
            columns.append(column)
        }
        return columns
    }

    /// SQL, of which every character knows its place.
    func sql() throws(Obstacle) -> SourceText {
        guard case .scalar(let scalar) = node else { throw wrongType(expected: "SQL") }
        let text = try text(expecting: "SQL").value
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw obstacle("\(name) is empty", hint: "expected SQL")
        }
        let style: ScalarPlaces.Style
        switch scalar.style {
        case .any, .plain: style = .plain
        case .singleQuoted: style = .singleQuoted
        case .doubleQuoted: style = .doubleQuoted
        case .literal, .folded: style = .block
        }
        return file.places.source(text, style: style, line: position.line, column: position.column)
    }

    func flag() throws(Obstacle) -> Bool {
        if case .scalar(let scalar) = node, scalar.style == .plain {
            switch scalar.string {
            case "true", "True", "TRUE": return true
            case "false", "False", "FALSE": return false
            default: break
            }
        }
        throw wrongType(expected: "true or false")
    }

    func count(in range: ClosedRange<Int>) throws(Obstacle) -> Int {
        guard case .scalar(let scalar) = node, scalar.style == .plain, let count = Int(scalar.string) else {
            throw wrongType(expected: "a whole number")
        }
        guard range.contains(count) else {
            throw obstacle("\(name) is \(count), expected \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    func wrongType(expected: String) -> Obstacle {
        obstacle("\(name): expected \(expected), got \(kind)")
    }

    private var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar):
            if isNull {
                "nothing"
            } else if scalar.style == .plain, Double(scalar.string) != nil {
                "a number"
            } else {
                "text"
            }
        }
    }

    /// A name in quotes, short and without control characters.
    static func quoted(_ name: String) -> String {
        let shown = name.unicodeScalars.prefix(60).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }
        return "'\(shown.joined())\(name.unicodeScalars.count > 60 ? "…" : "")'"
    }
}

/// The values of a mapping by their keys.
struct YAMLFields {
    let owner: YAMLValue
    let values: [String: YAMLValue]

    subscript(key: String) -> YAMLValue? { values[key] }

    func required(_ key: String, hint: String? = nil) throws(Obstacle) -> YAMLValue {
        guard let value = values[key] else { throw owner.obstacle("\(owner.name) lacks '\(key)'", hint: hint) }
        return value
    }
}
