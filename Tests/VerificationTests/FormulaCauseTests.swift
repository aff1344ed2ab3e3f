import Foundation
import Support
import Testing

@Suite("A formula that does not fit") struct FormulaCauseTests {
    /// How PostgreSQL seals a table, and how unbroken.yml says it does.
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sealed: String
        var said: String
        var settings: [String: String] = [:]
        var columns: [(name: String, type: String, value: String)] = []
        var hashType = "text"
        var genesis = "repeat('0', 64)"
        var kinds: [String]
        var says: [String]
    }

    private static let digest = "sha256(convert_to(prev || '|' || action, 'UTF8'))"
    private static let hex = "encode(\(digest), 'hex')"
    private static let base64 = "encode(\(digest), 'base64')"

    static let spellings = [
        Mistake(
            testDescription: "upper-case hex", sealed: "upper(\(hex))", said: hex, kinds: ["spelling"],
            says: ["write upper(encode(…, 'hex'))"]),
        Mistake(
            testDescription: "lower-case hex", sealed: hex, said: "upper(\(hex))", kinds: ["spelling"],
            says: ["stored hashes are lower-case hex", "write encode(…, 'hex'),"]),
        Mistake(
            testDescription: "base64", sealed: base64, said: hex, kinds: ["spelling"],
            says: ["write encode(…, 'base64')"]),
        Mistake(
            testDescription: "hex for base64", sealed: hex, said: base64, kinds: ["spelling"],
            says: ["write encode(…, 'hex')"]),
        Mistake(
            testDescription: "base64 for URLs", sealed: "translate(\(base64), '+/=', '-_')", said: hex,
            kinds: ["spelling"], says: ["base64 with - and _ for + and /, without ="]),
        Mistake(
            testDescription: "a prefix", sealed: "'sha256:' || \(hex)", said: hex, kinds: ["spelling"],
            says: ["write 'sha256:' || encode(…, 'hex')"]),
        Mistake(
            testDescription: "a prefix that was not there", sealed: hex, said: "'sha256-' || \(hex)",
            kinds: ["spelling"], says: ["behind 'sha256-'", "write encode(…, 'hex'),"]),
        Mistake(
            testDescription: "a prefix before upper-case hex", sealed: "'SHA-256=' || upper(\(hex))", said: hex,
            kinds: ["spelling"], says: ["write 'SHA-256=' || upper(encode(…, 'hex'))"]),
        Mistake(
            testDescription: "a line end", sealed: "\(hex) || E'\\n'", said: hex, kinds: ["spelling"],
            says: ["write encode(…, 'hex') || E'\\n'"]),
        Mistake(
            testDescription: "blanks at the end", sealed: "rpad(\(hex), 68)", said: hex, kinds: ["spelling"],
            says: ["|| '    '"]),
        Mistake(
            testDescription: "bytea as text", sealed: "\(digest)::text", said: hex, kinds: ["spelling"],
            says: ["write (…)::text"]),
        Mistake(
            testDescription: "hex in bytea", sealed: "convert_to(encode(sha256(prev), 'hex'), 'UTF8')",
            said: "sha256(prev)", hashType: "bytea", genesis: "'\\x00'::bytea", kinds: ["spelling"],
            says: ["write convert_to(encode(…, 'hex'), 'UTF8')"]),
        Mistake(
            testDescription: "bytes for hex", sealed: "sha256(prev)",
            said: "convert_to(encode(sha256(prev), 'hex'), 'UTF8')", hashType: "bytea", genesis: "'\\x00'::bytea",
            kinds: ["spelling"], says: ["stored hashes are the digest's bytes", "write …, where"]),
    ]

    static let digests = [
        Mistake(
            testDescription: "sha512", sealed: hex.replacing("sha256", with: "sha512"), said: hex, kinds: ["digest"],
            says: ["sha512 of what the formula hashes with sha256", "write sha512(…)"]),
        Mistake(
            testDescription: "sha224 for sha512", sealed: hex.replacing("sha256", with: "sha224"),
            said: hex.replacing("sha256", with: "sha512"), kinds: ["digest"], says: ["write sha224(…)"]),
        Mistake(
            testDescription: "md5", sealed: "md5(prev || '|' || action)", said: hex, kinds: ["digest"],
            says: ["write md5(…)"]),
        Mistake(
            testDescription: "sha384 in base64", sealed: base64.replacing("sha256", with: "sha384"), said: hex,
            kinds: ["digest", "spelling"], says: ["write sha384(…)", "write encode(…, 'base64')"]),
        Mistake(
            testDescription: "sha512 in base64, for base64", sealed: base64.replacing("sha256", with: "sha512"),
            said: base64, kinds: ["digest"], says: ["write sha512(…)"]),
    ]

    private static func rendering(_ text: String) -> String {
        SealedTable.hex.replacing("%", with: "prev || '|' || \(text)")
    }

    private static func setting(
        _ description: String, _ value: String, _ settings: [String: String], says: [String],
        columns: [(name: String, type: String, value: String)] = []
    ) -> Mistake {
        Mistake(
            testDescription: description, sealed: rendering(value), said: rendering(value), settings: settings,
            columns: columns, kinds: settings.map { _ in "setting" }, says: says)
    }

    static let settings = [
        setting(
            "a zone", "at::text", ["TimeZone": "Asia/Kolkata"], says: ["set TimeZone: Asia/Kolkata under settings:"]),
        setting(
            "a zone in to_char", "to_char(at, 'YYYY HH24:MI TZH')", ["TimeZone": "America/New_York"],
            says: ["set TimeZone: America/New_York"]),
        setting(
            "a zone with others of its clock", "at::text", ["TimeZone": "Europe/Berlin"],
            says: ["sealed with TimeZone Europe/Berlin (", "Africa/Lagos", "would give the same)"]),
        setting("a date style", "at::text", ["DateStyle": "SQL, DMY"], says: ["set DateStyle: \"SQL, DMY\""]),
        setting(
            "a zone and a date style", "at::text", ["TimeZone": "America/New_York", "DateStyle": "Postgres, MDY"],
            says: ["set TimeZone: America/New_York", "set DateStyle: \"Postgres, MDY\""]),
        setting(
            "an interval style", "lasted::text", ["IntervalStyle": "iso_8601"],
            says: ["set IntervalStyle: iso_8601"], columns: [("lasted", "interval", "i * interval '90 minutes'")]),
        setting(
            "floating-point digits", "ratio::text", ["extra_float_digits": "0"],
            says: ["set extra_float_digits: 0"], columns: [("ratio", "float8", "1::float8 / (i + 0.7::float8)")]),
        setting(
            "bytea as escapes", "raw::text", ["bytea_output": "escape"], says: ["set bytea_output: escape"],
            columns: [("raw", "bytea", "decode('00ff41', 'hex') || convert_to(i::text, 'UTF8')")]),
    ]

    @Test(arguments: spellings + digests + settings)
    func `is one break, the first row included, whose sentence names the cause`(_ mistake: Mistake) throws {
        let all = Self.spellings + Self.digests + Self.settings
        let number = all.firstIndex { $0.testDescription == mistake.testDescription } ?? 0
        var table = SealedTable(
            name: "cause_\(number)", count: 40, columns: mistake.columns, hashType: mistake.hashType,
            genesis: mistake.genesis, formula: mistake.sealed, settings: ["TimeZone": "UTC"])
        table.settings.merge(mistake.settings) { $1 }
        if !mistake.settings.isEmpty {
            let said = mistake.settings.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
            table.lines = ["settings: {\(said)}"]
        }
        try table.create()
        #expect(try table.verify().status == 0)
        table.formula = mistake.said
        table.lines = []
        let answer = try table.verify()
        #expect(answer.breaks == ["formula-mismatch 1-40 40 or altered-content"], "\(answer.errors)")
        #expect(answer.status == 1)
        let found = answer.first?.breaks.first
        for words in mistake.says { #expect(found?.explanation.contains(words) == true, "\(found?.explanation ?? "")") }
        #expect(found?.evidence.formulaTrial?.causes.map(\.kind) == mistake.kinds)
        #expect(found?.evidence.formulaTrial?.rows == 12)
        guard mistake.kinds == ["spelling"] else { return }
        // Whoever writes what the sentence says to write has a chain that holds.
        let advice = found?.explanation.components(separatedBy: ": write ").last ?? ""
        let digest = mistake.hashType == "bytea" ? "sha256(prev)" : Self.digest
        table.formula = advice.components(separatedBy: ", where …")[0].replacing("…", with: digest)
        #expect(try table.verify().status == 0, "\(table.formula)")
    }
}
