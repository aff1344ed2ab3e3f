import AuditChain
import Formula
import Yams

/// A configuration file as YAML sees it.
struct YAMLFile {
    let path: String
    let places: ScalarPlaces
    private let root: Node

    /// What a person who wonders how to begin may write.
    static let start = """
        start it with a chain: 'chains:', and below it '- name: audit_log', 'table: public.audit_log', 'order: [id]', \
        'hash: hash' and 'formula: …'
        """

    /// - Throws: an `Obstacle` where the bytes are no YAML document with something in it.
    init(_ bytes: [UInt8], path: String) throws(Obstacle) {
        let content = try Self.text(of: bytes, path: path)
        guard !TangledKeys.mayStand(in: content) else {
            throw Obstacle(
                .configuration, "\(path): aliases and keys made of lists or mappings don't go together",
                hint: "write every key as a plain name")
        }
        let node: Node?
        // Nobody asks which type YAML would give a scalar; finding that out takes regular expressions.
        do { node = try Yams.compose(yaml: content, .basic, .default, .utf8) } catch {
            throw Self.obstacle(from: error, path: path)
        }
        guard let node, !YAMLValue.isNull(node) else {
            throw Obstacle(.configuration, "\(path): the file says nothing", hint: Self.start)
        }
        self.path = path
        places = ScalarPlaces(content, file: path)
        root = node
    }

    /// The value that the whole file is.
    var value: YAMLValue { YAMLValue(root, in: self, named: "the configuration") }

    private static func text(of bytes: [UInt8], path: String) throws(Obstacle) -> String {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let content = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
            let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            throw Obstacle(
                .configuration, "\(path): \(isWide ? "the file is UTF-16, not UTF-8" : "the file is not UTF-8 text")",
                hint: "save it as UTF-8")
        }
        return content
    }

    private static func obstacle(from error: any Error, path: String) -> Obstacle {
        let sql = "put SQL into a block: 'formula: |', and the SQL below it, indented with spaces"
        guard let error = error as? YamlError else {
            return Obstacle(.configuration, "\(path): the YAML can't be read")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let around = context.map { ", \($0.text)" } ?? ""
            let isTab = problem.contains("tab") || problem.contains("cannot start any token")
            return Obstacle(
                .configuration, "\(path):\(mark.line):\(mark.column): \(problem)\(around)",
                hint: isTab ? "indent with spaces, YAML takes no tabs; \(sql)" : sql)
        case .reader(let problem, _, _, _):
            return Obstacle(.configuration, "\(path): \(problem)", hint: "save the file as plain UTF-8 text")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            return Obstacle(
                .configuration,
                "\(path):\(context.mark.line):\(context.mark.column): key \(YAMLValue.quoted(key)) is given twice",
                hint: "keep one of the two")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return Obstacle(.configuration, "\(path): the YAML can't be read")
        }
    }
}
