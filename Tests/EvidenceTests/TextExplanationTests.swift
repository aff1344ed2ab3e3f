import Evidence
import Testing
import Verification

@Suite("An explanation for people") struct TextExplanationTests {
    private static let zeros = "0000"

    private static func place(_ id: String) -> Explanation.Place { .init(columns: ["id"], values: [id]) }

    /// A row whose hash is sound, behind row 6.
    private static func sound() -> Explanation {
        Explanation(
            chain: "audit_log", row: place("7"), parts: [], preimages: [], recomputed: Sample.hash,
            stored: Sample.hash,
            link: .init(
                value: "ab", isStored: true, genesis: zeros, preceding: .init(place: place("6"), hash: "ab")),
            trial: .notNeeded)
    }

    private func text(_ change: (inout Explanation) -> Void = { _ in }) -> String {
        var explanation = Self.sound()
        change(&explanation)
        return TextExplanation(explanation, style: Style(color: false, width: 400)).text
    }

    @Test func `tells NULL, a secret, text, and bytes that are no text apart`() {
        let told = text {
            $0.parts = [
                .init(sql: "prev_hash", value: .text("a  b", bytes: "61202062")), .init(sql: "user_id", value: .null),
                .init(sql: "hmac(x, key)", value: .secret), .init(sql: "note", value: .text("", bytes: "")),
                .init(sql: "digest", value: .bytes("ff00"), isServerRendered: true),
            ]
            $0.preimages = [.text("a  b", bytes: "61202062"), .secret]
        }
        let expected = """
            audit_log: row id=7: the formula gives the stored hash.

            The formula's parts
              part       prev_hash
                value      'a  b'
                bytes      61202062
              part       user_id
                value      NULL
              part       hmac(x, key)
                value      not shown: a secret is in it
              part       note
                value      ''
                bytes      none
              part       digest
                value      no text
                bytes      ff00
                rendered   by the server, which is believed in that

            What is hashed
              value      'a  b'
              bytes      61202062
              value      not shown: a secret is in it

            The hash
              recomputed 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bcb822cd15d6c15b0f00a
              stored     9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bcb822cd15d6c15b0f00a

            The link
              stored     ab
                         the hash of row id=6, the row before it

            """
        #expect(told == expected)
    }

    @Test func `says in words what a first row links to`() {
        let right = text {
            $0.link = .init(value: Self.zeros, isStored: true, genesis: Self.zeros, preceding: nil)
        }
        #expect(right.hasSuffix("  stored     0000\n             the genesis, as this is the first row of its chain\n"))
        let null = text { $0.link = .init(value: nil, isStored: true, genesis: nil, preceding: nil) }
        #expect(null.hasSuffix("  stored     NULL\n             the genesis, as this is the first row of its chain\n"))
        let wrong = text { $0.link = .init(value: "ab", isStored: true, genesis: Self.zeros, preceding: nil) }
        #expect(
            wrong.hasPrefix("audit_log: row id=7: the formula gives the stored hash, but the link is not the genesis."))
        #expect(
            wrong.hasSuffix(
                """
                  stored     ab
                             the hash of no row
                             It should be the genesis, 0000, as this is the first row of its chain.

                """))
        let kept = text { $0.link = .init(value: "ab", isStored: true, genesis: nil, preceding: nil) }
        #expect(kept.contains("It should be the genesis, NULL, as this"))
        let behind = text {
            $0.link = .init(
                value: Self.zeros, isStored: true, genesis: Self.zeros, preceding: nil, isBehindUnsealed: true)
        }
        #expect(behind.contains("the genesis, as no row before this one in its chain has a hash\n"))
    }

    @Test func `says what a link names that names the wrong row, or none`() {
        func link(_ change: (inout Explanation.Link) -> Void) -> String {
            text {
                $0.link.value = "cd"
                change(&$0.link)
            }
        }
        let should = "             It should be ab, the hash of row id=6, the row before it.\n"
        #expect(link { _ in }.hasSuffix("  stored     cd\n             the hash of no row\n" + should))
        let one = link {
            $0.named = Self.place("3")
            $0.namedCount = 1
        }
        #expect(one.hasSuffix("             the hash of row id=3\n" + should))
        let several = link {
            $0.named = Self.place("3")
            $0.namedCount = 1200
        }
        #expect(several.hasSuffix("             the hash of 1,200 rows, the first of them id=3\n" + should))
        #expect(
            link { $0.value = Self.zeros }.contains(
                "the genesis, which only the first row of a chain links to; the hash of no row\n"))
        #expect(link { $0.value = nil }.contains("  stored     NULL\n             no link at all\n"))
        let unlinked = text { $0.link.isStored = false }
        #expect(
            unlinked.hasSuffix(
                "  previous   ab\n             the hash of row id=6, the row before it, as the table stores no link\n"))
    }

    @Test func `says what does not match, and what another link would give`() {
        func failing(_ change: (inout Explanation) -> Void) -> String {
            text {
                $0.recomputed = String(Sample.hash.reversed())
                change(&$0)
            }
        }
        #expect(failing { _ in }.hasPrefix("audit_log: row id=7: the formula does not give the stored hash.\n"))
        #expect(failing { _ in }.contains("The link is the hash of the row before: so it is the content or the hash"))
        #expect(
            failing { $0.trial = .holds }.contains(
                "With the hash of the row before in place of the link the formula gives the stored hash: the content "
                    + "holds, only the link was changed.\n"))
        #expect(failing { $0.trial = .fails }.contains("does not give the stored hash either"))
        #expect(
            failing { $0.trial = .notPossible }.contains("was not tried: the server renders the part with the link"))
        let first = failing {
            $0.trial = .holds
            $0.link = .init(value: "ab", isStored: true, genesis: Self.zeros, preceding: nil)
        }
        #expect(first.contains("With the genesis in place of the link the formula gives the stored hash"))
        #expect(failing { $0.stored = "abc" }.contains("The stored hash has 3 characters, the recomputed one 64: "))
        let upper = String(Sample.hash.reversed()).uppercased()
        #expect(failing { $0.stored = upper }.contains("differ in upper and lower case only"))
        #expect(failing { $0.stored = nil }.hasPrefix("audit_log: row id=7: the row has no hash: it was never sealed"))
        #expect(failing { $0.recomputed = nil }.hasPrefix("audit_log: row id=7: the formula gives NULL, which is"))
    }

    @Test func `never steers a terminal`() {
        let evil = "\u{1B}[2J\u{202E}\n"
        let place = Explanation.Place(columns: [evil], values: [evil])
        let told = text {
            $0 = Explanation(
                chain: evil, row: place, parts: [.init(sql: evil, value: .text(evil, bytes: "1b"))],
                preimages: [.text(evil, bytes: "1b")], recomputed: evil, stored: evil + evil,
                link: .init(
                    value: evil, isStored: true, genesis: evil, preceding: .init(place: place, hash: evil + "x"),
                    named: place, namedCount: 1), trial: .fails)
        }
        #expect(!told.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{202E}" })
    }
}
