import Formula
import Testing

@Suite("Words of a function's source") struct CodeWordsTests {
    private func words(_ code: String) -> [String]? {
        CodeWords(scanning: code)?.words.map { word in
            switch word.kind {
            case .name: word.text
            case .constant: "'\(word.text)'"
            case .sign: word.text
            }
        }
    }

    @Test func `leave out comments, of both kinds and one in another`() {
        #expect(
            words("PERFORM f(); -- RAISE EXCEPTION\n/* LOCK /* TABLE */ x */ RETURN NEW;")
                == ["perform", "f", "(", ")", ";", "return", "new", ";"])
    }

    @Test func `have names as the catalog has them`() {
        #expect(words(#"INSERT INTO Audit."Event ""Log""""#) == ["insert", "into", "audit", ".", #"Event "Log""#])
    }

    @Test func `have constants without their quotes, of every kind`() {
        #expect(words("'it''s' $$a 'b'$$ $x$c$$d$x$ E'tab' ''") == ["'it's'", "'a 'b''", "'c$$d'", "'tab'", "''"])
    }

    @Test(arguments: ["'never ends", "/* never ends", "\"never ends", "a\0b"])
    func `are not guessed where the scanner refuses`(_ code: String) {
        #expect(words(code) == nil)
    }

    @Test func `are told apart in code that has letters of every script`() {
        #expect(words("RAISE NOTICE 'مرحبا %', été;") == ["raise", "notice", "'مرحبا %'", ",", "été", ";"])
    }
}
