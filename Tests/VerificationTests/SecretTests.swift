import Foundation
import Support
import Testing

@Suite("A secret in a formula") struct SecretTests {
    private static let secret = "correct-horse-7143"

    /// PostgreSQL seals with the secret itself; the configuration names it.
    private static func table(_ name: String, from place: String) -> (making: SealedTable, reading: SealedTable) {
        let formula = "encode(hmac(prev || '|' || action, KEY, 'sha256'), 'hex')"
        var making = SealedTable(name: name, formula: formula.replacing("KEY", with: "'\(secret)'"))
        making.lines = ["secrets: {audit_key: \"\(place)\"}"]
        var reading = making
        reading.formula = formula.replacing("KEY", with: "audit_key")
        return (making, reading)
    }

    private static let extended = Lazily()

    private static func create(_ table: SealedTable) throws {
        try extended.once { try SealedTable.psql("CREATE EXTENSION IF NOT EXISTS pgcrypto") }
        try table.create()
    }

    @Test func `comes from the environment and is in no output`() throws {
        let (making, reading) = Self.table("secret_env", from: "env:CT_AUDIT_KEY")
        try Self.create(making)
        let environment = ["CT_AUDIT_KEY": Self.secret]
        let intact = try reading.verify(environment: environment)
        #expect(intact.status == 0, "\(intact.errors)")
        try SealedTable.psql("UPDATE secret_env SET action = 'x' WHERE id = 5; SET log_statement = 'none'")
        for format in ["json", "text"] {
            let answer = try reading.verify(format: format, environment: environment)
            #expect(answer.status == 1)
            #expect(!(answer.text + answer.errors).contains(Self.secret))
        }
        #expect(try reading.verify(environment: environment).breaks == ["altered-content 5-5 1"])
        // Nor is the seal that whoever changed the row would need.
        let seal = try SealedTable.psql(
            "SELECT \(making.formula) FROM secret_env WHERE id = 5"
        ).trimmingCharacters(in: .newlines)
        #expect(seal.count == 64)
        for format in ["json", "text"] {
            #expect(!(try reading.verify(format: format, environment: environment).text.contains(seal)))
        }
        // The wrong secret accuses nobody of anything that a mistaken formula would not.
        let wrong = try reading.verify(environment: ["CT_AUDIT_KEY": "wrong"])
        #expect(wrong.status == 1)
        #expect(!(wrong.text + wrong.errors).contains("wrong"))
    }

    @Test func `comes from a file`() throws {
        let file = NSTemporaryDirectory() + "/ct-secret-\(UUID().uuidString)"
        try Self.secret.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let (making, reading) = Self.table("secret_file", from: "file:\(file)")
        try Self.create(making)
        let answer = try reading.verify()
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(!(answer.text + answer.errors).contains(Self.secret))
    }

    @Test func `that is not set is a mistake of the configuration`() throws {
        let (making, reading) = Self.table("secret_unset", from: "env:CT_UNSET_KEY")
        try Self.create(making)
        let answer = try reading.verify()
        #expect(answer.status == 78)
        #expect(answer.errors.contains("CT_UNSET_KEY") || answer.text.contains("CT_UNSET_KEY"))
    }

    @Test func `never leaves the client, so that what it can't render is refused`() throws {
        let (making, _) = Self.table("secret_kept", from: "env:CT_AUDIT_KEY")
        try Self.create(making)
        var table = making
        table.formula = "encode(hmac(prev || regexp_replace(audit_key, 'a', 'b'), audit_key, 'sha256'), 'hex')"
        let answer = try table.verify(environment: ["CT_AUDIT_KEY": Self.secret])
        #expect(answer.status == 78)
        #expect(!(answer.text + answer.errors).contains(Self.secret))
    }
}
