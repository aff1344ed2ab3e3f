import AuditChain
import Evidence
import Testing
import Verification

@Suite("The sentence of a break") struct BreakSentenceTests {
    struct Story: Sendable, CustomTestStringConvertible {
        var kind: Break.Kind
        var one: String
        var many: String
        var testDescription: String { kind.rawValue }
    }

    static let stories = [
        Story(
            kind: .alteredContent, one: "audit_log: row id=7 was changed after it was sealed.",
            many: "audit_log: rows id=7 to id=9 (3 rows) were changed after they were sealed."),
        Story(
            kind: .alteredHash, one: "audit_log: the hash of row id=7 was changed; its content is as it was sealed.",
            many: "audit_log: the hashes of rows id=7 to id=9 (3 rows) were changed; "
                + "their content is as it was sealed."),
        Story(
            kind: .alteredLink,
            one: "audit_log: the link of row id=7 was changed; the rest of the row is as it was sealed.",
            many: "audit_log: the links of rows id=7 to id=9 (3 rows) were changed; "
                + "the rest of the rows is as it was sealed."),
        Story(
            kind: .rewrittenRow,
            one: "audit_log: row id=7 was changed and its own hash recomputed; "
                + "the row after it still names another hash.",
            many: "audit_log: rows id=7 to id=9 (3 rows) were changed and their hashes recomputed; "
                + "the rows after them still name other hashes."),
        Story(
            kind: .missingRows, one: "audit_log: one or more rows are missing between row id=7 and row id=9.",
            many: "audit_log: one or more rows are missing between row id=7 and row id=9."),
        Story(
            kind: .insertedRow,
            one: "audit_log: row id=7 is not part of the chain: it was inserted, copied or forged.",
            many: "audit_log: rows id=7 to id=9 (3 rows) are not part of the chain: "
                + "they were inserted, copied or forged."),
        Story(
            kind: .forkedChain,
            one: "audit_log: row id=7 forks the chain: it was sealed against the same predecessor as another row.",
            many: "audit_log: rows id=7 to id=9 (3 rows) fork the chain: "
                + "the first of them was sealed against the same predecessor as another row."),
        Story(
            kind: .reorderedRows,
            one: "audit_log: row id=7 stands in another place than the one in which it was sealed.",
            many: "audit_log: rows id=7 to id=9 (3 rows) stand in another order than the one in which they were sealed."
        ),
        Story(
            kind: .missingHead,
            one: "audit_log: the oldest rows are missing: row id=7 comes first now, but was not sealed as the first.",
            many: "audit_log: the oldest rows are missing: row id=7 comes first now, but was not sealed as the first."),
        Story(
            kind: .unsealedRow, one: "audit_log: row id=7 has no hash.",
            many: "audit_log: rows id=7 to id=9 (3 rows) have no hash."),
        Story(
            kind: .malformedHash,
            one: "audit_log: what stands in the hash column of row id=7 is not a hash that the formula could give.",
            many: "audit_log: what stands in the hash column of rows id=7 to id=9 (3 rows) "
                + "is no hash that the formula could give."),
        Story(
            kind: .formulaMismatch, one: "audit_log: the formula does not give the hash of row id=7.",
            many: "audit_log: the formula does not give the hashes of rows id=7 to id=9 (3 rows)."),
    ]

    @Test func `is there for every kind`() {
        #expect(Self.stories.map(\.kind) == Break.Kind.allCases)
    }

    @Test(arguments: stories) func `says plainly what happened`(_ story: Story) {
        let isGap = story.kind == .missingRows
        let one = Break(story.kind, chain: [], first: ["7"], last: [isGap ? "9" : "7"], rows: 1)
        let many = Break(story.kind, chain: [], first: ["7"], last: ["9"], rows: 3)
        #expect(one.sentence(in: Sample.chain()) == story.one)
        #expect(many.sentence(in: Sample.chain()) == story.many)
        #expect(one.meaning.hasSuffix(".") && many.alternativesSentence == nil)
    }

    @Test func `says where rows can't be counted`() {
        let found = Break(.missingRows, chain: [], first: ["7"], last: ["8"], rows: nil)
        #expect(
            found.sentence(in: Sample.chain())
                == "audit_log: one or more rows are missing between row id=7 and row id=8.")
    }

    @Test func `names the chain, and every order column`() {
        let entry = ChainReport(name: "log", table: "t", per: ["tenant", "user"], order: ["day", "seq"])
        let found = Break(
            .unsealedRow, chain: ["a b", nil], first: ["2026-01-31", "1"], last: ["2026-01-31", "1"], rows: 1)
        #expect(
            found.sentence(in: entry) == "log, chain tenant='a b', user=NULL: row day=2026-01-31, seq=1 has no hash.")
    }

    @Test func `keeps a value from steering the terminal`() {
        let entry = ChainReport(name: "log\u{7}", table: "t", per: ["tenant"], order: ["id"])
        let found = Break(
            .unsealedRow, chain: ["سجل\u{202E}"], first: ["\u{1B}[2J\u{9B}1m\r\n"], last: ["\u{1B}[2J\u{9B}1m\r\n"],
            rows: 1)
        #expect(
            found.sentence(in: entry)
                == "log\\u{7}, chain tenant=سجل\\u{202e}: row id=\\u{1b}[2J\\u{9b}1m\\u{d}\\u{a} has no hash.")
    }

    @Test func `lists the other stories that fit`() {
        let found = Break(
            .alteredContent, chain: [], first: ["7"], last: ["7"], rows: 1, alternatives: [.rewrittenRow, .missingRows])
        #expect(
            found.alternativesSentence
                == "It could also be that a row here was changed and its own hash recomputed or that rows were removed "
                + "here.")
    }
}
