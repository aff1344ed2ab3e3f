internal import AuditChain
internal import CLibPQ
internal import Rows

extension Connection {
    /// Runs a `COPY … TO STDOUT (FORMAT binary)` and lends each row to `body`, which returns `false` to stop early.
    ///
    /// After an early stop, or an error of `body`, the transaction has failed up to the last savepoint.
    mutating func copy(
        _ sql: String, fieldCount: Int, _ body: (borrowing Row) throws(Obstacle) -> Bool
    ) throws(Obstacle) {
        let begun = try query(sql)
        guard PQresultStatus(begun.handle) == PGRES_COPY_OUT, PQbinaryTuples(begun.handle) == 1,
            PQnfields(begun.handle) == fieldCount
        else {
            throw Obstacle(.damagedStream, "the server did not answer a COPY in binary with \(fieldCount) fields")
        }
        var reader = CopyReader(ServerByteStream(wire), format: CopyFormat(fieldCount: fieldCount))
        do {
            while try reader.next() {
                if try !body(reader.row) { break }
            }
        } catch {
            // The first trouble is the one to tell.
            if PQstatus(handle) == CONNECTION_OK, !wire.interruption.isSet { try? reader.bytes.abandon() }
            throw error
        }
        try reader.bytes.abandon()
    }
}
