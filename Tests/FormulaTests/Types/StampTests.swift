import Support
import Testing

@testable import Formula

@Suite("A stamp") struct StampTests {
    @Test(arguments: [
        "YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"", "US SS MI HH24 DD MM YYYY", "HH24MISSUS", "HH24:HH24:MI:SS.US",
        "YYYY-MM-DD HH24:MI",
        "HH24:MI:SS.MS", "SS.FF1 HH24", "MI:SS.US", "HH24:MI:SS.US.MS", "DD.MM.YYYY",
    ])
    func `gives the server's text for any moment, in whatever order they come`(_ shape: String) throws {
        let rows = try Oracle.rows(
            """
            SELECT t, to_char(t, $p$\(shape)$p$) FROM (
              SELECT timestamp '0001-01-01' + random() * interval '9998 years' t FROM generate_series(1, 200)
              UNION ALL SELECT timestamp '2024-02-29' + n * interval '0.999999 second' FROM generate_series(0, 200) n
              UNION ALL SELECT timestamp '2023-12-31 23:59:59.999998' + n * interval '1 microsecond' FROM generate_series(0, 3) n
              UNION ALL SELECT timestamp '9999-12-31 23:59:59.999999' UNION ALL SELECT timestamp '0001-01-01') s
            ORDER BY random()
            """)
        let pattern = try #require(ToCharPattern(shape, settings: RenderSettings()))
        var stamp = try #require(Stamp(pattern))
        Oracle.compare(rows, column: 1, label: shape, atLeast: 400) { row in
            var text = [UInt8](repeating: 0, count: stamp.length + 64)
            let number = try row[0].int64
            let length = text.withUnsafeMutableBufferPointer { space in
                space.baseAddress.flatMap { start in stamp.write(number, at: start).map { $0 - start } }
            }
            return try text.prefix(#require(length)).map { $0 }
        }
    }
}
