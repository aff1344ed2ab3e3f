internal import AuditChain
internal import CPgQuery

/// PostgreSQL's own grammar (libpg_query): text to tree and back.
enum Grammar {
    /// A syntax error and the byte where it stands.
    struct SyntaxError: Error {
        var message: String
        var byte: Int
    }

    /// The statements of a text.
    static func parse(_ sql: String) throws(SyntaxError) -> Message {
        if let zero = sql.utf8.firstIndex(of: 0) {
            throw SyntaxError(message: "zero byte", byte: sql.utf8.distance(from: sql.startIndex, to: zero))
        }
        let result = pg_query_parse_protobuf(sql)
        defer { pg_query_free_protobuf_parse_result(result) }
        if let error = result.error {
            throw SyntaxError(
                message: String(cString: error.pointee.message),
                byte: byte(ofCharacter: Int(error.pointee.cursorpos), in: sql))
        }
        let data = UnsafeRawBufferPointer(start: result.parse_tree.data, count: result.parse_tree.len)
        do throws(Message.Unreadable) { return try Message(parseTree: Span<UInt8>(_bytes: data.bytes)) } catch {
            throw SyntaxError(
                message:
                    "nested too deeply: about \(Message.depthLimit / 2) operators in a row are the most; use concat(…) or parentheses",
                byte: 0)
        }
    }

    /// The SQL of a tree; `nil` where libpg_query can't print it, or prints what does not parse to the same tree.
    static func print(_ tree: Message) -> String? {
        var wire = tree.wire
        let printed = wire.withUnsafeMutableBytes { buffer -> String? in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let result = pg_query_deparse_protobuf(PgQueryProtobuf(len: buffer.count, data: start))
            defer { pg_query_free_deparse_result(result) }
            guard result.error == nil, let query = result.query else { return nil }
            return String(cString: query)
        }
        // The printer has bugs (parentheses round the operand of AT TIME ZONE, for one): what it gives must read back.
        guard let printed, let again = try? parse(printed), again.withoutPlaces == tree.withoutPlaces else {
            return nil
        }
        return printed
    }

    /// libpg_query counts characters from 1; 0 is nowhere.
    private static func byte(ofCharacter position: Int, in sql: String) -> Int {
        guard position > 0 else { return 0 }
        var seen = 0
        for (offset, byte) in sql.utf8.enumerated() where byte & 0xC0 != 0x80 {
            seen += 1
            if seen == position { return offset }
        }
        return sql.utf8.count
    }
}
