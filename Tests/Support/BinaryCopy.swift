/// A reader of PostgreSQL's binary COPY format for tests, written apart from the product's (PostgreSQL manual, COPY,
/// "Binary Format").
public enum BinaryCopy {
    /// The rows, each field as its bytes or `nil` for NULL; throws where the data is no such stream.
    public static func rows(of bytes: [UInt8]) throws -> [[[UInt8]?]] {
        let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
        guard bytes.count >= 21, Array(bytes[0..<11]) == signature else {
            throw PrivateServer.Trouble("no COPY header")
        }
        var at = 19
        var rows: [[[UInt8]?]] = []
        func integer(_ count: Int) throws -> Int {
            guard at + count <= bytes.count else { throw PrivateServer.Trouble("COPY data cut off") }
            let value = bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
            at += count
            let bits = count * 8
            return value >= 1 << (bits - 1) ? value - 1 << bits : value
        }
        while true {
            let fields = try integer(2)
            if fields == -1 { return rows }
            var row: [[UInt8]?] = []
            for _ in 0..<fields {
                let count = try integer(4)
                if count < 0 {
                    row.append(nil)
                    continue
                }
                row.append(Array(bytes[at..<at + count]))
                at += count
            }
            rows.append(row)
        }
    }
}
