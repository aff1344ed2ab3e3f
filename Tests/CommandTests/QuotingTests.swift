import Foundation
import Support
import Testing

/// A mark and what combines with it are one character to Swift, and still a mark to PostgreSQL, a shell and a reader of CSV.
@Suite("A name or a value with a quotation mark that something combines with") struct QuotingTests {
    /// With each of the marks behind and before what is quoted.
    private static func odd(_ quote: String) -> String { "te\(quote)\u{301}n\u{600}\(quote)ant" }

    private static func identifier(_ name: String) -> String {
        "\""
            + String(
                name.unicodeScalars.flatMap { $0 == "\"" ? ["\"", "\""] : [$0] }.reduce(
                    into: String.UnicodeScalarView()
                ) { $0.append($1) }) + "\""
    }

    private static func literal(_ text: String) -> String {
        "'"
            + String(
                text.unicodeScalars.flatMap { $0 == "'" ? ["'", "'"] : [$0] }.reduce(into: String.UnicodeScalarView()) {
                    $0.append($1)
                }) + "'"
    }

    /// A table whose column, by which its chains are told apart, has such a name, and a text to order by such values.
    private static func made(_ system: ReportedSystem) throws {
        let name = identifier(odd("\""))
        try system.psql(
            """
            CREATE TABLE odd (\(name) numeric NOT NULL, place text PRIMARY KEY, body text, hash text);
            INSERT INTO odd VALUES (1.0, 'a', 'x'), (1.00, \(literal("b" + odd("'"))), 'y'), (2, 'c', 'z');
            UPDATE odd SET hash = md5('start|' || body) WHERE place IN ('a', 'c');
            UPDATE odd SET hash = md5(md5('start|x') || '|' || body) WHERE body = 'y';
            """)
        try system.write(
            "odd.yml",
            """
            chains:
              - name: odd
                table: public.odd
                order: [place]
                per: ['\(odd("\""))']
                hash: hash
                genesis: "'start'"
                formula: "md5(previous || '|' || body)"
                settings:
                  - {TimeZone: UTC}
                  - {from: {place: "b\(odd("'"))"}, TimeZone: UTC}
            """)
    }

    private static func run(_ system: ReportedSystem, _ words: [String]) throws -> Shell.Result {
        try Command.run(
            words + [
                "--config", system.path("odd.yml"), "--database", PrivateServer.shared.conninfo(system.database),
            ])
    }

    @Test func `is quoted for SQL, so that the chain is verified`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(system)
        let result = try Self.run(system, ["verify"])
        #expect(result.status == 0, "\(result.text)\(result.errorText)")
        #expect(result.text.contains("chains     2"), "\(result.text)")
    }

    @Test func `ends no quotes in the command that is named for a break, nor in a report`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(system)
        try system.psql("UPDATE odd SET body = 'changed' WHERE body = 'y'")
        let result = try Self.run(system, ["verify"])
        #expect(result.status == 1, "\(result.errorText)")
        let command = try #require(result.text.replacing(/\n +/, with: " ").firstMatch(of: /unbroken explain .*/))
            .output
        // A shell takes it for as many words as were meant.
        let words = try Shell.run(["sh", "-c", "for word in \(command); do echo word; done"])
        #expect(String(decoding: words, as: UTF8.self).split(separator: "\n").count <= 9, "\(command)")
        let made = try Self.run(
            system, ["report", "--unsigned", "--no-inspect", "--output", system.path("odd.pdf")])
        #expect(made.status == 1, "\(made.errorText)")
        #expect(!made.errorText.contains("could not be read"), "\(made.errorText)")
    }
}
