import Foundation
import Support
import Testing

/// More rows in doubt than are held at once, so that they are read again in several passes.
@Suite("Breaks without number") struct ManyBreaksTests {
    enum Shape: String, CaseIterable {
        /// Reading can begin at any place.
        case keyed
        /// The rows before a place must be read again to come to it.
        case unkeyed
        /// Chains come one after the other.
        case chains
        /// A saved stream is read from its beginning, whatever the catalog says of its key.
        case saved
    }

    @Test(arguments: Shape.allCases)
    func `are named as exactly as a few`(_ shape: Shape) throws {
        let name = "many_breaks_\(shape)"
        try SealedTable.psql(
            """
            CREATE TABLE \(name) (id int \(shape == .keyed || shape == .saved ? "PRIMARY KEY" : ""), tenant int, action text, prev text, hash text);
            DO $$ DECLARE tips text[] := ARRAY[repeat('0', 64), repeat('0', 64), repeat('0', 64)]; t int; h text; BEGIN
              FOR i IN 1..30000 LOOP
                t := 1 + \(shape == .chains ? "i / 8 % 3" : "0");
                h := encode(sha256(convert_to(tips[t] || 'act ' || i, 'UTF8')), 'hex');
                INSERT INTO \(name) VALUES (i, t, 'act ' || i, tips[t], h);
                tips[t] := h;
              END LOOP;
            END $$;
            UPDATE \(name) SET action = 'forged' WHERE id % 4 = 2;
            """)
        let configuration = """
            chains:
              - name: log
                table: public.\(name)
                order: [id]
                \(shape == .chains ? "per: [tenant]" : "")
                previous: prev
                hash: hash
                genesis: repeat('0', 64)
                formula: encode(sha256(convert_to(prev || action, 'UTF8')), 'hex')
            """
        var arguments: [String] = []
        let file = NSTemporaryDirectory() + "/\(name).copy"
        defer { try? FileManager.default.removeItem(atPath: file) }
        if shape == .saved {
            try SealedTable.psql("\\copy (SELECT * FROM \(name) ORDER BY id) TO '\(file)' (FORMAT binary)")
            arguments = ["--stream", file]
        }
        let answer = try Product.verify(configuration, database: SealedTable.database, arguments: arguments)
        #expect(answer.status == 1, "\(answer.errors)")
        #expect(answer.first?.breakCount == 7_500)
        let expected = stride(from: 2, through: 30_000, by: 4).map { "altered-content \($0)-\($0) 1" }
        let found = answer.breaks.map { line in
            line.split(separator: ": ").last.map(String.init) ?? line
        }
        #expect(Set(found) == Set(expected), "\(found.prefix(3))")
    }
}
