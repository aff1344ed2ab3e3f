import Support
import Testing

@testable import Formula

@Suite("Text functions") struct TextFunctionTests {
    private func questions(_ seed: UInt64, _ count: Int = 3000, _ make: (inout Dice) -> Question) -> [Question] {
        var dice = Dice(seed: seed)
        return (0..<count).map { _ in make(&dice) }
    }

    @Test func `chr gives the server's characters and refuses its refusals`() throws {
        var dice = Dice(seed: 1)
        let edges: [Int32] = [
            0, 1, -1, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF, 0x110000,
            .max, .min,
        ]
        let all = edges.map { Question(n: $0) } + (0..<2000).map { _ in Question(n: Int32(dice.below(0x120000))) }
        try expectAgreement("chr($5)", all) { (q, out) throws(ValueFault) in
            try Characters.appendCharacter(q.n, into: &out)
            return true
        }
    }

    @Test func `ascii, length, reverse and octet_length agree`() throws {
        let all = questions(2) { Question($0.text()) }
        try expectAgreement("ascii($2) || '|' || length($2) || '|' || octet_length($2) || reverse($2)", all) {
            (q, out) throws(ValueFault) in
            let a = q.a
            let text = "\(Characters.firstCodePoint(a.span))|\(codePointCount(a.span))|\(a.count)"
            for byte in text.utf8 { out.append(byte) }
            Characters.appendReversed(a.span, into: &out)
            return true
        }
    }

    @Test func `lower and upper agree for ASCII and decline the rest`() throws {
        let all = questions(3) { dice in
            Question(String(dice.text(upTo: 4).unicodeScalars.filter(\.isASCII).map(Character.init)))
        }
        try expectAgreement("lower($2) || upper($2)", all) { (q, out) throws(ValueFault) in
            let a = q.a
            return Characters.appendLower(a.span, into: &out) && Characters.appendUpper(a.span, into: &out)
        }
        var out = ByteBuffer()
        let text = Array("aé".utf8)
        let isLowered = Characters.appendLower(text.span, into: &out)
        let isRaised = Characters.appendUpper(text.span, into: &out)
        #expect(!isLowered && !isRaised)
        let appended = out.count
        #expect(appended == 0)
    }

    @Test func `repeat, lpad and rpad agree, lengths out of bounds included`() throws {
        let all =
            questions(4, 2500) { dice in
                Question(
                    dice.text(), dice.flip(6) ? "" : dice.text(upTo: 4), n: min(dice.integer(around: 40), 300_000_000))
            } + [Question("a", "b", n: .max), Question("a", "", n: .max), Question("", "b", n: 268_435_455)]
        try expectAgreement("lpad($2, $5, $3)", all) { (q, out) throws(ValueFault) in
            try Padding.appendLeft(q.a.span, q.n, fill: q.b.span, into: &out)
            return true
        }
        try expectAgreement("rpad($2, $5, $3)", all) { (q, out) throws(ValueFault) in
            try Padding.appendRight(q.a.span, q.n, fill: q.b.span, into: &out)
            return true
        }
        let repeats =
            questions(5, 2000) { dice in Question(dice.text(), n: dice.integer()) }
            .filter { $0.n ?? 0 < 100 || ($0.a ?? []).count > 1 } + [
                Question("", n: 1_000_000), Question("ab", n: .max),
            ]
        try expectAgreement("repeat($2, $5)", repeats) { (q, out) throws(ValueFault) in
            try Padding.appendRepeated(q.a.span, q.n, into: &out)
            return true
        }
    }

    @Test func `casts to varchar and char cut and fill as the server does`() throws {
        for length in [1, 2, 5, 11, 30] {
            let all = questions(UInt64(60 + length), 1000) { Question($0.text() + ($0.flip() ? "   " : "")) }
            try expectAgreement("$2::varchar(\(length))", all) { (q, out) throws(ValueFault) in
                Padding.appendVarying(q.a.span, limit: length, into: &out)
                return true
            }
            try expectAgreement("bpcharsend($2::char(\(length)))", text: false, all) {
                (q, out) throws(ValueFault) in
                Padding.appendFixed(q.a.span, length: length, into: &out)
                return true
            }
            try expectAgreement("$2::char(\(length))::text", all) { (q, out) throws(ValueFault) in
                var fixed = ByteBuffer()
                Padding.appendFixed(q.a.span, length: length, into: &fixed)
                out.append(copying: Padding.withoutFill(fixed.span))
                return true
            }
        }
    }

    @Test func `substr, left and right agree wherever they begin and end`() throws {
        let all = questions(7) { Question($0.text(), n: $0.integer(), m: $0.integer()) }
        try expectAgreement("substr($2, $5, $6)", all) { (q, out) throws(ValueFault) in
            out.append(copying: try Slicing.substring(q.a.span, from: q.n, length: q.m))
            return true
        }
        try expectAgreement("substring($2 from $5)", all) { (q, out) throws(ValueFault) in
            out.append(copying: try Slicing.substring(q.a.span, from: q.n, length: nil))
            return true
        }
        try expectAgreement("left($2, $5)", all) { (q, out) throws(ValueFault) in
            out.append(copying: Slicing.left(q.a.span, q.n))
            return true
        }
        // The least integer overflows in right() of older minor versions, 15.18 for one, which then gives the whole text.
        let heedsLeast = try PrivateServer.shared.psql("SELECT right('a', '-2147483648') = ''") == "t\n"
        try expectAgreement("right($2, $5)", all.filter { heedsLeast || $0.n != .min }) { (q, out) throws(ValueFault) in
            out.append(copying: Slicing.right(q.a.span, q.n))
            return true
        }
        let binary = questions(8) { Question(bytes: $0.bytes(upTo: 12), n: $0.integer(), m: $0.integer()) }
        try expectAgreement("substr($1, $5, $6)", text: false, binary) { (q, out) throws(ValueFault) in
            out.append(copying: try Slicing.bytes(q.bytes.span, from: q.n, length: q.m))
            return true
        }
        try expectAgreement("substr($1, $5)", text: false, binary) { (q, out) throws(ValueFault) in
            out.append(copying: try Slicing.bytes(q.bytes.span, from: q.n, length: nil))
            return true
        }
    }

    @Test func `split_part, replace, strpos and translate agree`() throws {
        let all = questions(9) { Question($0.plain(), $0.plain(upTo: 2), $0.plain(upTo: 3), n: $0.integer(around: 5)) }
        try expectAgreement("split_part($2, $3, $5)", all) { (q, out) throws(ValueFault) in
            out.append(copying: try Slicing.field(q.a.span, delimiter: q.b.span, q.n))
            return true
        }
        try expectAgreement("replace($2, $3, $4)", all) { (q, out) throws(ValueFault) in
            try Searching.appendReplacing(q.a.span, q.b.span, with: q.c.span, into: &out)
            return true
        }
        try expectAgreement("strpos($2, $3)", all) { (q, out) throws(ValueFault) in
            for byte in String(Searching.position(of: q.b.span, in: q.a.span)).utf8 { out.append(byte) }
            return true
        }
        try expectAgreement("translate($2, $3, $4)", all) { (q, out) throws(ValueFault) in
            Searching.appendTranslating(q.a.span, from: q.b.span, to: q.c.span, into: &out)
            return true
        }
    }

    @Test(arguments: [("btrim", true, true), ("ltrim", true, false), ("rtrim", false, true)])
    func `trims as the server does`(_ name: String, _ left: Bool, _ right: Bool) throws {
        let all = questions(10) { Question($0.plain(), $0.plain(upTo: 3)) }
        try expectAgreement("\(name)($2, $3)", all) { (q, out) throws(ValueFault) in
            out.append(
                copying: Searching.trimmed(q.a.span, of: q.b.span, left: left, right: right))
            return true
        }
        try expectAgreement("\(name)($2)", all) { (q, out) throws(ValueFault) in
            let space: [UInt8] = [0x20]
            out.append(copying: Searching.trimmed(q.a.span, of: space.span, left: left, right: right))
            return true
        }
    }

    @Test func `quotes literals and identifiers as the server does, every key word included`() throws {
        let all = questions(11) { Question($0.text()) } + [Question(nil)]
        try expectAgreement("quote_nullable($2)", all) { (q, out) throws(ValueFault) in
            if q.isNull {
                Quoting.appendNullable(nil, into: &out)
            } else {
                Quoting.appendNullable(q.a.span, into: &out)
            }
            return true
        }
        let words = try PrivateServer.shared.psql("SELECT word FROM pg_get_keywords()").split(separator: "\n")
        let names =
            questions(12, 1000) { Question($0.text(upTo: 5)) }
            + words.flatMap { [Question(String($0)), Question($0 + "x"), Question("x" + $0)] } + [
                Question("a b"), Question("_"), Question(""),
            ]
        // The server's version decides about a few words: those are left to it.
        var declined: Set<String> = []
        let found = try TextOracle.differences("quote_ident($2)", names) { (q, out) throws(ValueFault) in
            let a = q.a
            if Quoting.appendIdentifier(a.span, into: &out) { return true }
            declined.insert(String(decoding: a, as: UTF8.self))
            throw .invalidEncoding
        }
        #expect(found.allSatisfy { declined.contains(String(decoding: $0.question.a ?? [], as: UTF8.self)) })
        #expect(declined.allSatisfy { ["system_user", "merge_action"].contains($0) || $0.hasPrefix("json") })
    }
}
