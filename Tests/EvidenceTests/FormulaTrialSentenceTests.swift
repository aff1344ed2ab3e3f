import AuditChain
import Evidence
import Testing
import Verification

@Suite("The sentence of a formula that does not fit") struct FormulaTrialSentenceTests {
    private static func mismatch(
        _ causes: [FormulaTrial.Cause], suspects: [FormulaTrial.Suspect] = [], before: [String?]? = nil
    ) -> Break {
        var found = Break(.formulaMismatch, chain: [], first: ["7"], last: ["40"], rows: 34)
        found.evidence.formulaTrial = FormulaTrial(rows: 12, causes: causes, suspects: suspects)
        found.evidence.before = before
        return found
    }

    private static let event =
        "audit_log: the formula does not give the hashes of rows id=7 to id=40 (34 rows)."

    @Test func `says how the hashes are spelled and what to write`() {
        let found = Self.mismatch([
            .spelling(
                stored: HashSpelling(.upperHex, prefix: "it's:", suffix: "\n"), formula: HashSpelling(.lowerHex),
                isText: true)
        ])
        #expect(
            found.sentence(in: Sample.chain())
                == Self.event
                + " The stored hashes are upper-case hex behind 'it''s:' before E'\\n', the formula gives "
                + "lower-case hex: write 'it''s:' || upper(encode(…, 'hex')) || E'\\n', where … stands for the digest.")
        #expect(found.meaning.contains("each of the 12 rows that it was tried on: most likely unbroken.yml is wrong"))
        #expect(!found.meaning.contains("computed the hashes anew"))
    }

    @Test func `asks for a range of settings, and who was there, where rows before these fit`() {
        let found = Self.mismatch(
            [.setting(name: "DateStyle", value: "SQL, DMY", others: [])], before: ["6"])
        #expect(
            found.sentence(in: Sample.chain())
                == Self.event + " The rows were sealed with DateStyle SQL, DMY: set DateStyle: \"SQL, DMY\" under "
                + "settings:, in a range of its own with from: {id: 7}.")
        #expect(found.meaning.contains("ask who could have computed the hashes anew"))
    }

    @Test func `lists what is left to try, and nothing that can't be`() {
        let found = Self.mismatch([], suspects: [.precision, .trigger, .secret])
        #expect(found.sentence(in: Sample.chain()) == Self.event)
        #expect(
            found.meaning.hasSuffix(
                "Causes left to try: precision (nanoseconds hashed, microseconds stored), a trigger that was changed "
                    + "and another secret than the one that was given."))
    }
}
